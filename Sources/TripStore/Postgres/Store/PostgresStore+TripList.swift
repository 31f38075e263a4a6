// Lists of trips out of Postgres, each page by the index that fits the question best, and summaries that are left alone.

public import Bedrock

extension PostgresStore {
  /// See `BookingStore`. O(log n + limit) for everything, for a state, for a technician and for what is under way.
  /// Where several filters meet, what one of them finds is looked through for the others.
  public func trips(_ query: TripQuery, of tenant: ClientID) throws(StoreError) -> [TripRecord] {
    if let booking = query.booking { return query.page(of: try trips(of: booking, tenant: tenant)) }
    let limit = StoreLimits.page(query.limit, max: StoreLimits.tripPageMax)
    let bound = query.bound
    var values: [PostgresValue] = [
      .integer(query.from?.milliseconds ?? .min), .time(bound.startedAt), .uuid(bound.id), .count(limit),
      .integer(query.isLive.map { $0 ? 1 : 0 }), .text(query.state), .id(query.technician),
    ]
    let statement = query.postgresStatement
    // The tenant is the first of a statement's values.
    values.removeLast(7 - (statement.valueCount - 1))
    return try list(statement.query, of: tenant, values, TripRecord.init(row:))
  }

  /// See `BookingStore`. One statement, so one moment.
  public func forEachSummaryWithoutBooking(
    of tenant: ClientID, from: Instant, until: Instant, _ body: (TripSummaryRecord) throws(StoreError) -> Void
  ) throws(StoreError) {
    try forEach(.summariesWithoutBooking, of: tenant, [.time(from), .time(until)]) {
      (row) throws(StoreError) in
      let summary = TripSummaryDraft(
        trip: try row.serverID(3, "a trip's identifier"), endedAt: row.time(1), document: row.bytes(2))
      try body(
        TripSummaryRecord(booking: try row.clientID(0, "a booking's identifier"), summary: summary))
    }
  }
}

extension TripQuery {
  /// The statement whose index leaves the least to look through, and how many of the eight values it takes.
  fileprivate var postgresStatement: (query: PostgresQuery, valueCount: Int) {
    if isLive == true { return (.liveTripsPage, 8) }
    if technician != nil { return (.tripsPageOfTechnician, 8) }
    return state == nil ? (.tripsPage, 6) : (.tripsPageOfState, 7)
  }
}
