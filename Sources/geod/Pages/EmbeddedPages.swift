// The files in the program: the one place that reads what the compiler has embedded.

import CPages

/// The files of the folder `pages`, and Leaflet.
enum EmbeddedPages {
  /// All of them, in the order of their paths.
  ///
  /// SAFETY: path and bytes belong to the program's constants: they live for ever and nobody writes to them;
  /// `count` is the size that the compiler gave the array.
  static func all() -> [PageSource] {
    (0..<geod_page_count()).map { index in
      let page = unsafe geod_page(index)
      return unsafe PageSource(
        path: String(cString: page.path),
        bytes: Array(UnsafeBufferPointer(start: page.bytes, count: page.count)))
    }
  }
}
