// Which OpenSSL was loaded.

internal import COpenSSL

/// The cryptographic library.
public enum CryptoLibrary {
  /// Its version, such as `3.0.15`.
  public static var version: String {
    // SAFETY: OpenSSL gives a static, NUL-terminated text.
    guard let text = unsafe OpenSSL_version(OPENSSL_VERSION_STRING) else { return "unknown" }
    return unsafe String(cString: text)
  }
}
