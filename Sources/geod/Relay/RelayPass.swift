// One piece of the relay's work in the store: what was sent is settled, what is due is taken. All of it shares one
// flush.

import Bedrock
import TripStore
import Webhooks

/// Names an endpoint of a tenant.
struct EndpointKey: Hashable, Sendable {
  var tenant: ClientID
  var endpoint: ClientID
}

/// A message that was taken for an endpoint.
struct TakenMessage: Sendable {
  var key: EndpointKey
  var endpoint: EndpointRecord
  var record: OutboxRecord
}

/// What came of sending a message, to be written down.
struct Settlement: Sendable {
  var message: TakenMessage
  var verdict: RetryVerdict
  var at: Instant
}

/// A piece of work for the store's thread.
struct RelayPass: Sendable {
  var settlements: [Settlement] = []
  /// The tenants to take messages of.
  var tenants: [ClientID] = []
  /// How many messages each endpoint may be sent; those that are not named take `EndpointPace.slotsMax`.
  var slots: [EndpointKey: Int] = [:]
  /// How many messages may be taken altogether.
  var room = 0
  var now: Instant
  /// When what is taken comes back by itself.
  var until: Instant

  /// What a pass has found.
  struct Haul: Sendable {
    var taken: [TakenMessage] = []
    /// When to look again, of the tenants that were looked at and have something waiting.
    var dueAt: [ClientID: Instant] = [:]
    /// Messages that were given up.
    var deadCount = 0
    /// Endpoints that want no more messages.
    var deactivated: [EndpointKey] = []

    /// Leaves what was taken to come back by itself, when the store took so long that an attempt begun now could still be
    /// under way by then: another one beside it would bring messages twice and out of order.
    /// - Parameter attemptMilliseconds: the longest attempt, in the time of the queue.
    mutating func leaveLate(of pass: RelayPass, now: Instant, attemptMilliseconds: Int64) {
      guard now.advanced(byMilliseconds: attemptMilliseconds) > pass.until else { return }
      for message in taken {
        dueAt[message.key.tenant] = min(pass.until, dueAt[message.key.tenant] ?? .latest)
      }
      taken = []
    }
  }

  /// Does the work. It may run as a part of a group.
  func perform(in store: any Store) throws(StoreError) -> Haul {
    var haul = Haul()
    // Settling locks the tenant: one after the other in the order that everybody keeps. Taking waits for nobody.
    let sorted = settlements.enumerated().sorted {
      ($0.element.message.key.tenant, $0.offset) < ($1.element.message.key.tenant, $1.offset)
    }
    for (_, settlement) in sorted { try settle(settlement, in: store, &haul) }
    var room = room
    for tenant in tenants { try take(tenant, from: store, room: &room, &haul) }
    return haul
  }

  private func settle(
    _ settlement: Settlement, in store: any Store, _ haul: inout Haul
  ) throws(StoreError) {
    let (key, record) = (settlement.message.key, settlement.message.record)
    do throws(StoreError) {
      switch settlement.verdict {
      case .delivered:
        _ = try store.markDelivered(
          record.message.id, to: key.endpoint, attempt: record.attempt, of: key.tenant, at: settlement.at)
      case .again(let next, let reason):
        _ = try fail(settlement, again: next, reason, in: store)
      case .givenUp(let reason):
        if try fail(settlement, again: nil, reason, in: store) { haul.deadCount += 1 }
      case .endpointGone(let reason):
        if try fail(settlement, again: nil, reason, in: store) { haul.deadCount += 1 }
        if try deactivate(settlement, in: store) { haul.deactivated.append(key) }
      }
    } catch {
      // A tenant that is gone has taken its messages along.
      guard case .unknownTenant = error else { throw error }
    }
  }

  private func fail(
    _ settlement: Settlement, again next: Instant?, _ reason: String, in store: any Store
  ) throws(StoreError) -> Bool {
    let (key, record) = (settlement.message.key, settlement.message.record)
    return try store.markFailed(
      record.message.id, to: key.endpoint, attempt: record.attempt, of: key.tenant, at: settlement.at,
      nextAttemptAt: next, reason: reason)
  }

  /// Deactivates an endpoint that has answered that it is gone, unless somebody has changed it since it was sent to.
  private func deactivate(_ settlement: Settlement, in store: any Store) throws(StoreError) -> Bool {
    let (key, sent) = (settlement.message.key, settlement.message.endpoint)
    guard let found = try store.endpoint(key.endpoint, of: key.tenant), found.version == sent.version,
      found.endpoint.isActive
    else { return false }
    var draft = found.endpoint
    draft.isActive = false
    let note = ChangeNote(actor: StoreOrders.ownName, at: settlement.at, reason: "answered 410")
    _ = try store.putEndpoint(
      draft, secret: found.secrets.current, of: key.tenant, expectedVersion: found.version, note: note)
    return true
  }

  private func take(
    _ tenant: ClientID, from store: any Store, room: inout Int, _ haul: inout Haul
  ) throws(StoreError) {
    for endpoint in try store.endpoints(of: tenant) where endpoint.endpoint.isActive {
      let id = endpoint.endpoint.id
      let key = EndpointKey(tenant: tenant, endpoint: id)
      let limit = min(slots[key] ?? EndpointPace.slotsMax, room)
      // An endpoint without a free slot is looked at again when one comes free.
      guard limit > 0 else { continue }
      let records = try store.takeOutbox(for: id, of: tenant, limit: limit, now: now, until: until)
      room -= records.count
      haul.taken += records.map { TakenMessage(key: key, endpoint: endpoint, record: $0) }
      guard records.count < limit, let dueAt = try store.outboxDueAt(for: id, of: tenant) else { continue }
      haul.dueAt[tenant] = min(dueAt, haul.dueAt[tenant] ?? .latest)
    }
  }
}
