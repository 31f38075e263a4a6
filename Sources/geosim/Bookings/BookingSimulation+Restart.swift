// Power is lost: the engine is gone with everything that was not durable, and a new one is made of the store.

import Bedrock
import Engine
import TrackHub
import Trips

extension BookingSimulation {
  mutating func losePower() throws(BrokenPromise) {
    report.restarts += 1
    store.losePower(now: now)
    epoch += 1
    engine = TenantEngine(settings: settings, now: instant, epoch: epoch, entropy: random.next())
    actions.removeAll()
    for connection in connections.indices where !connections[connection].isClosed {
      connections[connection].session = nil
      connections[connection].isClosed = true
      network.closeFromServer(connection, code: CloseCode.draining.rawValue, at: now)
    }
    seats = []
    for profile in profiles.values.sorted(by: { $0.id < $1.id }) { engine.put(profile, now: instant) }
    if !snapshot.isEmpty, engine.restore(snapshot) == nil {
      throw BrokenPromise(.nothingLost, "the snapshot cannot be read")
    }
    for booking in store.liveBookings {
      guard let row = store.rows[booking] else { continue }
      let life: BookingLife
      do throws(TripLogError) { life = try BookingLife(folding: row.events) } catch {
        throw BrokenPromise(.logIsState, "\(booking) cannot be read: \(error)")
      }
      let points = life.liveTrip.flatMap { store.points[$0.id] }?.sorted { $0.time < $1.time } ?? []
      engine.restore(life, version: row.version, points: points, now: instant, into: &actions)
    }
    for share in store.shares.values.sorted(by: { $0.id < $1.id }) { engine.restore(share, now: instant) }
    oracle.restart(engine)
    try checkShares()
    retryRequests()
    try call { _, _, _ in }
  }

  /// A share that was given is there again, one whose end was answered is not.
  private mutating func checkShares() throws(BrokenPromise) {
    for (id, given) in oracle.shares {
      let hash = Self.hash(given.key)
      let isLive = engine.isShareLive(hash, now: instant)
      if oracle.isLive(id, engine, now: instant), !isLive {
        throw BrokenPromise(.nothingLost, "the share \(id) has not survived")
      }
      if given.isEnded, isLive { throw BrokenPromise(.staleShare, "the share \(id) has come back") }
      if isLive, given.isRevoked { oracle.shares[id]?.isRevoked = false }
    }
  }

  /// Whoever waits for an answer asks again under the same key; without a key nobody knows what happened.
  private mutating func retryRequests() {
    for (_, request) in pending.sorted(by: { $0.key < $1.key }) where request.key != nil {
      planned.append((now + 500 + Int64(random.below(4_000)), request))
    }
    pending = [:]
  }
}
