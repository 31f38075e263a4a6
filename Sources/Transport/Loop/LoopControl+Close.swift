// Endings: politely, for a fault, at once. Every connection ends through `end`, and only there.

extension LoopControl {
  /// Begins the close handshake: what is queued is sent first, then the close frame; messages that still
  /// arrive are dropped; the socket is closed when the peer has answered or `closeMilliseconds` have passed.
  /// `reason` is cut to 123 bytes. An HTTP connection is closed behind the answers that are already written.
  public mutating func close(
    _ connection: ConnectionID, _ code: WebSocketCloseCode = .normal, reason: String = ""
  ) {
    guard connections.contains(connection) else { return }
    switch connections[connection.slot].phase {
    case .webSocket:
      appendFrame(.close, WebSocketFrame.closePayload(code, reason: reason).span, to: connection)
      markDirty(connection)
      enter(.closing, connection)
    case .http: finish(connection)
    case .connecting: failConnect(connection, .cancelled)
    case .securing: end(connection)
    case .closing, .finishing, .lingering, .free: break
    }
  }

  /// Closes the socket at once; `webSocketClosed` follows with nil.
  public mutating func abort(_ connection: ConnectionID) {
    guard connections.contains(connection) else { return }
    if connections[connection.slot].phase == .connecting { return failConnect(connection, .cancelled) }
    connections[connection.slot].closeCode = 0
    end(connection)
  }

  /// Closes every open WebSocket as `close` does. O(connections).
  public mutating func closeAllWebSockets(_ code: WebSocketCloseCode, reason: String = "") {
    for slot in connections.occupied() where connections[slot].phase == .webSocket {
      close(ConnectionID(slot: slot, generation: connections[slot].generation), code, reason: reason)
    }
  }

  /// Closes an open WebSocket for a fault of the peer: the close frame is sent and no answer is awaited
  /// (RFC 6455 section 7.1.7).
  mutating func failWebSocket(_ id: ConnectionID, _ code: WebSocketCloseCode) {
    if connections[id.slot].phase == .webSocket {
      appendFrame(.close, WebSocketFrame.closePayload(code, reason: "").span, to: id)
      connections[id.slot].closeCode = code.rawValue
    }
    finish(id)
  }

  /// The peer's close frame has come: it is answered, unless it is the answer (RFC 6455 section 5.5.1).
  mutating func peerClosed(_ id: ConnectionID, code: UInt16?) {
    connections[id.slot].closeCode = code ?? 1005
    if connections[id.slot].phase == .webSocket {
      let payload = code.map { [UInt8($0 >> 8), UInt8($0 & 0xFF)] } ?? []
      appendFrame(.close, payload.span, to: id)
    }
    // Nothing follows a close frame. The server ends the connection first (RFC 6455 section 7.1.1).
    if !connections[id.slot].isClient { connections[id.slot].flags.insert(.peerEnded) }
    finish(id)
  }

  /// Nothing is said any more but what is queued; then this side ends.
  mutating func finish(_ id: ConnectionID) {
    tellClosed(id)
    connections[id.slot].http = nil
    connections[id.slot].parked = []
    connections[id.slot].flags.remove(.isPaused)
    enter(.finishing, id)
    updateInterest(id)
    markDirty(id)
  }

  /// All is written: this side ends, and waits for the peer to do so, because a socket that is closed with
  /// unread bytes is reset and takes what was sent with it (RFC 9112 section 9.6).
  mutating func linger(_ id: ConnectionID) {
    if connections[id.slot].flags.contains(.peerEnded) { return end(id) }
    guard connections[id.slot].wire.endWriting() else {
      // The end itself has to wait for the socket; `flush` brings us back.
      connections[id.slot].flags.insert(.awaitsWritability)
      return
    }
    enter(.lingering, id)
  }

  mutating func enter(_ phase: Connection.Phase, _ id: ConnectionID) {
    connections[id.slot].phase = phase
    connections[id.slot].since = nowMilliseconds
    arm(id)
  }

  /// An outgoing connection has come to nothing.
  mutating func failConnect(_ id: ConnectionID, _ failure: ConnectFailure) {
    notices.append(.connectFailed(id, failure))
    connections[id.slot].phase = .finishing
    end(id)
  }

  /// Notes that a WebSocket has ended, once.
  mutating func tellClosed(_ id: ConnectionID) {
    guard connections[id.slot].flags.contains(.owesClosed) else { return }
    connections[id.slot].flags.remove(.owesClosed)
    let code = connections[id.slot].closeCode
    counters.webSockets -= 1
    notices.append(.closed(id, code: code == 0 ? nil : code))
  }

  /// Closes the socket and gives the slot back.
  mutating func end(_ id: ConnectionID) {
    if connections[id.slot].phase == .connecting { return failConnect(id, .badAnswer) }
    if connections[id.slot].phase == .securing { counters.handshakesInFlight -= 1 }
    tellClosed(id)
    connections[id.slot].wire.close(isComplete: connections[id.slot].outbox.isEmpty)
    forget(id)
    counters.closed += 1
  }

  /// Gives the slot back; the socket is somebody else's or closed.
  mutating func forget(_ id: ConnectionID) {
    counters.queuedBytes -= connections[id.slot].outbox.count
    connections[id.slot].outbox.release(to: &pool)
    connections.remove(id.slot)
    counters.connections = connections.count
    total.add(-1)
  }
}
