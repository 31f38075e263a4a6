// The library as a whole: its version, and its start.

internal import CCurl

/// libcurl.
///
/// SAFETY: the text of the version is a constant of the library, read at once. `curl_global_init` is called once, by the
/// first use of a static value, before any other call that needs it.
enum CurlLibrary {
  private static let isStarted: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  /// Makes the library ready; once, whoever asks first.
  static func start() { precondition(isStarted, "libcurl cannot start") }
}

/// The library that carries messages.
public enum WebhookLibrary {
  /// Its version, such as `7.88.1`.
  public static var version: String {
    // SAFETY: a constant text of the library.
    let text = unsafe String(cString: curl_version())
    return String(text.drop { $0 != "/" }.dropFirst().prefix { $0 != " " })
  }
}
