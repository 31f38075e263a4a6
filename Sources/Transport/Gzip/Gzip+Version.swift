// Which zlib was loaded.

internal import CZlib

extension Gzip {
  /// zlib's version, such as `1.2.13`.
  public static var libraryVersion: String {
    // SAFETY: zlib gives a static, NUL-terminated text.
    guard let text = unsafe zlibVersion() else { return "unknown" }
    return unsafe String(cString: text)
  }
}
