// The parts of a turn: events to their connections, notices to the handler, timers.

extension LoopControl {
  /// Waits for events and returns how many there are: not at all when something is to be done, until the next
  /// deadline when there is one.
  mutating func wait() -> Int {
    if !dirty.isEmpty || !notices.isEmpty || !unread.isEmpty { return poller.wait(milliseconds: 0) }
    var next = wheel.millisecondsUntilNext(now: nowMilliseconds).map { nowMilliseconds + $0 } ?? .max
    if let time = timers.nextTime { next = min(next, time) }
    if acceptsAgainAt > nowMilliseconds { next = min(next, acceptsAgainAt) }
    if next <= nowMilliseconds { return poller.wait(milliseconds: 0) }
    alarm.set(next)
    return poller.wait(milliseconds: -1)
  }

  /// Whether nothing is open and nothing is left to be told.
  var isAtRest: Bool { connections.count == 0 && notices.isEmpty }

  /// One event of one connection. An event about a connection that ended earlier in the turn names nobody.
  mutating func dispatch<Handler: LoopHandler>(_ event: Poller.Event, _ handler: Handler) {
    let id = ConnectionID(rawValue: event.token)
    guard connections.contains(id) else { return }
    switch connections[id.slot].phase {
    case .securing: return secure(id)
    case .connecting where connections[id.slot].handshake?.stage == .reaching: return connectCompleted(id)
    case .connecting where isSecuring(id): return secure(id)
    default: break
    }
    if event.isWritable, connections[id.slot].flags.contains(.awaitsWritability) {
      flush(id)
      guard connections.contains(id) else { return }
    }
    guard event.isReadable else { return }
    if connections[id.slot].flags.contains(.writeAwaitsReadability) { return readCrossed(id, handler) }
    readable(id, handler)
  }

  /// Tells the handler what has been noted, and what is noted meanwhile.
  mutating func deliverNotices<Handler: LoopHandler>(_ handler: Handler) {
    guard !notices.isEmpty else { return }
    var index = 0
    while index < notices.count {
      let notice = notices[index]
      index += 1
      switch notice {
      case .opened(let id):
        if connections.contains(id) { connections[id.slot].flags.remove(.isOpening) }
        handler.webSocketOpened(id, &self)
      case .closed(let id, let code): handler.webSocketClosed(id, code: code, &self)
      case .connectFailed(let id, let failure): handler.connectFailed(id, failure, &self)
      case .blocked(let id): if connections.contains(id) { handler.outboundBlocked(id, &self) }
      case .drained(let id): if connections.contains(id) { handler.outboundDrained(id, &self) }
      case .resume(let id): resume(id, handler)
      }
    }
    notices.removeAll(keepingCapacity: true)
  }

  mutating func fireTimers<Handler: LoopHandler>(_ handler: Handler) {
    while let token = timers.pop(now: nowMilliseconds) {
      handler.timer(token, &self)
      deliverNotices(handler)
    }
  }

  /// Draining: HTTP connections without a request in hand are ended, outgoing ones that are not open given up.
  mutating func finishIdle() {
    for slot in connections.occupied() {
      let id = ConnectionID(slot: slot, generation: connections[slot].generation)
      if connections[slot].phase == .connecting { failConnect(id, .cancelled) }
      if connections[slot].phase == .securing { handshakeFailed(id, .disconnected) }
      guard connections[slot].phase == .http, connections[slot].outbox.isEmpty else { continue }
      if connections[slot].http.map({ $0.pending.isEmpty && $0.position == .between }) ?? true { end(id) }
    }
  }

  /// Ends whatever is open, at once.
  mutating func endAll() {
    for slot in connections.occupied() {
      end(ConnectionID(slot: slot, generation: connections[slot].generation))
    }
  }
}
