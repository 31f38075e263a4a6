// The model's bookings: dictionaries, and the rules checked one by one in the words of the contract.

import Bedrock
@testable import TripStore

/// The life of a tenant's bookings.
struct ModelLife {
  struct Message {
    var endpoint: ClientID
    var record: OutboxRecord
    /// Only the first of a booking and an endpoint has one.
    var dueAt: Instant?
    var failed: (at: Instant, reason: String)?
  }

  var bookings: [ClientID: BookingRecord] = [:]
  var events: [ClientID: [EventRecord]] = [:]
  var offers: [UUIDv7: OfferRecord] = [:]
  var assignments: [ClientID: [Int64: AssignmentDraft]] = [:]
  var trips: [UUIDv7: TripRecord] = [:]
  var summaries: [UUIDv7: TripSummaryRecord] = [:]
  var seals: [UUIDv7: TripSeal] = [:]
  var shares: [UUIDv7: ShareRecord] = [:]
  var decisions: [ClientID: [Int64: DecisionRecord]] = [:]
  var idempotency: [String: IdempotencyRecord] = [:]
  /// In the order of their sequence.
  var outbox: [Message] = []

  var leases: [LeaseRecord] {
    let records = offers.values.flatMap { record in
      record.offer.leases.map {
        LeaseRecord(
          lease: $0, offer: record.offer.id, booking: record.booking, deadline: record.offer.deadline)
      }
    }
    return records.sorted { ($0.lease.technician, $0.lease.place) < ($1.lease.technician, $1.lease.place) }
  }

  mutating func write(offers drafts: [OfferDraft], _ booking: ClientID) throws(StoreError) {
    for var offer in drafts {
      guard offers[offer.id]?.booking ?? booking == booking else { throw .exists }
      offer.leases.sort { ($0.technician, $0.place) < ($1.technician, $1.place) }
      offers[offer.id] = OfferRecord(booking: booking, offer: offer)
    }
    guard Set(leases.map(\.lease)).count == leases.count else { throw .exists }
  }

  mutating func write(assignments drafts: [AssignmentDraft], _ booking: ClientID) throws(StoreError) {
    for draft in drafts {
      if let old = assignments[booking]?[draft.version] {
        let isSame = old.technician == draft.technician && old.since == draft.since
        guard isSame, old.endedAt == nil || old.endedAt == draft.endedAt else { throw .exists }
      }
      let hadEnded = assignments[booking]?[draft.version].map { $0.endedAt != nil } ?? false
      assignments[booking, default: [:]][draft.version] = draft
      if !hadEnded, let endedAt = draft.endedAt { endShares(of: booking, draft.version, at: endedAt) }
    }
    guard assignments[booking]?.values.filter({ $0.endedAt == nil }).count ?? 0 < 2 else { throw .exists }
  }

  mutating func write(trips drafts: [TripDraft], _ booking: ClientID) throws(StoreError) {
    for draft in drafts {
      if let old = trips[draft.id] {
        let isSame =
          old.booking == booking && old.trip.technician == draft.technician
          && old.trip.startedAt == draft.startedAt
        guard isSame, old.trip.endedAt == nil || old.trip.endedAt == draft.endedAt else { throw .exists }
      }
      trips[draft.id] = TripRecord(booking: booking, trip: draft)
    }
    guard trips.values.filter({ $0.booking == booking && $0.trip.endedAt == nil }).count < 2 else {
      throw .exists
    }
  }

  mutating func writeRecords(_ transition: TransitionRecord, version: Int64) throws(StoreError) {
    let booking = transition.booking.id
    if let summary = transition.summary {
      guard trips[summary.trip]?.booking == booking else { throw .summaryWithoutTrip }
      guard summaries[summary.trip] == nil else { throw .exists }
      summaries[summary.trip] = TripSummaryRecord(booking: booking, summary: summary)
    }
    if let decision = transition.decision {
      decisions[booking, default: [:]][version] = DecisionRecord(
        version: version, at: transition.at, offer: decision.offer, wave: decision.wave,
        document: decision.document)
    }
    if let entry = transition.idempotency {
      guard idempotency[entry.key] == nil else { throw .exists }
      idempotency[entry.key] = IdempotencyRecord(booking: booking, createdAt: transition.at, entry: entry)
    }
  }

