// Points on their way into Postgres: copied into a table of the session's own, then into their days, in one transaction.

internal import Bedrock

/// The connection of an ingestion.
///
/// COPY is by far the fastest way in, but it knows no conflicts: one point that is there already would refuse all others.
/// So rows are copied into a temporary table, which is written to no log, and go on from there with
/// `ON CONFLICT DO NOTHING`. They are sent in the order of the key, so that the index is written page by page.
///
/// The role bypasses row-level security (`PostgresSystemWork` names this as one of its purposes): a group has points of
/// several tenants. Whether a tenant is there is not asked: its engine was made from it.
final class PostgresPointSink: PointSink {
  private let url: PostgresURL
  private let purpose: IngestThreads.Purpose
  private var options = PostgresConnection.Options()
  private var opened: PostgresConnection?
  /// Days that have a partition, as far as this session knows.
  private var days: Set<Int64> = []
  private var rows = PostgresCopy(reservingOctets: 1 << 20)

  /// A connection that is made when it is first used.
  /// - Parameters:
  ///   - url: with the role for ingestion.
  ///   - purpose: what the operator sees in `pg_stat_activity`.
  ///   - limits: how long a call may take for each purpose before it gives up.
  init(_ url: PostgresURL, for purpose: IngestThreads.Purpose, limits: PointIngest.Limits) {
    self.url = url
    self.purpose = purpose
    let silence =
      switch purpose {
      case .writing: limits.silenceMilliseconds
      case .draining: limits.drainSilenceMilliseconds
      }
    options.connectMilliseconds = Int(limits.silenceMilliseconds)
    options.silenceMilliseconds = silence
    options.lockMilliseconds = Int(silence) * 3 / 4
    options.applicationName = "geod-points-\(purpose.rawValue)"
  }

  /// The connection; it connects by itself when it is used.
  private func connection() throws(StoreError) -> PostgresConnection {
    if let opened { return opened }
    let fresh = try PostgresConnection(url, options: options) { (connection) throws(StoreError) in
      try PostgresAdmission.check(connection, mayBypass: true)
      try connection.script(Self.arrivals)
    }
    opened = fresh
    return fresh
  }

  /// See `PointSink`. One transaction. Should a partition be missing that was there a while ago (retention has dropped
  /// it), it is made again and everything is sent once more.
  func append(_ batches: [PointBatch]) throws(StoreError) -> PointsAdded {
    let series = PointSeries.sorted(batches)
    let needed = Self.days(of: series)
    rows.removeAll()
    for one in series { rows.append(one) }
    try make(needed.subtracting(days))
    do throws(StoreError) {
      return try insert()
    } catch {
      days = []
      guard !error.isRetryable else { throw error }
    }
    try make(needed)
    return try insert()
  }

  /// See `PointSink`.
  func makeDays(_ days: ClosedRange<Int64>) throws(StoreError) { try make(Set(days)) }

  func rest() { opened?.disconnect() }

  private func make(_ missing: Set<Int64>) throws(StoreError) {
    for day in missing.sorted() {
      _ = try connection().first(.makePointDay, [.integer(day)]) { $0.integer(0) }
      days.insert(day)
    }
  }

  private func insert() throws(StoreError) -> PointsAdded {
    let connection = try connection()
    return try connection.transaction { () throws(StoreError) in
      try connection.copy(rows, into: "points_arriving", columns: Self.columns)
      switch purpose {
      case .writing: return PointsAdded(count: try connection.execute(.insertArrivedPoints))
      case .draining: return try insertLate(connection)
      }
    }
  }

  /// The same for points that have waited: meanwhile another server may have ended their trip, and sealed it without them.
  private func insertLate(_ connection: PostgresConnection) throws(StoreError) -> PointsAdded {
    var added = PointsAdded()
    try connection.forEach(.insertLatePoints) { (row) throws(StoreError) in
      let points = Int(row.integer(2))
      guard let tenant = try row.optionalClientID(0, "a tenant's identifier") else {
        added.count = points
        return
      }
      let trip = try row.serverID(1, "a trip's identifier")
      added.afterSeal.append(PointsAfterSeal(tenant: tenant, trip: trip, points: points))
    }
    return added
  }

  private static func days(of series: [PointSeries]) -> Set<Int64> {
    var days: Set<Int64> = []
    var last: Int64?
    for one in series {
      for point in one.points {
        let day = PointDay(of: point.at).number
        if day != last { days.insert(day) }
        last = day
      }
    }
    return days
  }

  /// The columns that are sent, in the order of `PostgresCopy.append`.
  static let columns = [
    "tenant", "trip", "device", "sequence", "day", "at_ms", "latitude", "longitude", "accuracy", "speed",
    "heading",
  ]

  /// The session's own table: of the same form, without indexes and checks, empty again after each transaction.
  private static let arrivals = """
    CREATE TEMPORARY TABLE points_arriving ON COMMIT DELETE ROWS AS
      SELECT \(columns.joined(separator: ", ")) FROM track_points WITH NO DATA
    """
}

extension PostgresCopy {
  /// Appends rows for `PostgresPointSink.columns`.
  fileprivate mutating func append(_ series: PointSeries) {
    for point in series.points {
      beginRow(fieldCount: Int16(PostgresPointSink.columns.count))
      text(series.tenant.text)
      uuid(series.trip)
      text(series.device.text)
      integer(point.sequence)
      integer(Int32(PointDay(of: point.at).number))
      integer(point.at.milliseconds)
      integer(point.latitudeAngle)
      integer(point.longitudeAngle)
      real(point.accuracyMeters)
      real(point.speedMetersPerSecond)
      real(point.headingDegrees)
    }
  }
}

extension PostgresQuery {
  static let insertArrivedPoints = PostgresQuery(
    "insert_arrived_points",
    """
    INSERT INTO track_points (\(PostgresPointSink.columns.joined(separator: ", ")))
    SELECT \(PostgresPointSink.columns.joined(separator: ", ")) FROM points_arriving
    ON CONFLICT DO NOTHING
    """)
  /// The first column is null in the row that has the number of all points that are new. The others are the sealed trips
  /// among theirs.
  static let insertLatePoints = PostgresQuery(
    "insert_late_points",
    """
    WITH added AS (
      INSERT INTO track_points (\(PostgresPointSink.columns.joined(separator: ", ")))
      SELECT \(PostgresPointSink.columns.joined(separator: ", ")) FROM points_arriving
      ON CONFLICT DO NOTHING RETURNING tenant, trip
    ), added_of_trips AS (SELECT tenant, trip, count(*) AS points FROM added GROUP BY tenant, trip)
    SELECT NULL::text, NULL::uuid, coalesce(sum(points), 0)::bigint FROM added_of_trips
    UNION ALL
    SELECT tenant, trip, points FROM added_of_trips JOIN trip_summaries USING (tenant, trip)
    WHERE sealed_ms IS NOT NULL
    """)
}
