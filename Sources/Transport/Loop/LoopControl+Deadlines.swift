// When the loop loses patience: one deadline per connection, computed from its state.

extension LoopControl {
  /// Makes sure that the wheel looks at this connection no later than at its deadline.
  mutating func arm(_ id: ConnectionID) {
    let deadline = deadline(of: id.slot)
    guard deadline < connections[id.slot].wheelTime else { return }
    connections[id.slot].wheelTime = wheel.insert(id, at: deadline)
  }

  /// The time at which `expire` has something to do; `Int64.max` for never.
  private func deadline(of slot: UInt32) -> Int64 {
    let since = connections[slot].since
    switch connections[slot].phase {
    case .free: return .max
    case .securing: return securingDeadline(since: since)
    case .connecting: return since + limits.connectMilliseconds
    case .closing, .finishing, .lingering: return since + limits.closeMilliseconds
    case .webSocket:
      let isPinged = connections[slot].flags.contains(.wasPinged)
      return since
        + (isPinged
          ? limits.webSocketIdleMilliseconds
          : min(limits.pingAfterMilliseconds, limits.webSocketIdleMilliseconds))
    case .http:
      let stall = connections[slot].outbox.isEmpty ? Int64.max : since + limits.bodyMilliseconds
      return min(stall, readDeadline(of: slot))
    }
  }

  /// Until when the client must have sent on. Nobody is late who cannot be read, or who waits for `100 Continue`.
  private func readDeadline(of slot: UInt32) -> Int64 {
    guard let exchange = connections[slot].http, !connections[slot].flags.contains(.isPaused) else {
      return .max
    }
    return switch exchange.position {
    case .head: min(exchange.since + limits.headMilliseconds, paceDeadline(exchange))
    case .body where exchange.owesContinue: .max
    case .body: min(exchange.since + limits.bodyMilliseconds, paceDeadline(exchange))
    case .between where !exchange.pending.isEmpty: .max
    case .between:
      exchange.since
        + (exchange.firstNumber == 0 ? limits.headMilliseconds : limits.keepAliveIdleMilliseconds)
    }
  }

  /// When what has come will be too little for the least rate. Each byte buys time, so that a slow line is not cut off,
  /// and one byte now and then is.
  private func paceDeadline(_ exchange: HTTPExchange) -> Int64 {
    exchange.stretchBegan + limits.requestGraceMilliseconds
      + Int64(exchange.stretchBytes) * 1000 / Int64(limits.requestBytesPerSecondMin)
  }

  /// Looks at the connections whose time may have come. Returns those whose request was too slow: their refusal
  /// needs the handler.
  mutating func expireDeadlines(slow: inout [ConnectionID]) {
    dueEntries.removeAll(keepingCapacity: true)
    wheel.collect(now: nowMilliseconds, into: &dueEntries)
    for index in dueEntries.indices {
      let entry = dueEntries[index]
      guard connections.contains(entry.id), connections[entry.id.slot].wheelTime == entry.time else {
        continue
      }
      connections[entry.id.slot].wheelTime = .max
      if deadline(of: entry.id.slot) <= nowMilliseconds { expire(entry.id, slow: &slow) }
      if connections.contains(entry.id) { arm(entry.id) }
    }
  }

  private mutating func expire(_ id: ConnectionID, slow: inout [ConnectionID]) {
    switch connections[id.slot].phase {
    case .free: break
    case .webSocket: expireSilence(id)
    case .connecting:
      counters.timeouts += 1
      if isSecuring(id) { counters.handshakesFailed += 1 }
      failConnect(id, .timeout)
    case .closing, .finishing, .lingering:
      counters.timeouts += 1
      end(id)
    case .securing:
      counters.timeouts += 1
      counters.handshakesFailed += 1
      end(id)
    case .http:
      counters.timeouts += 1
      // Whoever does not read what was sent needs no answer.
      guard let exchange = connections[id.slot].http, exchange.position != .between,
        readDeadline(of: id.slot) <= nowMilliseconds
      else { return end(id) }
      slow.append(id)
    }
  }

  private mutating func expireSilence(_ id: ConnectionID) {
    if nowMilliseconds - connections[id.slot].since >= limits.webSocketIdleMilliseconds {
      counters.timeouts += 1
      failWebSocket(id, .idle)
    } else {
      connections[id.slot].flags.insert(.wasPinged)
      let nothing: [UInt8] = []
      appendFrame(.ping, nothing.span, to: id)
      markDirty(id)
    }
  }
}
