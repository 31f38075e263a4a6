// Lists of trips out of SQLite, and summaries that are left alone. Their statements are made for the question: with the
// filters that were asked for and no others, so that SQLite sees which index fits.

public import Bedrock

extension SQLiteStore {
  /// See `BookingStore`. O(log n + limit) for everything, for a state, for a technician and for what is under way.
  /// Where several filters meet, what one of them finds is looked through for the others.
  public func trips(_ query: TripQuery, of tenant: ClientID) throws(StoreError) -> [TripRecord] {
    if let booking = query.booking { return query.page(of: try trips(of: booking, tenant: tenant)) }
    let page = SQLiteTripPage(query, of: tenant)
    var records: [TripRecord] = []
    try connection.once(page.sql, page.values) { (row) throws(StoreError) in
      records.append(try TripRecord(row: row))
    }
    return records
  }

  /// See `BookingStore`. O(log n) for each summary of the time, also for those whose booking is there.
  public func forEachSummaryWithoutBooking(
    of tenant: ClientID, from: Instant, until: Instant, _ body: (TripSummaryRecord) throws(StoreError) -> Void
  ) throws(StoreError) {
    let values: [SQLiteValue] = [.text(tenant.text), .time(from), .time(until)]
    try connection.once(Self.summariesWithoutBooking, values) { (row) throws(StoreError) in
      let summary = TripSummaryDraft(
        trip: try row.serverID(3, "a trip's identifier"), endedAt: row.time(1), document: row.bytes(2))
      try body(
        TripSummaryRecord(booking: try row.clientID(0, "a booking's identifier"), summary: summary))
    }
  }

  static let summariesWithoutBooking = """
    SELECT booking, ended_ms, document, trip FROM trip_summaries
    WHERE tenant = ?1 AND ended_ms >= ?2 AND ended_ms < ?3
      AND NOT EXISTS (SELECT 1 FROM bookings WHERE tenant = ?1 AND id = trip_summaries.booking)
    ORDER BY ended_ms, trip
    """
}

/// The statement of a page of trips.
struct SQLiteTripPage {
  /// The values of its placeholders; the tenant is the first.
  private(set) var values: [SQLiteValue]
  private var conditions = ["tenant = ?1", "started_ms >= ?2", "(started_ms, id) < (?3, ?4)"]
  /// What is under way is little, whoever travels and in whatever state.
  private let isLive: Bool

  init(_ query: TripQuery, of tenant: ClientID) {
    let bound = query.bound
    let limit = StoreLimits.page(query.limit, max: StoreLimits.tripPageMax)
    isLive = query.isLive == true
    values = [
      .text(tenant.text), .integer(query.from?.milliseconds ?? .min), .time(bound.startedAt),
      .text(bound.id?.description ?? ""), .integer(Int64(limit)),
    ]
    if let live = query.isLive { conditions.append("ended_ms IS \(live ? "" : "NOT ")NULL") }
    if let technician = query.technician { add("technician", .text(technician.text)) }
    if let state = query.state { add("state", .text(state)) }
  }

  private mutating func add(_ column: StaticString, _ value: SQLiteValue) {
    values.append(value)
    conditions.append("\(column) = ?\(values.count)")
  }

  /// The statement.
  var sql: String {
    """
    SELECT booking, id, technician, state, started_ms, ended_ms, document
    FROM trips\(isLive ? " INDEXED BY trips_under_way" : "") WHERE \(conditions.joined(separator: " AND "))
    ORDER BY started_ms DESC, id DESC LIMIT ?5
    """
  }
}
