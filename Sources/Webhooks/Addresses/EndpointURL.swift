// The address of an endpoint, read by the same parser that will connect to it.

internal import Bedrock
internal import CCurl
public import Transport

/// An address to which messages may be posted: `https://host[:port]/path?query`, or `http` where the operator allows
/// it.
///
/// SAFETY: libcurl's handle for addresses lives within `read`, which frees it, and so do the texts that it gives out,
/// each of which is copied and freed in `part`.
public struct EndpointURL: Hashable, Sendable {
  /// The longest address, in bytes.
  public static let bytesMax = 2048

  /// The whole address, as it was given.
  public let text: String
  /// The name or numeric address of the server.
  public let host: String
  /// Whether there is no TLS.
  public let isPlain: Bool

  /// Reads an address.
  /// - Throws: the first thing that is wrong with it.
  public init(_ text: String) throws(EndpointURLFault) {
    guard text.utf8.count <= Self.bytesMax else { throw .tooLong }
    // Neither spaces nor control characters, which end headers; names in other scripts come in their ASCII form.
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .malformed }
    let parts = try Self.read(text)
    guard parts.scheme == "https" || parts.scheme == "http" else { throw .otherScheme }
    guard !parts.hasCredentials else { throw .hasCredentials }
    guard !parts.hasFragment else { throw .hasFragment }
    self.text = text
    host = parts.host
    isPlain = parts.scheme == "http"
  }

  /// The address of the server where it is numeric, which can be judged before anybody connects.
  public var numericAddress: PeerAddress? {
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
    return PeerAddress(isBracketed ? String(host.dropFirst().dropLast()) : host, port: 0)
  }

  private struct Parts {
    var scheme = ""
    var host = ""
    var hasCredentials = false
    var hasFragment = false
  }

  private static func read(_ text: String) throws(EndpointURLFault) -> Parts {
    guard let handle = unsafe curl_url() else { preconditionFailure("libcurl has no memory") }
    defer { unsafe curl_url_cleanup(handle) }
    func part(_ which: CURLUPart) -> String? {
      var found: UnsafeMutablePointer<CChar>?
      guard unsafe curl_url_get(handle, which, &found, 0) == CURLUE_OK, let found = unsafe found else {
        return nil
      }
      defer { unsafe curl_free(found) }
      return unsafe String(cString: found)
    }
    guard unsafe curl_url_set(handle, CURLUPART_URL, text, 0) == CURLUE_OK,
      let scheme = part(CURLUPART_SCHEME)
    else { throw .malformed }
    guard let host = part(CURLUPART_HOST), !host.isEmpty, part(CURLUPART_ZONEID) == nil else {
      throw .malformed
    }
    return Parts(
      scheme: scheme, host: host,
      hasCredentials: part(CURLUPART_USER) != nil || part(CURLUPART_PASSWORD) != nil,
      hasFragment: part(CURLUPART_FRAGMENT) != nil)
  }
}

/// Why an address cannot be one of an endpoint.
public enum EndpointURLFault: Error, Hashable, Sendable, CaseIterable {
  /// Longer than `EndpointURL.bytesMax`.
  case tooLong
  /// Not an absolute address in ASCII.
  case malformed
  /// Something else than `https` and `http`.
  case otherScheme
  /// A user or a password in it: they would be sent with each message, and be read by whoever reads the settings.
  case hasCredentials
  /// A fragment, which is never sent.
  case hasFragment
}
