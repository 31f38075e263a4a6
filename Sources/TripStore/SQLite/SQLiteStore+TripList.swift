// Lists of trips out of SQLite, each page by the index that fits the question best.

public import Bedrock

extension SQLiteStore {
  /// See `BookingStore`. O(log n + limit) for everything, for a state, for a technician and for what is under way.
  /// Where several filters meet, what one of them finds is looked through for the others.
  public func trips(_ query: TripQuery, of tenant: ClientID) throws(StoreError) -> [TripRecord] {
    if let booking = query.booking { return query.page(of: try trips(of: booking, tenant: tenant)) }
    let limit = StoreLimits.page(query.limit, max: StoreLimits.tripPageMax)
    let bound = query.bound
    let isLive = query.isLive.map { Int64($0 ? 1 : 0) }
    var values: [SQLiteValue] = [
      .text(tenant.text), .integer(query.from?.milliseconds ?? .min), .time(bound.startedAt),
      .text(bound.id?.description ?? ""), .integer(Int64(limit)), .optional(isLive),
      query.state.map(SQLiteValue.text) ?? .null, .optional(query.technician),
    ]
    let statement = query.statement
    values.removeLast(8 - statement.valueCount)
    var records: [TripRecord] = []
    try connection.forEach(statement.query, values) { (row) throws(StoreError) in
      records.append(try Self.trip(row))
    }
    return records
  }
}

extension TripQuery {
  /// The statement whose index leaves the least to look through, and how many of the eight values it takes. What is
  /// under way is little, whoever travels.
  fileprivate var statement: (query: SQLiteQuery, valueCount: Int) {
    if isLive == true { return (.liveTripsPage, 8) }
    if technician != nil { return (.tripsPageOfTechnician, 8) }
    return state == nil ? (.tripsPage, 6) : (.tripsPageOfState, 7)
  }
}
