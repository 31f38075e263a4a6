// Writing many points with little ado: a statement per day, and only what changes from row to row is bound again.

internal import Bedrock

/// Appends points to the tables of their days, inside of a transaction.
struct SQLitePointRows {
  private let connection: SQLiteConnection
  private let tenant: ClientID
  private var day: PointDay?
  private var statement: SQLiteStatement?
  /// How many were new.
  private(set) var addedCount = 0

  init(_ connection: SQLiteConnection, tenant: ClientID) {
    self.connection = connection
    self.tenant = tenant
  }

  /// Appends the points of a device on a trip.
  /// - Parameter makeDay: makes the table of a day where it is missing.
  mutating func append(
    _ series: PointSeries, makeDay: (PointDay) throws(StoreError) -> Void
  ) throws(StoreError) {
    var isBound = false
    for point in series.points {
      let day = PointDay(of: point.at)
      if day != self.day {
        try makeDay(day)
        try begin(day)
        isBound = false
      }
      guard let statement else { preconditionFailure("a point without a day") }
      if !isBound {
        statement.bind(.blob(series.trip.bytes), at: 2)
        statement.bind(.text(series.device.text), at: 3)
        isBound = true
      }
      addedCount += try append(point, statement)
    }
  }

  /// Lets go of the statement and its values.
  mutating func end() {
    statement?.reset()
    statement = nil
    day = nil
  }

  private mutating func begin(_ day: PointDay) throws(StoreError) {
    end()
    let fresh = try connection.statement(SQLiteDayQuery(kind: .append, day: day.number))
    fresh.bind(.text(tenant.text), at: 1)
    statement = fresh
    self.day = day
  }

  private func append(_ point: TrackPoint, _ statement: SQLiteStatement) throws(StoreError) -> Int {
    statement.bind(integer: point.sequence, at: 4)
    statement.bind(integer: point.at.milliseconds, at: 5)
    statement.bind(integer: Int64(point.latitudeAngle), at: 6)
    statement.bind(integer: Int64(point.longitudeAngle), at: 7)
    statement.bind(real: point.accuracyMeters, at: 8)
    statement.bind(real: point.speedMetersPerSecond, at: 9)
    statement.bind(real: point.headingDegrees, at: 10)
    return try connection.executeBound(statement)
  }
}
