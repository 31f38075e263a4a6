// Reading bookings, events, decisions and answers from SQLite.

public import Bedrock

extension SQLiteStore {
  /// See `BookingStore`. O(log n) in all bookings, as everything here that reads one thing.
  public func booking(_ id: ClientID, of tenant: ClientID) throws(StoreError) -> BookingRecord? {
    try connection.first(.booking, [.text(tenant.text), .text(id.text)], BookingRecord.init(row:))
  }

  /// See `BookingStore`. One statement, so one moment; others may write meanwhile.
  public func forEachLiveBooking(
    of tenant: ClientID, _ body: (BookingRecord) throws(StoreError) -> Void
  ) throws(StoreError) {
    try connection.forEach(.liveBookings, [.text(tenant.text)]) { (row) throws(StoreError) in
      try body(try BookingRecord(row: row))
    }
  }

  /// See `BookingStore`. O(log n + limit), with or without a state.
  public func bookings(
    _ query: BookingQuery, of tenant: ClientID
  ) throws(StoreError) -> [BookingRecord] {
    let limit = StoreLimits.page(query.limit, max: StoreLimits.bookingPageMax)
    let bound = query.bound
    var values: [SQLiteValue] = [
      .text(tenant.text), .integer(query.from?.milliseconds ?? .min), .integer(bound.milliseconds),
      .text(bound.id), .integer(Int64(limit)),
    ]
    if let state = query.state { values.append(.text(state)) }
    var records: [BookingRecord] = []
    try connection.forEach(query.state == nil ? .bookingsPage : .bookingsPageOfState, values) {
      (row) throws(StoreError) in
      records.append(try BookingRecord(row: row))
    }
    return records
  }

  /// See `BookingStore`. O(log n + limit).
  public func events(
    of booking: ClientID, after: Int64, limit: Int, tenant: ClientID
  ) throws(StoreError) -> [EventRecord] {
    let limit = StoreLimits.page(limit, max: StoreLimits.eventPageMax)
    var records: [EventRecord] = []
    try connection.forEach(
      .events, [.text(tenant.text), .text(booking.text), .integer(after), .integer(Int64(limit))]
    ) { (row) throws(StoreError) in
      let event = EventDraft(kind: row.text(1), at: row.time(2), document: row.bytes(3))
      records.append(EventRecord(number: row.integer(0), event: event))
    }
    return records
  }

  /// See `BookingStore`.
  public func decisions(
    of booking: ClientID, after: Int64, limit: Int, tenant: ClientID
  ) throws(StoreError) -> [DecisionRecord] {
    let limit = StoreLimits.page(limit, max: StoreLimits.decisionPageMax)
    var records: [DecisionRecord] = []
    try connection.forEach(
      .decisions, [.text(tenant.text), .text(booking.text), .integer(after), .integer(Int64(limit))]
    ) { (row) throws(StoreError) in
      records.append(
        DecisionRecord(
          version: row.integer(0), at: row.time(1),
          offer: try row.optionalServerID(2, "an offer's identifier"),
          wave: row.optionalInteger(3), document: row.bytes(4)))
    }
    return records
  }

  /// See `BookingStore`.
  public func idempotency(_ key: String, of tenant: ClientID) throws(StoreError) -> IdempotencyRecord? {
    try connection.first(.idempotency, [.text(tenant.text), .text(key)]) { (row) throws(StoreError) in
      IdempotencyRecord(
        booking: try row.clientID(0, "a booking's identifier"), createdAt: row.time(1),
        entry: IdempotencyDraft(key: key, requestHash: row.bytes(2), response: row.bytes(3)))
    }
  }
}

extension BookingQuery {
  /// The place before which all bookings of the page lie, in the order of time and identifier. No identifier is
  /// smaller than the empty one.
  var bound: (milliseconds: Int64, id: String) {
    let end = (milliseconds: until?.milliseconds ?? .max, id: "")
    guard let after else { return end }
    let place = (milliseconds: after.placedAt.milliseconds, id: after.id.text)
    return place < end ? place : end
  }
}
