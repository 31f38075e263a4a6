// Which path of the C kernel runs on this processor.

// SAFETY: `geod_scan_path_name` returns a constant of the C library's image, which lives as long as the program;
// it is copied at once.

import CVector

/// The paths of the kernel.
enum Kernel {
  /// The path that the processor was given before main.
  static var chosenPath: Int32 { geod_scan_path_chosen() }

  /// `portable`, `AVX2` or `AVX-512`.
  static func name(path: Int32) -> String {
    unsafe String(cString: geod_scan_path_name(path))
  }
}
