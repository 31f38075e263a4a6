// The opening handshake of RFC 6455 section 4.

/// What a client offers when it asks for a WebSocket.
public struct WebSocketOffer: Sendable, Equatable {
  /// The client's key, 24 characters of base64.
  public var key: String
  /// The subprotocols that the client speaks, best first.
  public var subprotocols: [String]
}
