// A WebSocket on its way from one loop to another.

internal import Synchronization

/// An open WebSocket that belongs to no loop: socket, codec state, unread inbound bytes and unsent outbound
/// bytes. It may be sent by mailbox; `LoopControl.adopt` continues it, once. Dropped, it closes the socket.
public final class DetachedConnection: Sendable {
  /// The other end.
  public let peer: PeerAddress

  init(peer: PeerAddress) {
    self.peer = peer
  }
}

/// Where an outgoing WebSocket goes.
public struct WebSocketTarget: Sendable {
  /// The address to connect to. Names are resolved before, with `PeerAddress.resolve`, because that blocks.
  public var address: PeerAddress
  /// The Host field; by default address and port.
  public var host: String
  /// Path and query, percent-encoded.
  public var path: String
  /// Further fields, such as Authorization.
  public var headers: HTTPHeaders
  /// The subprotocols to offer, best first. The server must choose one of them when there are any.
  public var subprotocols: [String]

  /// Describes where to go.
  public init(
    address: PeerAddress, host: String? = nil, path: String, headers: HTTPHeaders = [:],
    subprotocols: [String] = []
  ) {
    self.address = address
    self.host = host ?? address.description
    self.path = path
    self.headers = headers
    self.subprotocols = subprotocols
  }
}
