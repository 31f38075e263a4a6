// Bytes out, once per turn, and what epoll is asked to watch.

extension LoopControl {
  /// Writes what the turn has queued: one system call per connection. O(connections with something queued).
  mutating func flushDirty() {
    // Nothing is marked while flushing but by `flush` itself for its own connection, which is done then.
    for index in dirty.indices {
      let id = dirty[index]
      guard connections.contains(id) else { continue }
      connections[id.slot].flags.remove(.isDirty)
      let waiting: Connection.Flags = [.awaitsWritability, .writeAwaitsReadability]
      if connections[id.slot].flags.isDisjoint(with: waiting) { flush(id) }
    }
    dirty.removeAll(keepingCapacity: true)
  }

  mutating func flush(_ id: ConnectionID) {
    let wire = connections[id.slot].wire
    let outcome = connections[id.slot].outbox.flush(into: wire, pool: &pool)
    counters.flushes += 1
    counters.bytesOut += UInt64(outcome.written)
    counters.queuedBytes -= outcome.written
    if outcome.isBroken { return end(id) }
    let waiting = connections[id.slot].outbox.count
    if waiting > 0 || !wire.drain() {
      connections[id.slot].flags.insert(outcome.isCrossed ? .writeAwaitsReadability : .awaitsWritability)
    } else {
      connections[id.slot].flags.remove(.awaitsWritability)
      if connections[id.slot].phase == .finishing { linger(id) }
      guard connections.contains(id) else { return }
    }
    if waiting <= limits.outboundHighBytes / 2 { tellDrained(id) }
    if connections[id.slot].phase == .http {
      if outcome.written > 0 { connections[id.slot].since = nowMilliseconds }
      arm(id)
    }
    updateInterest(id)
  }

  private mutating func tellDrained(_ id: ConnectionID) {
    if connections[id.slot].flags.contains(.wasToldBlocked) {
      connections[id.slot].flags.remove(.wasToldBlocked)
      if connections[id.slot].phase == .webSocket { notices.append(.drained(id)) }
    }
    if connections[id.slot].phase == .http { resumeIfPaused(id) }
  }

  /// Tells epoll what to watch, if that has changed.
  mutating func updateInterest(_ id: ConnectionID) {
    let slot = id.slot
    let flags = connections[slot].flags
    var interest: Poller.Interest = []
    if connections[slot].handshake?.stage == .reaching {
      interest = .write
    } else if isSecuring(id) {
      interest = flags.contains(.awaitsWritability) ? .write : .read
    } else {
      if flags.isDisjoint(with: [.isPaused, .peerEnded]) || flags.contains(.writeAwaitsReadability) {
        interest.insert(.read)
      }
      if flags.contains(.awaitsWritability) { interest.insert(.write) }
    }
    guard interest != connections[slot].interest else { return }
    connections[slot].interest = interest
    poller.change(connections[slot].wire.socket, interest, token: id.rawValue)
  }
}
