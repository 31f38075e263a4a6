// Track points in Postgres, in the transactions of a tenant. The way for many of them is PointIngest.

public import Bedrock

extension PostgresStore {
  /// See `PointStore`. One wait for each thousand; O(log n) in the day's points for each.
  public func appendPoints(_ points: [TrackPoint], of tenant: ClientID) throws(StoreError) -> Int {
    try StoreLimits.check(points)
    let days = Set(points.map { PointDay(of: $0.at).number })
    do throws(StoreError) {
      return try append(points, on: days, of: tenant)
    } catch {
      // Another process may have dropped a day that is known here.
      guard case .fatal = error, !knownDays.isDisjoint(with: days) else { throw error }
      knownDays.subtract(days)
      return try append(points, on: days, of: tenant)
    }
  }

  private func append(
    _ points: [TrackPoint], on days: Set<Int64>, of tenant: ClientID
  ) throws(StoreError) -> Int {
    try app.transaction { () throws(StoreError) in
      _ = try first(.hasTenant, of: tenant, nothing: .unknownTenant) { $0.integer(0) }
      try makeDays(days)
      var added = 0
      for point in points {
        try enqueue(.appendPoint, of: tenant, Self.values(point)) { (_) throws(StoreError) in added += 1 }
      }
      try app.settle()
      return added
    }
  }

  /// See `PointStore`. O(log n) per day that is kept, and O(m log m) in the trip's points. One statement, so one moment.
  /// Points that still wait in this machine's spool are among them.
  public func forEachPoint(
    of trip: UUIDv7, tenant: ClientID, _ body: (TrackPoint) throws(StoreError) -> Void
  ) throws(StoreError) {
    // The spool first: what leaves it meanwhile is found below.
    let waiting = try spool?.points(of: [trip], tenant: tenant) ?? []
    guard !waiting.isEmpty else { return try forEachCommittedPoint(of: trip, tenant: tenant, body) }
    for point in try points(of: trip, with: waiting, tenant: tenant) { try body(point) }
  }

  /// The committed points of a trip together with those that wait.
  private func points(
    of trip: UUIDv7, with waiting: [TrackPoint], tenant: ClientID
  ) throws(StoreError) -> [TrackPoint] {
    var committed: [TrackPoint] = []
    try forEachCommittedPoint(of: trip, tenant: tenant) { (point) throws(StoreError) in
      committed.append(point)
    }
    return PointMerge.points(waiting: waiting, stored: committed)
  }

  private func forEachCommittedPoint(
    of trip: UUIDv7, tenant: ClientID, _ body: (TrackPoint) throws(StoreError) -> Void
  ) throws(StoreError) {
    try forEach(.points, of: tenant, [.uuid(trip)]) { (row) throws(StoreError) in
      try body(try TrackPoint(row: row, of: trip))
    }
  }

  /// See `PointStore`. O(log n) per day from the page's first on, and O(m log limit) in the trip's points of these days.
  /// Points that still wait in this machine's spool are among them; while there are any of the trip, O(n log n) in all
  /// of its points, since one that waits may be committed already, under its key at another place.
  public func points(
    of trip: UUIDv7, after: PointPlace?, limit: Int, tenant: ClientID
  ) throws(StoreError) -> [TrackPoint] {
    let limit = StoreLimits.page(limit, max: StoreLimits.pointPageMax)
    // The spool first: what leaves it meanwhile is found below.
    let waiting = try spool?.points(of: [trip], tenant: tenant) ?? []
    guard waiting.isEmpty else {
      let all = try points(of: trip, with: waiting, tenant: tenant)
      return Array(all.lazy.filter { $0.isRead(after: after) }.prefix(limit))
    }
    // No device is named by the empty text.
    let values: [PostgresValue] = [
      .uuid(trip), .integer(after.map { PointDay(of: $0.at).number } ?? 0),
      .integer(after?.at.milliseconds ?? .min), .text(after?.device.text ?? ""),
      .integer(after?.sequence ?? .min), .count(limit),
    ]
    return try list(.pointsPage, of: tenant, values) { (row) throws(StoreError) in
      try TrackPoint(row: row, of: trip)
    }
  }

  /// Makes the days that are not known to be there. That is done at once, whatever becomes of the transaction: a day
  /// without points does no harm.
  func makeDays(_ days: Set<Int64>) throws(StoreError) {
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
}
