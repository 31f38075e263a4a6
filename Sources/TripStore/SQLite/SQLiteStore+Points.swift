// Track points in SQLite: one table per UTC day, made on demand and listed in a table of its own.

public import Bedrock

extension SQLiteStore {
  /// See `PointStore`. One flush; O(log n) in the day's points for each. They are written in the order of their keys,
  /// so that each page of the day's table is touched once.
  public func appendPoints(_ points: [TrackPoint], of tenant: ClientID) throws(StoreError) -> Int {
    try StoreLimits.check(points)
    return try connection.transaction { () throws(StoreError) in
      try require(tenant)
      // The catalogue is asked once per call and day: another process may have dropped the table meanwhile.
      var days: Set<PointDay> = []
      var rows = SQLitePointRows(connection, tenant: tenant)
      defer { rows.end() }
      for series in PointSeries.sorted([PointBatch(tenant: tenant, points: points)]) {
        try rows.append(series) { (day) throws(StoreError) in
          if days.insert(day).inserted { try makeDay(day.number) }
        }
      }
      return rows.addedCount
    }
  }

  /// See `PointStore`. O(log n) per day that is kept, and O(m log m) in the trip's points of a day.
  public func forEachPoint(
    of trip: UUIDv7, tenant: ClientID, _ body: (TrackPoint) throws(StoreError) -> Void
  ) throws(StoreError) {
    // As of one moment, so that no day is dropped between the list and the reading.
    try connection.reading { () throws(StoreError) -> Void in
      for day in try pointDays() {
        try connection.forEach(
          SQLiteDayQuery(kind: .ofTrip, day: day), [.text(tenant.text), .blob(trip.bytes)]
        ) { (row) throws(StoreError) in
          try body(try TrackPoint(row: row, of: trip))
        }
      }
    }
  }

  /// See `PointStore`. O(log n) per day that is kept, and O(m log limit) in the trip's points of the page's days, of which
  /// no more than the page is held.
  public func points(
    of trip: UUIDv7, after: PointPlace?, limit: Int, tenant: ClientID
  ) throws(StoreError) -> [TrackPoint] {
    let limit = StoreLimits.page(limit, max: StoreLimits.pointPageMax)
    // No device is named by the empty text, and no sequence is below 0.
    let place: [SQLiteValue] =
      after.map { [.time($0.at), .text($0.device.text), .integer($0.sequence)] }
      ?? [.integer(.min), .text(""), .integer(.min)]
    let firstDay = after.map { PointDay(of: $0.at).number } ?? .min
    var found: [TrackPoint] = []
    try connection.reading { () throws(StoreError) -> Void in
      for day in try pointDays() where day >= firstDay && found.count < limit {
        try connection.forEach(
          SQLiteDayQuery(kind: .pageOfTrip, day: day),
          [.text(tenant.text), .blob(trip.bytes)] + place + [.integer(Int64(limit - found.count))]
        ) { (row) throws(StoreError) in
          found.append(try TrackPoint(row: row, of: trip))
        }
      }
    }
    return found
  }

  /// The days that have a table, the oldest first.
  func pointDays() throws(StoreError) -> [Int64] {
    var days: [Int64] = []
    try connection.forEach(.pointDays, []) { (row) throws(StoreError) in days.append(row.integer(0)) }
    return days
  }

  /// Makes the table of a day, where it is missing.
  func makeDay(_ day: Int64) throws(StoreError) {
    guard try connection.first(.hasPointDay, [.integer(day)], { $0.integer(0) }) == nil else { return }
    try connection.script(SQLiteDayQuery(kind: .create, day: day).sql)
    try connection.execute(.addPointDay, [.integer(day)])
  }

  /// Drops a day with all its points.
  ///
  /// Its pages are not overwritten, which would write as much as the day has; the points of the next day take their
  /// place. Rows that are deleted one by one are overwritten.
  func dropDay(_ day: Int64) throws(StoreError) {
    connection.forget(day: day)
    try connection.script("PRAGMA secure_delete = FAST")
    try connection.script(SQLiteDayQuery(kind: .drop, day: day).sql)
    try connection.script("PRAGMA secure_delete = ON")
    try connection.execute(.removePointDay, [.integer(day)])
  }
}

extension UUIDv7 {
  /// The 16 octets, big end first.
  var bytes: [UInt8] {
    (0..<16).map { index in
      UInt8(truncatingIfNeeded: (index < 8 ? high : low) >> UInt64(56 - (index & 7) * 8))
    }
  }
}
