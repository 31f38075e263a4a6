// Reading bookings, events, decisions and answers from Postgres.

public import Bedrock

extension PostgresStore {
  /// See `BookingStore`. O(log n) in all bookings, as everything here that reads one thing.
  public func booking(_ id: ClientID, of tenant: ClientID) throws(StoreError) -> BookingRecord? {
    try first(.booking, of: tenant, [.id(id)], BookingRecord.init(row:))
  }

  /// See `BookingStore`. One statement, so one moment; others may write meanwhile.
  public func forEachLiveBooking(
    of tenant: ClientID, _ body: (BookingRecord) throws(StoreError) -> Void
  ) throws(StoreError) {
    try forEach(.liveBookings, of: tenant) { (row) throws(StoreError) in try body(try BookingRecord(row: row))
    }
  }

  /// See `BookingStore`. O(log n + limit), with or without a state.
  public func bookings(
    _ query: BookingQuery, of tenant: ClientID
  ) throws(StoreError) -> [BookingRecord] {
    let limit = StoreLimits.page(query.limit, max: StoreLimits.bookingPageMax)
    let bound = query.bound
    var values: [PostgresValue] = [
      .integer(query.from?.milliseconds ?? .min), .integer(bound.milliseconds), .text(bound.id),
      .count(limit),
    ]
    if let state = query.state { values.append(.text(state)) }
    return try list(
      query.state == nil ? .bookingsPage : .bookingsPageOfState, of: tenant, values, BookingRecord.init(row:))
  }

  /// See `BookingStore`. O(log n + limit).
  public func events(
    of booking: ClientID, after: Int64, limit: Int, tenant: ClientID
  ) throws(StoreError) -> [EventRecord] {
    let limit = StoreLimits.page(limit, max: StoreLimits.eventPageMax)
    return try list(.events, of: tenant, [.id(booking), .integer(after), .count(limit)]) { row in
      let event = EventDraft(kind: row.text(1), at: row.time(2), document: row.bytes(3))
      return EventRecord(number: row.integer(0), event: event)
    }
  }

  /// See `BookingStore`.
  public func decisions(
    of booking: ClientID, after: Int64, limit: Int, tenant: ClientID
  ) throws(StoreError) -> [DecisionRecord] {
    let limit = StoreLimits.page(limit, max: StoreLimits.decisionPageMax)
    return try list(.decisions, of: tenant, [.id(booking), .integer(after), .count(limit)]) {
      (row) throws(StoreError) in
      DecisionRecord(
        version: row.integer(0), at: row.time(1), offer: try row.optionalServerID(2, "an offer's identifier"),
        wave: row.optionalInteger(3), document: row.bytes(4))
    }
  }

  /// See `BookingStore`.
  public func idempotency(_ key: String, of tenant: ClientID) throws(StoreError) -> IdempotencyRecord? {
    try first(.idempotency, of: tenant, [.text(key)]) { (row) throws(StoreError) in
      IdempotencyRecord(
        booking: try row.clientID(0, "a booking's identifier"), createdAt: row.time(1),
        entry: IdempotencyDraft(key: key, requestHash: row.bytes(2), response: row.bytes(3)))
    }
  }
}
