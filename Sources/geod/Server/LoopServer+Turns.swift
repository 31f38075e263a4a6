// What happens when nothing happens: the end of a turn, the passing of time, the end of the loop.

import Access
import Bedrock
import Engine
import TrackHub
import Transport
import TripStore

extension LoopServer {
  func turnEnded(_ loop: inout LoopControl) {
    guard !touched.isEmpty else { return }
    var now: [TenantHost] = []
    swap(&now, &touched)
    for host in now {
      host.isTouched = false
      let wait = tellNow(host, &loop)
      if let wait, !host.isFlushArmed {
        host.isFlushArmed = true
        loop.schedule(afterMilliseconds: wait, token: Timer.flush)
      }
    }
    now.removeAll(keepingCapacity: true)
    if touched.isEmpty { swap(&now, &touched) }
  }

  /// Sends what a tenant's sessions are owed, in the middle of a turn too.
  /// - Returns: after how many milliseconds to do so again, when viewers still wait.
  func tellNow(_ host: TenantHost, _ loop: inout LoopControl) -> Int64? {
    let wait = host.endTurn(&loop) { self.unseat($0) }
    settle(host, &loop)
    return wait
  }

  /// The engine has ended the session of this connection.
  private func unseat(_ connection: ConnectionID) {
    clients[connection] = nil
  }

  func timer(_ token: UInt64, _ loop: inout LoopControl) {
    switch token {
    case Timer.tick:
      tick(&loop)
      loop.schedule(afterMilliseconds: Timer.tickMilliseconds, token: Timer.tick)
    case Timer.flush:
      for host in tenants.values where host.isFlushArmed {
        host.isFlushArmed = false
        touch(host)
      }
    default:
      helloIsDue(token, &loop)
    }
  }

  private func helloIsDue(_ token: UInt64, _ loop: inout LoopControl) {
    guard let client = clients[ConnectionID(rawValue: token)], case .greeting = client.stage else { return }
    let fault = FieldError(
      field: "type", code: .missing,
      message: "no hello within \(Self.helloMilliseconds / 1000) seconds")
    end(client, .idle, FieldErrorFrame(fault), &loop)
  }

  /// Four times a second: time passes for the tenants, and some of them learn whether their zones are still the same.
  /// Once a second: cells are counted, tokens expire, numbers are published.
  private func tick(_ loop: inout LoopControl) {
    ticks += 1
    let now = server.clock.now()
    for host in tenants.values {
      host.withEngine { engine, actions in
        engine.advance(to: now, into: &actions)
        if ticks % 4 == 0 { engine.refreshClusters() }
      }
      touch(host)
    }
    let late = undelivered
    undelivered = []
    for (mail, loop) in late { deliver(mail, to: loop) }
    let unposted = unpostedOrders
    unpostedOrders = []
    for (outcome, tenant) in unposted { stored(outcome, tenant: tenant) }
    compareZones()
    guard ticks % 4 == 0 else { return }
    publishReport(&loop)
    tellTurnedAway(loop.counters)
    endExpired(&loop)
    if ticks % UInt64(4 * server.configuration.snapshotSeconds) == 0 { saveSnapshots() }
  }

  /// Closes sessions whose token has expired.
  private func endExpired(_ loop: inout LoopControl) {
    let now = EngineClock.wallClock()
    let leeway = TokenVerifier.leewaySeconds * 1000
    for client in clients.values {
      guard let expires = client.expires, now >= expires.advanced(byMilliseconds: leeway) else { continue }
      client.expires = nil
      let fault = FieldError(
        field: "token.exp", code: .outOfRange, message: "has passed; connect with a new token")
      end(client, .token, FieldErrorFrame(fault), &loop)
    }
  }

  /// Saves the live positions of every tenant that has new ones.
  private func saveSnapshots() {
    let now = server.clock.now()
    let server = server
    // In this order they can share a flush.
    for host in tenants.values.sorted(by: { $0.id < $1.id }) {
      guard let snapshot = host.snapshotIfChanged(now: now) else { continue }
      let tenant = host.id
      let accepted = server.store.post(for: tenant) { store throws(StoreError) in
        try store.savePositions(snapshot, of: tenant)
      } then: { result in
        server.noteStore(result, doing: "saving a snapshot of live positions")
      }
      if !accepted {
        host.snapshotWasNotSaved()
        server.log.warning("a snapshot was skipped: the store has too much to do")
      }
    }
  }

  /// Publishes this loop's numbers; before the metrics page is made, so that it is not a second old.
  func publishReport(_ loop: inout LoopControl, onlyFor route: Route? = nil) {
    if let route, route.path != "/metrics" { return }
    var report = report
    report.transport = loop.counters
    for host in tenants.values {
      report.add(host.statistics)
      report.nearbyNanoseconds.merge(host.nearbyNanoseconds)
      report.matchNanoseconds.merge(host.matchNanoseconds)
    }
    server.metrics.publish(report, loop: seat.index)
  }

  func draining(_ loop: inout LoopControl) {
    saveSnapshots()
    loop.closeAllWebSockets(.draining, reason: "the server is going down; connect again")
  }
}
