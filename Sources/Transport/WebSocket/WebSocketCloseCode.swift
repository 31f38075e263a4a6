// Close codes of RFC 6455 section 7.4 and geod's own.

/// Why a WebSocket ends. The raw value travels in the close frame.
public struct WebSocketCloseCode: RawRepresentable, Hashable, Sendable {
  /// The number on the wire.
  public var rawValue: UInt16

  /// Wraps a number.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// The purpose is fulfilled.
  public static let normal = WebSocketCloseCode(rawValue: 1000)
  /// The end goes away.
  public static let goingAway = WebSocketCloseCode(rawValue: 1001)
  /// The peer broke the protocol.
  public static let protocolError = WebSocketCloseCode(rawValue: 1002)
  /// A text message or close reason that is not UTF-8.
  public static let invalidText = WebSocketCloseCode(rawValue: 1007)
  /// A message beyond the limit.
  public static let tooBig = WebSocketCloseCode(rawValue: 1009)
  /// Try again later.
  public static let tryAgainLater = WebSocketCloseCode(rawValue: 1013)
  /// geod: nothing was heard for too long.
  public static let idle = WebSocketCloseCode(rawValue: 4408)
  /// geod: the peer does not read what it subscribed to.
  public static let slowReader = WebSocketCloseCode(rawValue: 4429)
  /// geod: the process is being drained.
  public static let draining = WebSocketCloseCode(rawValue: 4503)

  /// Whether an endpoint may send this code in a close frame (RFC 6455 section 7.4.2; the registered
  /// codes 1012-1014 included).
  public var mayBeSent: Bool {
    switch rawValue {
    case 1000...1003, 1007...1014, 3000...4999: true
    default: false
    }
  }
}
