// The one way to write about bookings in Postgres: a transition, sent as one flush and waited for once.

public import Bedrock

extension PostgresStore {
  /// See `BookingStore`. One wait, whatever the transition holds; O(log n) in everything stored, O(n) in the parts.
  public func commit(
    _ transition: TransitionRecord, of tenant: ClientID
  ) throws(StoreError) -> TransitionReceipt {
    try StoreLimits.check(transition)
    let version = transition.expectedVersion + 1
    var receipt = TransitionReceipt(version: version, eventCount: 0)
    do throws(StoreError) {
      // No statement needs the answer of one before it: numbers come from the rows themselves, and a statement that must
      // find something fails on the server when it does not.
      try writing(tenant) { () throws(StoreError) -> Void in
        try enqueueBooking(transition, of: tenant) { receipt.eventCount = $0 }
        try enqueueEvents(transition, of: tenant)
        try enqueueMessages(transition, of: tenant) { receipt.queuedCount += 1 }
        try enqueueOffers(transition, of: tenant)
        try enqueueAssignments(transition, of: tenant)
        try enqueueTrips(transition, of: tenant)
        try enqueueRecords(transition, version: version, of: tenant)
        if let entry = transition.audit { try enqueueAudit(entry, of: tenant) }
      }
    } catch .conflict {
      throw try conflict(transition, of: tenant)
    }
    return receipt
  }

  /// What to answer when the booking does not have the expected version: asked now, because the statement that has found
  /// it out could not say what is there.
  private func conflict(
    _ transition: TransitionRecord, of tenant: ClientID
  ) throws(StoreError) -> StoreError {
    let found = try first(.bookingVersion, of: tenant, [.id(transition.booking.id)]) { $0.integer(0) } ?? 0
    // Another process has brought it there in between.
    guard found != transition.expectedVersion else { return .unavailable(reason: "the booking is changing") }
    return .conflict(found: found)
  }

  /// The booking's row, if it has the expected version.
  private func enqueueBooking(
    _ transition: TransitionRecord, of tenant: ClientID, eventCount: @escaping (Int64) -> Void
  ) throws(StoreError) {
    let booking = transition.booking
    try enqueue(
      transition.expectedVersion == 0 ? .addBooking : .changeBooking, of: tenant,
      [
        .id(booking.id), .integer(transition.expectedVersion), .count(transition.events.count),
        .time(transition.at), .text(booking.state), .id(booking.technician), .time(booking.dueAt),
        .time(booking.endedAt), .bytes(booking.document), .id(booking.customer),
      ], nothing: .conflict(found: 0)
    ) { (row) throws(StoreError) in
      eventCount(row.integer(0))
    }
  }

  private func enqueueEvents(_ transition: TransitionRecord, of tenant: ClientID) throws(StoreError) {
    var behind = transition.events.count
    for event in transition.events {
      behind -= 1
      try enqueue(
        .appendEvent, of: tenant,
        [
          .id(transition.booking.id), .count(behind), .text(event.kind), .time(event.at),
          .bytes(event.document),
        ])
    }
  }

  /// The messages, behind those that the booking has already.
  private func enqueueMessages(
    _ transition: TransitionRecord, of tenant: ClientID, queued: @escaping () -> Void
  ) throws(StoreError) {
    for message in transition.outbox {
      try enqueue(
        .queueMessage, of: tenant,
        [
          .uuid(message.id), .id(transition.booking.id), .text(message.kind), .time(transition.at),
          .bytes(message.document),
        ]
      ) { (_) throws(StoreError) in
        queued()
      }
    }
  }

  /// Offers; all leases are given back before any is taken, so that one offer can follow another at once.
  private func enqueueOffers(_ transition: TransitionRecord, of tenant: ClientID) throws(StoreError) {
    for offer in transition.offers {
      try enqueue(
        .putOffer, of: tenant,
        [
          .uuid(offer.id), .id(transition.booking.id), .text(offer.state), .time(offer.deadline),
          .bytes(offer.document),
        ], nothing: .exists)
      try enqueue(.releaseLeases, of: tenant, [.uuid(offer.id)])
    }
    for offer in transition.offers {
      for lease in offer.leases {
        try enqueue(.addLease, of: tenant, [.id(lease.technician), .count(lease.place), .uuid(offer.id)])
      }
    }
  }

  /// Assignments, the ending ones first, so that one can follow another at once.
  private func enqueueAssignments(_ transition: TransitionRecord, of tenant: ClientID) throws(StoreError) {
    let all = transition.assignments
    for assignment in all.filter({ $0.endedAt != nil }) + all.filter({ $0.endedAt == nil }) {
      try enqueue(
        .putAssignment, of: tenant,
        [
          .id(transition.booking.id), .integer(assignment.version), .id(assignment.technician),
          .time(assignment.since), .time(assignment.endedAt),
        ], nothing: .exists)
    }
  }

  /// Trips, the ending ones first.
  private func enqueueTrips(_ transition: TransitionRecord, of tenant: ClientID) throws(StoreError) {
    let all = transition.trips
    for trip in all.filter({ $0.endedAt != nil }) + all.filter({ $0.endedAt == nil }) {
      try enqueue(
        .putTrip, of: tenant,
        [
          .uuid(trip.id), .id(transition.booking.id), .id(trip.technician), .text(trip.state),
          .time(trip.startedAt), .time(trip.endedAt), .bytes(trip.document),
        ], nothing: .exists)
    }
  }

  /// Summary, decision and answer: what is kept beside the booking.
  private func enqueueRecords(
    _ transition: TransitionRecord, version: Int64, of tenant: ClientID
  ) throws(StoreError) {
    let booking = PostgresValue.id(transition.booking.id)
    if let summary = transition.summary {
      try enqueue(
        .addSummary, of: tenant,
        [.uuid(summary.trip), booking, .time(summary.endedAt), .bytes(summary.document)],
        nothing: .summaryWithoutTrip)
    }
    if let decision = transition.decision {
      try enqueue(
        .putDecision, of: tenant,
        [
          booking, .integer(version), .time(transition.at), .uuid(decision.offer), .integer(decision.wave),
          .bytes(decision.document),
        ])
    }
    if let entry = transition.idempotency {
      try enqueue(
        .addIdempotency, of: tenant,
        [.text(entry.key), booking, .time(transition.at), .bytes(entry.requestHash), .bytes(entry.response)])
    }
  }
}
