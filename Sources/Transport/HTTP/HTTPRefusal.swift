// Why a request was refused before it was one: the stable reasons and their status codes.

/// A request that Transport refuses on its own. The answer is made by `LoopHandler.refusedRequest`, is sent
/// behind the answers still owed, and the connection is closed afterwards.
public struct HTTPRefusal: Error, Sendable, Equatable {
  /// The reason; stable, for programs and metrics.
  public var reason: Reason
  /// The request line and headers, when they were understood (a body too large, for example).
  public var head: HTTPRequestHead?
  /// The method, when the request line was understood: an answer to HEAD has no body, this one neither.
  public var method: String?

  /// The status to answer with.
  public var status: Int { reason.status }

  init(_ reason: Reason, head: HTTPRequestHead? = nil, method: String? = nil) {
    self.reason = reason
    self.head = head
    self.method = method ?? head?.method
  }

  /// The reasons. The raw value is the code for bodies and metrics.
  public enum Reason: String, Sendable, CaseIterable {
    /// The request line is not `method SP target SP version`.
    case badRequestLine
    /// The method is not a token.
    case badMethod
    /// CONNECT, or a method longer than any that there is (RFC 9112 section 3).
    case unsupportedMethod
    /// The target is not a path, an absolute URI of http or `*` for OPTIONS, or has bad escapes.
    case badTarget
    /// A line feed without a carriage return, or the reverse (RFC 9112 section 2.2).
    case bareLineEnd
    /// A line of the header section begins with a space: obsolete folding (RFC 9112 section 5.2).
    case foldedHeader
    /// A header line without a colon, with an empty name, or with something that no name has.
    case badHeaderName
    /// A space between name and colon (RFC 9112 section 5.1).
    case spaceBeforeColon
    /// A control character in a value.
    case badHeaderValue
    /// No Host in HTTP/1.1.
    case missingHost
    /// More than one Host.
    case repeatedHost
    /// A Host that is no authority, or one that disagrees with an absolute target.
    case badHost
    /// A length that is not a decimal number in range.
    case badContentLength
    /// More than one Content-Length field or a list in it.
    case repeatedContentLength
    /// Content-Length together with Transfer-Encoding (RFC 9112 section 6.1).
    case lengthWithTransferCoding
    /// Something else than one `chunked` at the end, so that nobody knows where the body ends (RFC 9112 section 6.3).
    case unframedTransferCoding
    /// A transfer coding before the final `chunked` (RFC 9112 section 6.1).
    case unknownTransferCoding
    /// A transfer coding in HTTP/1.0, where none exists.
    case transferCodingInHTTP10
    /// A chunk size line that is not a hexadecimal number, or a chunk without its line end.
    case badChunk
    /// Chunk extensions or trailers beyond the limits.
    case chunkOverhead
    /// An expectation other than `100-continue`.
    case unknownExpectation
    /// The request line is too long.
    case targetTooLong
    /// The header section is too long or has too many fields.
    case headersTooLarge
    /// The body is larger than allowed for this request.
    case bodyTooLarge
    /// Not HTTP/1.0 or HTTP/1.1.
    case unsupportedVersion
    /// Head or body came too slowly.
    case timeout
    /// An upgrade to WebSocket that breaks RFC 6455 section 4.2.1.
    case badWebSocketHandshake
    /// A WebSocket version other than 13.
    case unsupportedWebSocketVersion

    /// The status code of the answer.
    public var status: Int {
      switch self {
      case .timeout: 408
      case .bodyTooLarge: 413
      case .targetTooLong: 414
      case .unknownExpectation: 417
      case .unsupportedWebSocketVersion: 426
      case .headersTooLarge: 431
      case .unknownTransferCoding, .unsupportedMethod: 501
      case .unsupportedVersion: 505
      default: 400
      }
    }
  }
}
