// The one way to write about bookings in SQLite: a transition.

public import Bedrock

extension SQLiteStore {
  /// See `BookingStore`. One flush. About ten statements; O(log n) in everything stored, O(n) in the parts.
  public func commit(
    _ transition: TransitionRecord, of tenant: ClientID
  ) throws(StoreError) -> TransitionReceipt {
    try StoreLimits.check(transition)
    return try connection.transaction { () throws(StoreError) in
      var receipt = try writeBooking(transition, of: tenant)
      try append(transition.events, to: transition.booking.id, of: tenant, last: receipt.eventCount)
      receipt.queuedCount = try queue(transition, of: tenant)
      try write(transition.offers, for: transition.booking.id, of: tenant)
      try write(transition.assignments, for: transition.booking.id, of: tenant)
      try write(transition.trips, for: transition.booking.id, of: tenant)
      try writeRecords(transition, version: receipt.version, of: tenant)
      if let entry = transition.audit { _ = try appendAudit(entry, of: tenant) }
      return receipt
    }
  }

  /// The booking's row, if it has the expected version.
  private func writeBooking(
    _ transition: TransitionRecord, of tenant: ClientID
  ) throws(StoreError) -> TransitionReceipt {
    let booking = transition.booking
    let found = try connection.first(.bookingVersion, [.text(tenant.text), .text(booking.id.text)]) {
      TransitionReceipt(version: $0.integer(0), eventCount: $0.integer(1))
    }
    if found == nil { try require(tenant) }
    let version = found?.version ?? 0
    guard version == transition.expectedVersion else { throw .conflict(found: version) }
    let receipt = TransitionReceipt(
      version: version + 1, eventCount: (found?.eventCount ?? 0) + Int64(transition.events.count))
    try connection.execute(
      found == nil ? .addBooking : .changeBooking,
      [
        .text(tenant.text), .text(booking.id.text), .integer(receipt.version), .integer(receipt.eventCount),
        .time(transition.at), .text(booking.state), .optional(booking.technician), .optional(booking.dueAt),
        .optional(booking.endedAt), .blob(booking.document), .optional(booking.customer),
      ])
    return receipt
  }

  private func append(
    _ events: [EventDraft], to booking: ClientID, of tenant: ClientID, last: Int64
  ) throws(StoreError) {
    var number = last - Int64(events.count)
    for event in events {
      number += 1
      try connection.execute(
        .appendEvent,
        [
          .text(tenant.text), .text(booking.text), .integer(number), .text(event.kind), .time(event.at),
          .blob(event.document),
        ])
    }
  }

  /// Offers; all leases are given back before any is taken, so that one offer can follow another at once.
  private func write(
    _ offers: [OfferDraft], for booking: ClientID, of tenant: ClientID
  ) throws(StoreError) {
    for offer in offers {
      try put(
        .putOffer,
        [
          .text(tenant.text), .id(offer.id), .text(booking.text), .text(offer.state), .time(offer.deadline),
          .blob(offer.document),
        ])
      try connection.execute(.releaseLeases, [.text(tenant.text), .id(offer.id)])
    }
    for offer in offers {
      for lease in offer.leases {
        try connection.execute(
          .addLease,
          [
            .text(tenant.text), .text(lease.technician.text), .integer(Int64(lease.place)), .id(offer.id),
          ])
      }
    }
  }

  /// Assignments, the ending ones first, so that one can follow another at once.
  private func write(
    _ assignments: [AssignmentDraft], for booking: ClientID, of tenant: ClientID
  ) throws(StoreError) {
    for assignment in assignments.filter({ $0.endedAt != nil }) + assignments.filter({ $0.endedAt == nil }) {
      try put(
        .putAssignment,
        [
          .text(tenant.text), .text(booking.text), .integer(assignment.version),
          .text(assignment.technician.text), .time(assignment.since), .optional(assignment.endedAt),
        ])
    }
  }

  /// Trips, the ending ones first.
  private func write(
    _ trips: [TripDraft], for booking: ClientID, of tenant: ClientID
  ) throws(StoreError) {
    for trip in trips.filter({ $0.endedAt != nil }) + trips.filter({ $0.endedAt == nil }) {
      try put(
        .putTrip,
        [
          .text(tenant.text), .id(trip.id), .text(booking.text), .text(trip.technician.text),
          .text(trip.state), .time(trip.startedAt), .optional(trip.endedAt), .blob(trip.document),
        ])
    }
  }

  /// Summary, decision and answer: what is kept beside the booking.
  private func writeRecords(
    _ transition: TransitionRecord, version: Int64, of tenant: ClientID
  ) throws(StoreError) {
    let booking = SQLiteValue.text(transition.booking.id.text)
    if let summary = transition.summary {
      let trip = SQLiteValue.id(summary.trip)
      let found = try connection.first(.hasTrip, [.text(tenant.text), trip, booking]) { $0.integer(0) }
      guard found != nil else { throw .summaryWithoutTrip }
      try connection.execute(
        .addSummary,
        [.text(tenant.text), trip, booking, .time(summary.endedAt), .blob(summary.document)])
    }
    if let decision = transition.decision {
      try connection.execute(
        .putDecision,
        [
          .text(tenant.text), booking, .integer(version), .time(transition.at), .id(decision.offer),
          .integer(decision.wave), .blob(decision.document),
        ])
    }
    if let entry = transition.idempotency {
      try connection.execute(
        .addIdempotency,
        [
          .text(tenant.text), .text(entry.key), booking, .time(transition.at), .blob(entry.requestHash),
          .blob(entry.response),
        ])
    }
  }

  /// Adds a row or changes its own: when the statement has changed nothing, the row there is not ours to change.
  private func put(_ query: SQLiteQuery, _ values: [SQLiteValue]) throws(StoreError) {
    guard try connection.execute(query, values) == 1 else { throw .exists }
  }
}