  /// Gives an endpoint's first message about a booking its due time.
  mutating func promote(_ booking: ClientID, to endpoint: ClientID, at: Instant) {
    let first = outbox.firstIndex {
      $0.endpoint == endpoint && $0.record.booking == booking && $0.failed == nil
    }
    if let first, outbox[first].dueAt == nil { outbox[first].dueAt = at }
  }
}

extension ModelStore {
  func commit(_ transition: TransitionRecord, of tenant: ClientID) throws(StoreError) -> TransitionReceipt {
    try StoreLimits.check(transition)
    return try change(tenant) { (tenant) throws(StoreError) in
      let booking = transition.booking
      let old = tenant.life.bookings[booking.id]
      guard old?.version ?? 0 == transition.expectedVersion else { throw .conflict(found: old?.version ?? 0) }
      let version = transition.expectedVersion + 1
      var number = old?.eventCount ?? 0
      for event in transition.events {
        number += 1
        tenant.life.events[booking.id, default: []].append(EventRecord(number: number, event: event))
      }
      tenant.life.bookings[booking.id] = BookingRecord(
        version: version, eventCount: number, placedAt: old?.placedAt ?? transition.at,
        changedAt: transition.at, booking: booking)
      if let old, old.booking.endedAt == nil, let endedAt = booking.endedAt {
        tenant.life.endSharesToCome(of: booking.id, at: endedAt)
      }
      var queuedCount = 0
      for message in transition.outbox {
        queuedCount += try tenant.queue(message, of: booking.id, at: transition.at)
      }
      try tenant.life.write(offers: transition.offers, booking.id)
      try tenant.life.write(assignments: transition.assignments, booking.id)
      try tenant.life.write(trips: transition.trips, booking.id)
      try tenant.life.writeRecords(transition, version: version)
      if let entry = transition.audit {
        tenant.revision += 1
        tenant.audit.append(AuditRecord(sequence: tenant.revision, entry: entry))
      }
      return TransitionReceipt(version: version, eventCount: number, queuedCount: queuedCount)
    }
  }

  private func life(of tenant: ClientID) -> ModelLife { content[tenant]?.life ?? ModelLife() }

  func booking(_ id: ClientID, of tenant: ClientID) throws(StoreError) -> BookingRecord? {
    life(of: tenant).bookings[id]
  }

  func forEachLiveBooking(
    of tenant: ClientID, _ body: (BookingRecord) throws(StoreError) -> Void
  ) throws(StoreError) {
    let live = life(of: tenant).bookings.values.filter { $0.booking.endedAt == nil }
    for record in live.sorted(by: { $0.booking.id < $1.booking.id }) { try body(record) }
  }

  func bookings(_ query: BookingQuery, of tenant: ClientID) throws(StoreError) -> [BookingRecord] {
    let found = life(of: tenant).bookings.values.filter { record in
      let place = (record.placedAt, record.booking.id)
      return (query.state ?? record.booking.state) == record.booking.state
        && query.from.map { $0 <= record.placedAt } ?? true
        && query.until.map { record.placedAt < $0 } ?? true
        && query.after.map { place < ($0.placedAt, $0.id) } ?? true
    }
    let sorted = found.sorted { ($0.placedAt, $0.booking.id) > ($1.placedAt, $1.booking.id) }
    return Array(sorted.prefix(StoreLimits.page(query.limit, max: StoreLimits.bookingPageMax)))
  }

  func events(
    of booking: ClientID, after: Int64, limit: Int, tenant: ClientID
  ) throws(StoreError) -> [EventRecord] {
    let found = life(of: tenant).events[booking]?.filter { $0.number > after } ?? []
    return Array(found.prefix(StoreLimits.page(limit, max: StoreLimits.eventPageMax)))
  }

