// The loop as its handler sees it: everything a program may ask of its connections.

/// One loop's connections, clock and queues. Passed to every callback of the handler; it cannot be copied or
/// kept, so nothing outside the loop's thread can reach a connection.
///
/// Calls that name a connection that is gone do nothing. No call blocks, and none calls the handler.
public struct LoopControl: ~Copyable {
  /// Which loop of its group this is, from 0.
  public let index: Int
  /// The limits of this loop's connections.
  public let limits: TransportLimits
  /// Monotonic milliseconds, read once per turn.
  public internal(set) var nowMilliseconds: Int64 = 0
  /// Running totals of this loop since its start.
  public internal(set) var counters = TransportCounters()
  /// Whether the group drains; new connections are neither accepted nor adopted for long.
  public internal(set) var isDraining = false

  init(index: Int, limits: TransportLimits) {
    self.index = index
    self.limits = limits
  }
}

extension LoopControl {
  /// Answers a request. The answer is written when its turn in the pipeline has come. O(size).
  public mutating func respond(to token: RequestToken, _ response: HTTPResponse) {
    preconditionFailure("not written yet")
  }

  /// Accepts the `webSocketOffer` of a request. `subprotocol` must be one of those offered.
  /// `webSocketOpened` follows, unless the connection ends before. Returns false when the request had no
  /// offer, was answered already or its connection is gone.
  @discardableResult
  public mutating func upgradeToWebSocket(_ token: RequestToken, subprotocol: String? = nil) -> Bool {
    preconditionFailure("not written yet")
  }

  /// Queues a text message, which must be UTF-8. Written at the end of the turn, all messages of the turn in
  /// one system call. O(bytes), no allocation while the queue's buffer is large enough.
  @discardableResult
  public mutating func send(text: Span<UInt8>, to connection: ConnectionID) -> SendResult {
    preconditionFailure("not written yet")
  }

  /// Queues a text message.
  @discardableResult
  public mutating func send(text: String, to connection: ConnectionID) -> SendResult {
    preconditionFailure("not written yet")
  }

  /// Queues a binary message.
  @discardableResult
  public mutating func send(binary: Span<UInt8>, to connection: ConnectionID) -> SendResult {
    preconditionFailure("not written yet")
  }

  /// Queues a message that was encoded once with `WebSocketFrame.encode` for many connections of the server
  /// role; connections of the client role encode it again, because masks are theirs alone.
  @discardableResult
  public mutating func send(frame: borrowing WebSocketFrame, to connection: ConnectionID) -> SendResult {
    preconditionFailure("not written yet")
  }

  /// The bytes that wait to be written to this connection.
  public func outboundBytes(of connection: ConnectionID) -> Int {
    preconditionFailure("not written yet")
  }

  /// Begins the close handshake: what is queued is sent first, then the close frame; messages that still
  /// arrive are dropped; the socket is closed when the peer has answered or `closeMilliseconds` have passed.
  /// `reason` is cut to 123 bytes. An HTTP connection is closed behind the answers that are already queued.
  public mutating func close(
    _ connection: ConnectionID, _ code: WebSocketCloseCode = .normal, reason: String = ""
  ) {
    preconditionFailure("not written yet")
  }

  /// Closes the socket at once; `webSocketClosed` follows with nil.
  public mutating func abort(_ connection: ConnectionID) {
    preconditionFailure("not written yet")
  }

  /// Closes every open WebSocket as `close` does. O(connections).
  public mutating func closeAllWebSockets(_ code: WebSocketCloseCode, reason: String = "") {
    preconditionFailure("not written yet")
  }

  /// Takes an open WebSocket out of this loop, with its unread and unsent bytes, between two messages: when
  /// called from `message`, nothing of that connection is processed here any more. Neither `webSocketClosed`
  /// nor anything else follows here. Nil when it is not an open WebSocket.
  public mutating func detach(_ connection: ConnectionID) -> DetachedConnection? {
    preconditionFailure("not written yet")
  }

  /// Continues a connection that another loop detached. Bytes that travelled along are processed before
  /// anything new. Nil when it was adopted before or the loop cannot take it, which closes the socket.
  public mutating func adopt(_ detached: DetachedConnection) -> ConnectionID? {
    preconditionFailure("not written yet")
  }

  /// Opens an outgoing WebSocket in this loop; `webSocketOpened` or `connectFailed` follows.
  public mutating func connect(to target: WebSocketTarget) -> ConnectionID {
    preconditionFailure("not written yet")
  }

  /// Calls `timer` with this token after at least so many milliseconds. Timers cannot be taken back: the
  /// handler ignores tokens that it does not expect any more. O(log timers).
  public mutating func schedule(afterMilliseconds delay: Int64, token: UInt64) {
    preconditionFailure("not written yet")
  }

  /// Who is at the other end; nil when the connection is gone.
  public func peer(of connection: ConnectionID) -> PeerAddress? {
    preconditionFailure("not written yet")
  }

  /// Whether this names an open WebSocket (not one in its close handshake).
  public func isOpenWebSocket(_ connection: ConnectionID) -> Bool {
    preconditionFailure("not written yet")
  }
}

/// What became of a message that was to be sent.
public enum SendResult: Sendable {
  /// Queued.
  case queued
  /// Queued, and the queue is over its mark: `outboundBlocked` has been or will be called.
  case queuedOverMark
  /// Not queued: no such open WebSocket, or its queue is full and it is being closed.
  case refused
}
