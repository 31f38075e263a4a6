// What a loop counts, for metrics and for tests that must prove that nothing leaks.

/// Totals of one loop since its start, and four levels. Addition makes the totals of a group.
public struct TransportCounters: Sendable, Equatable {
  /// Sockets accepted.
  public var accepted: UInt64 = 0
  /// Those of them that were one too many: told so where they are plain, and closed.
  public var connectionsRefused: UInt64 = 0
  /// Outgoing connections begun.
  public var connectsBegun: UInt64 = 0
  /// Connections ended, of every kind; detached ones not included.
  public var closed: UInt64 = 0
  /// Connections taken from other loops.
  public var adopted: UInt64 = 0
  /// Connections given to other loops.
  public var detached: UInt64 = 0
  /// Accepts that failed because no descriptor, or no memory for a socket, was free.
  public var descriptorsExhausted: UInt64 = 0
  /// Bytes read from sockets; with TLS what they mean, not how they travel.
  public var bytesIn: UInt64 = 0
  /// Bytes written to sockets; with TLS what they mean, not how they travel.
  public var bytesOut: UInt64 = 0
  /// Times that a queue was written, each with one system call unless the socket took less than there was (with TLS one
  /// for each record): at most one per connection and turn.
  public var flushes: UInt64 = 0
  /// Complete HTTP requests given to the handler.
  public var requests: UInt64 = 0
  /// Requests refused by Transport.
  public var requestsRefused: UInt64 = 0
  /// WebSocket messages received.
  public var messagesIn: UInt64 = 0
  /// WebSocket messages queued for sending.
  public var messagesOut: UInt64 = 0
  /// Those of the received ones that came packed (permessage-deflate).
  public var messagesInflated: UInt64 = 0
  /// Those of the sent ones that were packed.
  public var messagesDeflated: UInt64 = 0
  /// Packed messages that were larger than may be, unpacked or by their ratio; among the `protocolFailures`.
  public var inflationsRefused: UInt64 = 0
  /// WebSockets closed because the peer broke the protocol, including too large messages.
  public var protocolFailures: UInt64 = 0
  /// WebSockets closed because their queue was full.
  public var slowReadersClosed: UInt64 = 0
  /// Connections closed because a deadline passed.
  public var timeouts: UInt64 = 0
  /// TLS handshakes begun, of both roles.
  public var handshakesBegun: UInt64 = 0
  /// TLS handshakes that came to nothing: refused, given up, too slow.
  public var handshakesFailed: UInt64 = 0
  /// Those of the failed ones whose peer spoke something else than TLS, such as a plain HTTP request.
  public var handshakesNotTLS: UInt64 = 0
  /// TLS handshakes that continued an earlier session.
  public var handshakesResumed: UInt64 = 0
  /// Turns of the loop.
  public var turns: UInt64 = 0
  /// Level: connections now.
  public var connections: Int = 0
  /// Level: accepted connections whose TLS handshake is not finished.
  public var handshakesInFlight: Int = 0
  /// Level: open WebSockets now.
  public var webSockets: Int = 0
  /// Level: outbound bytes waiting now.
  public var queuedBytes: Int = 0

  /// All zero.
  public init() {}
}