  func offers(of booking: ClientID, tenant: ClientID) throws(StoreError) -> [OfferRecord] {
    life(of: tenant).offers.values.filter { $0.booking == booking }.sorted { $0.offer.id < $1.offer.id }
  }

  func booking(ofOffer offer: UUIDv7, tenant: ClientID) throws(StoreError) -> ClientID? {
    life(of: tenant).offers[offer]?.booking
  }

  func liveLeases(of tenant: ClientID) throws(StoreError) -> [LeaseRecord] { life(of: tenant).leases }

  func liveLeases(
    ofTechnician technician: ClientID, tenant: ClientID
  ) throws(StoreError) -> [LeaseRecord] {
    life(of: tenant).leases.filter { $0.lease.technician == technician }
  }

  func assignments(of booking: ClientID, tenant: ClientID) throws(StoreError) -> [AssignmentDraft] {
    life(of: tenant).assignments[booking]?.values.sorted { $0.version < $1.version } ?? []
  }

  func liveAssignment(of booking: ClientID, tenant: ClientID) throws(StoreError) -> AssignmentDraft? {
    try assignments(of: booking, tenant: tenant).first { $0.endedAt == nil }
  }

  func trip(_ id: UUIDv7, of tenant: ClientID) throws(StoreError) -> TripRecord? {
    life(of: tenant).trips[id]
  }

  func trips(of booking: ClientID, tenant: ClientID) throws(StoreError) -> [TripRecord] {
    life(of: tenant).trips.values.filter { $0.booking == booking }.sorted { $0.trip.id < $1.trip.id }
  }

  func trips(_ query: TripQuery, of tenant: ClientID) throws(StoreError) -> [TripRecord] {
    let found = life(of: tenant).trips.values.filter { record in
      let (trip, place) = (record.trip, (record.trip.startedAt, record.trip.id))
      return (query.technician ?? trip.technician) == trip.technician
        && (query.booking ?? record.booking) == record.booking && (query.state ?? trip.state) == trip.state
        && query.isLive.map { $0 == (trip.endedAt == nil) } ?? true
        && query.from.map { $0 <= trip.startedAt } ?? true
        && query.until.map { trip.startedAt < $0 } ?? true
        && query.after.map { place < ($0.startedAt, $0.id) } ?? true
    }
    let sorted = found.sorted { ($0.trip.startedAt, $0.trip.id) > ($1.trip.startedAt, $1.trip.id) }
    return Array(sorted.prefix(StoreLimits.page(query.limit, max: StoreLimits.tripPageMax)))
  }

  func summary(of trip: UUIDv7, tenant: ClientID) throws(StoreError) -> TripSummaryRecord? {
    life(of: tenant).summaries[trip]
  }

  func forEachSummaryWithoutBooking(
    of tenant: ClientID, from: Instant, until: Instant, _ body: (TripSummaryRecord) throws(StoreError) -> Void
  ) throws(StoreError) {
    let life = life(of: tenant)
    let found = life.summaries.values.filter { record in
      life.bookings[record.booking] == nil && from <= record.summary.endedAt && record.summary.endedAt < until
    }
    for record in found.sorted(by: {
      ($0.summary.endedAt, $0.summary.trip) < ($1.summary.endedAt, $1.summary.trip)
    }) { try body(record) }
  }

  func decisions(
    of booking: ClientID, after: Int64, limit: Int, tenant: ClientID
  ) throws(StoreError) -> [DecisionRecord] {
    let limit = StoreLimits.page(limit, max: StoreLimits.decisionPageMax)
    let all = life(of: tenant).decisions[booking]?.values.sorted { $0.version < $1.version } ?? []
    return Array(all.filter { $0.version > after }.prefix(limit))
  }

  func idempotency(_ key: String, of tenant: ClientID) throws(StoreError) -> IdempotencyRecord? {
    life(of: tenant).idempotency[key]
  }
}
