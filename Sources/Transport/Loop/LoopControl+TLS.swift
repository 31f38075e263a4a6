// TLS in the loop: handshakes, their pace, and bytes that epoll does not see.

extension LoopControl {
  /// Whether the wire of this connection is shaking hands.
  func isSecuring(_ id: ConnectionID) -> Bool {
    connections[id.slot].phase == .securing || connections[id.slot].handshake?.stage == .securing
  }

  /// Whether so many handshakes are unfinished that nobody is accepted.
  var isPressed: Bool { counters.handshakesInFlight >= limits.handshakesInFlightMax }

  /// An accepted connection begins with a handshake.
  mutating func beginSecuring(_ id: ConnectionID, _ context: TLSServerContext) {
    connections[id.slot].wire.secure(server: context)
    connections[id.slot].phase = .securing
    counters.handshakesBegun += 1
    counters.handshakesInFlight += 1
    if isPressed { pressedAt = nowMilliseconds }
  }

  /// When a handshake that began at `since` has lasted too long. The silent ones are given up soon in and shortly after a
  /// press, so that all of them make room and not only the first. A press can begin at any time, so there is always a
  /// look within `handshakePressedMilliseconds`.
  func securingDeadline(since: Int64) -> Int64 {
    let pressed = limits.handshakePressedMilliseconds
    if isPressed || nowMilliseconds - pressedAt <= pressed { return since + pressed }
    return min(since + limits.handshakeMilliseconds, nowMilliseconds + pressed)
  }

  /// The next step of a handshake. Beyond a turn's share nothing is done: level-triggered epoll brings us back.
  mutating func secure(_ id: ConnectionID) {
    guard handshakeSteps < limits.handshakeStepsPerTurnMax, let tls = connections[id.slot].wire.tls else {
      return updateInterest(id)
    }
    handshakeSteps += 1
    switch tls.shakeHands() {
    case .wantsRead:
      connections[id.slot].flags.remove(.awaitsWritability)
      updateInterest(id)
    case .wantsWrite:
      connections[id.slot].flags.insert(.awaitsWritability)
      updateInterest(id)
    case .failed(let failure): handshakeFailed(id, failure)
    case .done:
      connections[id.slot].flags.remove(.awaitsWritability)
      if tls.isResumed { counters.handshakesResumed += 1 }
      secured(id)
    }
  }

  /// The wire is ready for what it was made for.
  private mutating func secured(_ id: ConnectionID) {
    if let handshake = connections[id.slot].handshake {
      askForWebSocket(id, handshake)
    } else {
      counters.handshakesInFlight -= 1
      connections[id.slot].phase = .http
      connections[id.slot].http = HTTPExchange(limits: limits, now: nowMilliseconds)
      connections[id.slot].since = nowMilliseconds
      updateInterest(id)
      arm(id)
    }
    if connections[id.slot].wire.isWaiting { markDirty(id) }
    noteUnread(id)
  }

  mutating func handshakeFailed(_ id: ConnectionID, _ failure: TLSHandshakeFailure) {
    counters.handshakesFailed += 1
    if failure == .notTLS { counters.handshakesNotTLS += 1 }
    if connections[id.slot].phase == .connecting { return failConnect(id, .tls(failure)) }
    end(id)
  }

  /// Notes that this connection is to be read without waiting for epoll, if its wire has fetched more than it has
  /// given, be it the end.
  mutating func noteUnread(_ id: ConnectionID) {
    let wire = connections[id.slot].wire
    guard wire.hasUnread || wire.hasEnded, !connections[id.slot].flags.contains(.hasUnread) else { return }
    connections[id.slot].flags.insert(.hasUnread)
    unread.append(id)
  }

  /// Reads once from each connection that was noted. Those that have still more come again in the next turn, so that
  /// nobody keeps the others waiting; those that pause are noted again when they go on.
  mutating func readUnread<Handler: LoopHandler>(_ handler: Handler) {
    guard !unread.isEmpty else { return }
    let noted = unread
    unread = []
    for id in noted where connections.contains(id) {
      connections[id.slot].flags.remove(.hasUnread)
      if !connections[id.slot].flags.isDisjoint(with: [.isPaused, .peerEnded]) { continue }
      readable(id, handler)
      deliverNotices(handler)
    }
  }

  /// What TLS needed to write on can be read: the write is tried again, and what else has come is read.
  mutating func readCrossed<Handler: LoopHandler>(_ id: ConnectionID, _ handler: Handler) {
    connections[id.slot].flags.remove(.writeAwaitsReadability)
    flush(id)
    guard connections.contains(id), !connections[id.slot].flags.contains(.isPaused) else { return }
    readable(id, handler)
  }
}
