// The analysts' views in SQL, written once for both databases: what differs between them is in AnalystDialect.swift.
// Every number is made with whole milliseconds and rounded at the end, so that both give the same.

/// The statements that make the views. They are part of released steps of the schema, whose checksums a test pins: a change
/// of a view is a new step, and the old step keeps what it took from here.
///
/// Documents of bookings, trips and summaries are read as the JSON that geod writes. A view fails on a document that is
/// none.
struct AnalystViews {
  let dialect: AnalystDialect
  /// Stands for the tenant, where rows of one are selected and not of all: SQLite does not carry a condition on a view
  /// through everything that a view is made of. Postgres has the wall.
  var tenant: String?

  private func only(_ column: String) -> String { tenant.map { " WHERE \(column) = \($0)" } ?? "" }

  /// The views of the seventh step of both schemas; later ones come with later steps.
  static let first: [AnalystView] = [.funnel, .response, .completion, .sla]

  /// Makes views, one statement each.
  func sql(_ views: [AnalystView]) -> String {
    views.map { dialect.view($0, select($0)) }.joined(separator: "\n")
  }

  /// What a view selects: the tenant, then its columns.
  func select(_ view: AnalystView) -> String {
    switch view {
    case .funnel: funnel
    case .response: response
    case .completion: completion
    case .sla: sla
    case .slaZones: slaZones
    }
  }

  /// How far bookings have come, by the day of placing.
  private var funnel: String {
    """
    SELECT tenant, day, count(*) AS placed, \(sum("offered")), \(sum("assigned")), \(sum("started")),
      \(sum("arrived")), \(sum("completed")), \(sum("cancelled")), \(sum("no_show")), \(sum("unfilled"))
    FROM (
      SELECT b.tenant, \(dialect.day("b.placed_ms")) AS day,
        \(one("EXISTS (SELECT 1 FROM offers WHERE tenant = b.tenant AND booking = b.id)")) AS offered,
        \(one("EXISTS (SELECT 1 FROM assignments WHERE tenant = b.tenant AND booking = b.id)")) AS assigned,
        \(one("EXISTS (SELECT 1 FROM trips WHERE tenant = b.tenant AND booking = b.id)")) AS started,
        \(one("\(firstArrival) IS NOT NULL")) AS arrived,
        \(one("b.state = 'completed'")) AS completed, \(one("b.state = 'cancelled'")) AS cancelled,
        \(one("b.state = 'noShow'")) AS no_show, \(one("b.state = 'unfilled'")) AS unfilled
      FROM bookings b\(only("b.tenant"))
    ) AS reached GROUP BY tenant, day
    """
  }

  /// How long bookings waited, by the day of placing.
  private var response: String {
    """
    SELECT tenant, day, measure, bookings, \(mean("wait_ms", "bookings")) AS mean_seconds,
      \(seconds("max(CASE WHEN place = (bookings * 50 + 99) / 100 THEN wait_ms END)")) AS p50_seconds,
      \(seconds("max(CASE WHEN place = (bookings * 90 + 99) / 100 THEN wait_ms END)")) AS p90_seconds,
      \(seconds("max(wait_ms)")) AS max_seconds
    FROM (
      SELECT tenant, day, measure, wait_ms,
        row_number() OVER (PARTITION BY tenant, day, measure ORDER BY wait_ms) AS place,
        count(*) OVER (PARTITION BY tenant, day, measure) AS bookings
      FROM (
        \(waits("offered", until: firstOffer))
        UNION ALL
        \(waits("assigned", until: firstAssignment))
        UNION ALL
        \(waits("arrived", until: firstArrival))
      ) AS waits WHERE wait_ms IS NOT NULL
    ) AS ranked GROUP BY tenant, day, measure, bookings
    """
  }

  private func waits(_ measure: String, until moment: String) -> String {
    """
    SELECT b.tenant, \(dialect.day("b.placed_ms")) AS day, '\(measure)' AS measure,
      \(moment) - b.placed_ms AS wait_ms FROM bookings b\(only("b.tenant"))
    """
  }

  /// How trips went, by the day of their end.
  private var completion: String {
    func milliseconds(_ name: String) -> String { dialect.whole("document", name) }
    func number(_ name: String) -> String { dialect.number("document", "eta", name) }
    return """
      SELECT tenant, day, count(*) AS trips, \(sum("completed")), \(sum("cancelled")),
        (\(total("decimeters")) + 5) / 10 AS distance_meters,
        \(mean("en_route_ms", "count(*)")) AS mean_en_route_seconds,
        \(mean("arrived_ms", "count(*)")) AS mean_arrived_seconds,
        \(mean("in_service_ms", "count(*)")) AS mean_in_service_seconds,
        count(eta_error_ms) AS eta_trips, \(sum("eta_inside")),
        \(mean("eta_error_ms", "nullif(count(eta_error_ms), 0)")) AS mean_eta_error_seconds
      FROM (
        SELECT tenant, \(dialect.day("ended_ms")) AS day,
          \(one("\(dialect.text("document", "state")) = 'completed'")) AS completed,
          \(one("\(dialect.text("document", "state")) = 'cancelled'")) AS cancelled,
          \(dialect.rounded("\(dialect.number("document", "distanceMeters")) * 10")) AS decimeters,
          \(milliseconds("enRouteMilliseconds")) AS en_route_ms,
          \(milliseconds("arrivedMilliseconds")) AS arrived_ms,
          \(milliseconds("inServiceMilliseconds")) AS in_service_ms,
          \(dialect.rounded("abs(\(number("errorSeconds"))) * 1000")) AS eta_error_ms,
          \(one("\(number("actualSeconds")) BETWEEN \(number("lowSeconds")) AND \(number("highSeconds"))")) AS eta_inside
        FROM trip_summaries\(only("tenant"))
      ) AS ended GROUP BY tenant, day
      """
  }

