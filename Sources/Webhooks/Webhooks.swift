// Webhooks: messages to the servers of tenants, signed, over HTTP.

internal import CCurl

/// The library that carries messages.
public enum WebhookLibrary {
  /// Its version, such as `libcurl/7.88.1`.
  public static var version: String { unsafe String(cString: curl_version()) }
}
