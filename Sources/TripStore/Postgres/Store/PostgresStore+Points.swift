// Track points in Postgres, in the transactions of a tenant. The way for many of them is PointIngest.

public import Bedrock

extension PostgresStore {
  /// See `PointStore`. One wait for each thousand; O(log n) in the day's points for each.
  public func appendPoints(_ points: [TrackPoint], of tenant: ClientID) throws(StoreError) -> Int {
    try StoreLimits.check(points)
    let days = Set(points.map { PointDay(of: $0.at).number })
    return try app.transaction { () throws(StoreError) in
      try enqueue(.hasTenant, of: tenant, nothing: .unknownTenant)
      try app.settle()
      try makeDays(days)
      var added = 0
      do throws(StoreError) {
        for point in points {
          try enqueue(.appendPoint, of: tenant, Self.values(point)) { (_) throws(StoreError) in added += 1 }
        }
        try app.settle()
      } catch {
        // Another process may have dropped a day meanwhile.
        knownDays.subtract(days)
        throw error
      }
      return added
    }
  }

  /// See `PointStore`. O(log n) per day that is kept, and O(m log m) in the trip's points. One statement, so one moment.
  public func forEachPoint(
    of trip: UUIDv7, tenant: ClientID, _ body: (TrackPoint) throws(StoreError) -> Void
  ) throws(StoreError) {
    try forEach(.points, of: tenant, [.uuid(trip)]) { (row) throws(StoreError) in
      try body(try Self.point(row, of: trip))
    }
  }

  /// Makes the days that are not known to be there. That is done at once, whatever becomes of the transaction: a day
  /// without points does no harm.
  private func makeDays(_ days: Set<Int64>) throws(StoreError) {
    for day in days.subtracting(knownDays) {
      _ = try system(.trackIngestion).first(.makePointDay, [.integer(day)]) { $0.integer(0) }
      knownDays.insert(day)
    }
  }

  private static func values(_ point: TrackPoint) -> [PostgresValue] {
    [
      .uuid(point.trip), .id(point.device), .integer(point.sequence),
      .integer(PointDay(of: point.at).number), .time(point.at), .integer(Int64(point.latitudeAngle)),
      .integer(Int64(point.longitudeAngle)), .real(point.accuracyMeters), .real(point.speedMetersPerSecond),
      .real(point.headingDegrees),
    ]
  }

  private static func point(_ row: PostgresRow, of trip: UUIDv7) throws(StoreError) -> TrackPoint {
    guard let latitude = Int32(exactly: row.integer(3)), let longitude = Int32(exactly: row.integer(4)) else {
      throw .corrupt(what: "a track point")
    }
    return TrackPoint(
      trip: trip, device: try row.clientID(0, "a device's identifier"), sequence: row.integer(1),
      at: row.time(2), latitudeAngle: latitude, longitudeAngle: longitude,
      accuracyMeters: row.optionalReal(5), speedMetersPerSecond: row.optionalReal(6),
      headingDegrees: row.optionalReal(7))
  }
}
