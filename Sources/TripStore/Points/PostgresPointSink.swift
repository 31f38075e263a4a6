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
      return try insert(series)
    } catch {
      days = []
      guard !error.isRetryable else { throw error }
    }
    try make(needed)
    return try insert(series)
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

  private func insert(_ series: [PointSeries]) throws(StoreError) -> PointsAdded {
    let connection = try connection()
    let count = try connection.transaction { () throws(StoreError) in
      try connection.copy(rows, into: "points_arriving", columns: Self.columns)
      return try connection.execute(.insertArrivedPoints)
    }
    switch purpose {
    case .writing: return PointsAdded(count: count)
    case .draining: return PointsAdded(count: count, afterSeal: try afterSeal(series, connection))
    }
  }

  /// Points that have waited may come late: meanwhile another server may have ended their trip, and sealed it without them.
  ///
  /// Asked when the points are committed. A seal that is being written then is waited for, and one that begins later counts
  /// them, so none is missed. Should this fail, the points are sent again, and it is asked again.
  private func afterSeal(
    _ series: [PointSeries], _ connection: PostgresConnection
  ) throws(StoreError) -> [PointsAfterSeal] {
    var trips: [PointsAfterSeal] = []
    for one in series where one.trip != trips.last?.trip || one.tenant != trips.last?.tenant {
      trips.append(PointsAfterSeal(tenant: one.tenant, trip: one.trip, points: 0))
    }
    return try connection.transaction { () throws(StoreError) in
      var isSealed = Array(repeating: false, count: trips.count)
      for (index, trip) in trips.enumerated() {
        try connection.enqueue(.awaitSeal, [.id(trip.tenant), .uuid(trip.trip)]) { row in
          isSealed[index] = row.integer(0) != 0
        }
      }
      try connection.settle()
      var late: [PointsAfterSeal] = []
      for index in trips.indices where isSealed[index] {
        let values: [PostgresValue] = [.id(trips[index].tenant), .uuid(trips[index].trip)]
        trips[index].points =
          try connection.first(.countFixesWithoutChain, values) { Int($0.integer(0)) } ?? 0
        if trips[index].points > 0 { late.append(trips[index]) }
      }
      return late
    }
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
  /// Whether a trip is sealed, 0 or 1; no row while it has no summary. Waits for a seal that is being written.
  static let awaitSeal = PostgresQuery(
    "await_seal",
    """
    SELECT CASE WHEN sealed_ms IS NULL THEN 0 ELSE 1 END FROM trip_summaries
    WHERE tenant = $1 AND trip = $2 FOR SHARE
    """)
  /// How many fixes of a sealed trip its chains do not cover.
  static let countFixesWithoutChain = PostgresQuery(
    "count_fixes_without_chain",
    """
    SELECT (SELECT count(DISTINCT (device, sequence)) FROM track_points WHERE tenant = $1 AND trip = $2)
      - (SELECT coalesce(sum(fix_count), 0)::bigint FROM trip_chains WHERE tenant = $1 AND trip = $2)
    """)
}
