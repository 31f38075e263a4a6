// Statements that read back: lists of trips, pages of points, views for analysts. Each names the tenant as its first
// value; a test holds that.

extension PostgresQuery {
  /// All statements of this file, for the test of the rule above.
  static let onReading =
    [tripsPage, tripsPageOfState, tripsPageOfTechnician, liveTripsPage, pointsPage, summariesWithoutBooking]
    + AnalystView.allCases.map(rows)

  // Lists of trips. Which one is asked is decided in PostgresStore+TripList.swift. What no index serves may be null for
  // "any". A place without an identifier lies before all trips of its time: a comparison with null is never true.
  private static let tripColumns = "booking, id, technician, state, started_ms, ended_ms, document"
  private static let tripsOrder = "ORDER BY started_ms DESC, id DESC LIMIT $5"
  static let tripsPage = PostgresQuery(
    "trips_page",
    """
    SELECT \(tripColumns) FROM trips
    WHERE tenant = $1 AND started_ms >= $2 AND (started_ms, id) < ($3, $4)
      AND ($6 IS NULL OR (ended_ms IS NULL) = ($6 = 1)) \(tripsOrder)
    """)
  static let tripsPageOfState = PostgresQuery(
    "trips_page_of_state",
    """
    SELECT \(tripColumns) FROM trips
    WHERE tenant = $1 AND state = $7 AND started_ms >= $2 AND (started_ms, id) < ($3, $4)
      AND ($6 IS NULL OR (ended_ms IS NULL) = ($6 = 1)) \(tripsOrder)
    """)
  static let tripsPageOfTechnician = PostgresQuery(
    "trips_page_of_technician",
    """
    SELECT \(tripColumns) FROM trips
    WHERE tenant = $1 AND technician = $8 AND started_ms >= $2 AND (started_ms, id) < ($3, $4)
      AND ($6 IS NULL OR (ended_ms IS NULL) = ($6 = 1)) AND ($7 IS NULL OR state = $7) \(tripsOrder)
    """)
  static let liveTripsPage = PostgresQuery(
    "live_trips_page",
    """
    SELECT \(tripColumns) FROM trips
    WHERE tenant = $1 AND ended_ms IS NULL AND started_ms >= $2 AND (started_ms, id) < ($3, $4)
      AND $6 = 1 AND ($7 IS NULL OR state = $7) AND ($8 IS NULL OR technician = $8) \(tripsOrder)
    """)

  /// Days before that of the place have nothing behind it.
  static let pointsPage = PostgresQuery(
    "points_page",
    """
    SELECT device, sequence, at_ms, latitude, longitude, accuracy, speed, heading FROM track_points
    WHERE tenant = $1 AND trip = $2 AND day >= $3 AND (at_ms, device, sequence) > ($4, $5, $6)
    ORDER BY at_ms, device, sequence LIMIT $7
    """)

  static let summariesWithoutBooking = PostgresQuery(
    "summaries_without_booking",
    """
    SELECT booking, ended_ms, document, trip FROM trip_summaries
    WHERE tenant = $1 AND ended_ms >= $2 AND ended_ms < $3
      AND NOT EXISTS (SELECT FROM bookings WHERE tenant = $1 AND id = trip_summaries.booking)
    ORDER BY ended_ms, trip
    """, isStreamed: true)

  /// The rows of a tenant and of some days of a view, in the view's order.
  static func rows(of view: AnalystView) -> PostgresQuery {
    switch view {
    case .funnel: funnel
    case .response: response
    case .completion: completion
    case .sla: sla
    case .slaZones: slaZones
    }
  }

  private static let funnel = PostgresQuery("analyst_funnel", sql(of: .funnel))
  private static let response = PostgresQuery("analyst_response", sql(of: .response))
  private static let completion = PostgresQuery("analyst_completion", sql(of: .completion))
  private static let sla = PostgresQuery("analyst_sla", sql(of: .sla))
  private static let slaZones = PostgresQuery("analyst_sla_zones", sql(of: .slaZones))

  private static func sql(of view: AnalystView) -> String {
    let order = view.columns.prefix(view.keyCount).map { column in
      column.kind == .text ? "\(column.name) COLLATE \"C\"" : column.name
    }
    return """
      SELECT \(view.columns.map(\.name).joined(separator: ", ")) FROM \(view.name)
      WHERE tenant = $1 AND day BETWEEN $2 AND $3 ORDER BY \(order.joined(separator: ", "))
      """
  }
}
