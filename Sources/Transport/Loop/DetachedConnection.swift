// A WebSocket on its way from one loop to another.

/// An open WebSocket that belongs to no loop: socket, TLS session, codec state, unread inbound bytes and unsent outbound
/// bytes. It may be sent by mailbox; `LoopControl.adopt` continues it, once. Dropped, it closes the socket.
public final class DetachedConnection: Sendable {
  /// The other end.
  public let peer: PeerAddress

  struct Contents: Sendable {
    var wire: Wire
    var decoder: WebSocketDecoder
    var deflater: MessageDeflater?
    var unread: [UInt8]
    var unsent: [UInt8]
    var since: Int64
  }

  private let contents: Lock<Contents?>

  init(peer: PeerAddress, contents: Contents) {
    self.peer = peer
    self.contents = Lock(contents)
  }

  /// The contents, for the first who asks.
  func take() -> Contents? {
    contents.withLock { contents in
      defer { contents = nil }
      return contents
    }
  }

  deinit {
    if var left = take() { left.wire.close(isComplete: left.unsent.isEmpty) }
  }
}

extension LoopControl {
  /// Takes an open WebSocket out of this loop, with its unread and unsent bytes, between two messages: when
  /// called from `message`, nothing of that connection is processed here any more. Neither `webSocketClosed`
  /// nor anything else follows here. Nil when it is not an open WebSocket, or when `webSocketOpened` has not been
  /// called for it yet.
  public mutating func detach(_ connection: ConnectionID) -> DetachedConnection? {
    guard isOpenWebSocket(connection), !connections[connection.slot].flags.contains(.isOpening) else {
      return nil
    }
    let slot = connection.slot
    poller.remove(connections[slot].wire.socket)
    var unread: [UInt8] = []
    // SAFETY: `unreadRest` is valid while a message is being told; it is copied.
    if tellingMessage == connection { unread = unsafe Array(unreadRest) }
    unread += connections[slot].parked
    let contents = DetachedConnection.Contents(
      wire: connections[slot].wire.release(), decoder: connections[slot].decoder,
      deflater: connections[slot].deflater, unread: unread,
      unsent: connections[slot].outbox.contents(), since: connections[slot].since)
    let detached = DetachedConnection(peer: connections[slot].peer, contents: contents)
    forget(connection)
    counters.webSockets -= 1
    counters.detached += 1
    return detached
  }

  /// Continues a connection that another loop detached. Bytes that travelled along are processed before
  /// anything new, after the running callback. A draining loop closes it at once with 4503. Nil when it was adopted
  /// before or the loop cannot take it, which closes the socket.
  public mutating func adopt(_ detached: DetachedConnection) -> ConnectionID? {
    guard let contents = detached.take() else { return nil }
    guard let id = insert(contents.wire, peer: detached.peer, phase: .webSocket, interest: .read) else {
      return nil
    }
    connections[id.slot].decoder = contents.decoder
    connections[id.slot].deflater = contents.deflater.map { own($0) }
    connections[id.slot].flags.insert(.owesClosed)
    connections[id.slot].since = contents.since
    counters.webSockets += 1
    counters.adopted += 1
    if !contents.unsent.isEmpty { appendRaw(contents.unsent, to: id) }
    // The old loop watched for writability; this one does not know yet that something waits.
    if contents.wire.isWaiting { markDirty(id) }
    noteUnread(id)
    if !contents.unread.isEmpty {
      connections[id.slot].parked = contents.unread
      connections[id.slot].flags.insert(.isPaused)
      resumeIfPaused(id)
    }
    arm(id)
    if isDraining { close(id, .draining) }
    return id
  }

  /// Gives a socket a slot and watches it. Nil when the kernel refuses to; the socket is closed then.
  mutating func insert(
    _ wire: Wire, peer: PeerAddress, phase: Connection.Phase, interest: Poller.Interest
  ) -> ConnectionID? {
    var wire = wire
    let id = connections.insert()
    connections[id.slot].phase = phase
    guard poller.add(wire.socket, interest, token: id.rawValue) else {
      wire.close(isComplete: true)
      connections.remove(id.slot)
      return nil
    }
    connections[id.slot].wire = wire
    connections[id.slot].peer = peer
    connections[id.slot].interest = interest
    connections[id.slot].since = nowMilliseconds
    counters.connections = connections.count
    total.add(1)
    return id
  }
}
