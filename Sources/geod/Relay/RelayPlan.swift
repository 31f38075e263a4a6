// What the relay knows between two passes, and what it does next. Pure: time is passed in.

import Bedrock
import TripStore
import Webhooks

/// The relay's memory. All of it may be lost: the queue is in the store.
struct RelayPlan {
  /// What was sent and is not written down yet.
  private(set) var settlements: [Settlement] = []
  private var paces: [EndpointKey: EndpointPace] = [:]
  /// When to look at a tenant.
  private var dueAt: [ClientID: Instant] = [:]
  /// With which tenant a pass begins.
  private var turn = 0

  /// Something was queued for a tenant, or may have been.
  mutating func look(at tenant: ClientID, from time: Instant) {
    dueAt[tenant] = min(time, dueAt[tenant] ?? .latest)
  }

  /// The next piece of work; nil when there is none at this time, or no room: a message that comes to its end makes some.
  /// - Parameters:
  ///   - room: how many more messages can be sent.
  ///   - leaseMilliseconds: for how long what is taken belongs to this relay.
  mutating func nextPass(at now: Instant, room: Int, leaseMilliseconds: Int64) -> RelayPass? {
    guard room > 0 else { return nil }
    // Where a message was settled, the next one of its booking may follow.
    var tenants = Set(settlements.map(\.message.key.tenant))
    for (tenant, time) in dueAt where time <= now { tenants.insert(tenant) }
    guard !tenants.isEmpty else { return nil }
    var pass = RelayPass(now: now, until: now.advanced(byMilliseconds: leaseMilliseconds))
    swap(&pass.settlements, &settlements)
    // Nobody is always the last one when there is not enough room.
    let sorted = tenants.sorted()
    turn = (turn + 1) % sorted.count
    pass.tenants = Array(sorted[turn...] + sorted[..<turn])
    pass.room = room
    for (key, pace) in paces where tenants.contains(key.tenant) { pass.slots[key] = pace.freeSlots(at: now) }
    for tenant in tenants { dueAt[tenant] = nil }
    return pass
  }

  /// A pass has come to its end.
  mutating func apply(_ haul: RelayPass.Haul, of pass: RelayPass) {
    for message in haul.taken { paces[message.key, default: EndpointPace()].sent(1) }
    for (tenant, time) in haul.dueAt { look(at: tenant, from: time) }
    // Without room the rest is looked at when there is some.
    if haul.taken.count >= pass.room { for tenant in pass.tenants { look(at: tenant, from: pass.now) } }
    for (key, pace) in paces where pass.tenants.contains(key.tenant) {
      if let pausedUntil = pace.pausedUntil, pace.inFlight == 0 { look(at: key.tenant, from: pausedUntil) }
    }
  }

  /// A pass has come to nothing: everything is as it was.
  mutating func takeBack(_ pass: RelayPass, tryAt time: Instant) {
    settlements = pass.settlements + settlements
    for tenant in pass.tenants { look(at: tenant, from: time) }
  }

  /// A message has come to an end.
  mutating func finished(_ settlement: Settlement) {
    let key = settlement.message.key
    paces[key]?.finished(isDelivered: settlement.verdict == .delivered, at: settlement.at)
    if paces[key]?.isForgettable == true { paces[key] = nil }
    settlements.append(settlement)
  }

  /// How many messages are on their way.
  var inFlight: Int { paces.values.reduce(0) { $0 + $1.inFlight } }

  /// How many endpoints count as down.
  var downCount: Int { paces.values.count(where: \.isDown) }

  /// When there is something to do, if nothing happens until then; nil when there is not.
  func nextAt(room: Int) -> Instant? {
    guard room > 0 else { return nil }
    return settlements.isEmpty ? dueAt.values.min() : .epoch
  }
}