  /// What became of promised arrivals, by the hour of the promise and by area.
  private var sla: String {
    """
    SELECT tenant, \(dialect.day("due_ms")) AS day, due_ms / 3600000 % 24 AS hour,
      \(AnalystArea.geohash(x: "x", y: "y")) AS area, count(*) AS promised,
      \(total(one("arrived_ms <= due_ms"))) AS kept, \(total(one("arrived_ms > due_ms"))) AS late,
      \(total(one("arrived_ms IS NULL AND ended_ms IS NOT NULL"))) AS not_arrived,
      \(total(one("arrived_ms IS NULL AND ended_ms IS NULL"))) AS pending
    FROM (
      SELECT b.tenant, b.ended_ms, \(dialect.whole("b.document", "sla", "arriveBy")) AS due_ms,
        \(firstArrival) AS arrived_ms,
        \(dialect.floored("(\(dialect.number("b.document", "lon")) + 180) / 360 * \(AnalystArea.columns)")) AS x,
        \(dialect.floored("(\(dialect.number("b.document", "lat")) + 90) / 180 * \(AnalystArea.rows)")) AS y
      FROM bookings b\(only("b.tenant"))
    ) AS promises WHERE due_ms IS NOT NULL GROUP BY tenant, 2, 3, 4
    """
  }

  /// What became of promised arrivals, by the hour of the promise and by zone.
  private var slaZones: String {
    """
    SELECT tenant, \(dialect.day("due_ms")) AS day, due_ms / 3600000 % 24 AS hour, zone, count(*) AS promised,
      \(total(one("arrived_ms <= due_ms"))) AS kept, \(total(one("arrived_ms > due_ms"))) AS late,
      \(total(one("arrived_ms IS NULL AND ended_ms IS NOT NULL"))) AS not_arrived,
      \(total(one("arrived_ms IS NULL AND ended_ms IS NULL"))) AS pending
    FROM (
      SELECT b.tenant, b.ended_ms, \(dialect.whole("b.document", "sla", "arriveBy")) AS due_ms,
        \(firstArrival) AS arrived_ms, coalesce(z.value, '') AS zone
      FROM bookings b LEFT JOIN \(dialect.texts("b.document", "zones", as: "z"))\(only("b.tenant"))
    ) AS promises WHERE due_ms IS NOT NULL GROUP BY tenant, 2, 3, 4
    """
  }

  // MARK: Moments of a booking `b`

  private var firstOffer: String {
    "(SELECT min(at_ms) FROM events WHERE tenant = b.tenant AND booking = b.id AND kind = 'offer.made')"
  }

  private var firstAssignment: String {
    "(SELECT min(since_ms) FROM assignments WHERE tenant = b.tenant AND booking = b.id)"
  }

  private var firstArrival: String {
    "(SELECT min(\(dialect.whole("document", "arrivedAt"))) FROM trips WHERE tenant = b.tenant AND booking = b.id)"
  }

  // MARK: Arithmetic

  private func one(_ condition: String) -> String { "CASE WHEN \(condition) THEN 1 ELSE 0 END" }

  private func sum(_ column: String) -> String { "\(total(column)) AS \(column)" }

  private func total(_ value: String) -> String { "CAST(sum(\(value)) AS BIGINT)" }

  /// Milliseconds, not negative, as seconds with one decimal, halves rounded up.
  private func seconds(_ milliseconds: String) -> String {
    "CAST((\(milliseconds) + 50) / 100 / 10.0 AS DOUBLE PRECISION)"
  }

  /// The mean of milliseconds as seconds with one decimal, halves rounded up.
  private func mean(_ column: String, _ count: String) -> String {
    "CAST((\(total(column)) + \(count) * 50) / (\(count) * 100) / 10.0 AS DOUBLE PRECISION)"
  }
}

/// Geohash cells of five characters (Niemeyer's interleaved bits in base 32, the longitude first): 13 bits of longitude
/// and 12 of latitude.
enum AnalystArea {
  /// How many cells lie side by side around the earth.
  static let columns = 1 << 13
  /// How many lie between the poles.
  static let rows = 1 << 12

  /// The cell's name out of its column and row, whole numbers.
  static func geohash(x: String, y: String) -> String {
    (0..<5).map { character in
      let bits = (0..<5).map { bit in
        let index = character * 5 + bit
        let source = index.isMultiple(of: 2) ? "\(x) >> \(12 - index / 2)" : "\(y) >> \(11 - index / 2)"
        return "((\(source)) & 1) * \(16 >> bit)"
      }
      return
        "substr('0123456789bcdefghjkmnpqrstuvwxyz', CAST(1 + \(bits.joined(separator: " + ")) AS INTEGER), 1)"
    }.joined(separator: "\n      || ")
  }
}
