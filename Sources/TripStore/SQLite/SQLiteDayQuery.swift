// Statements on the points of one UTC day, each of which has a table of its own.

/// A statement that is prepared once per connection and day.
struct SQLiteDayQuery: Hashable {
  /// The statements, with the day's number left out. Except for the table itself, each names the tenant first.
  enum Kind: String, CaseIterable {
    case create = """
      CREATE TABLE points_$day (
        tenant TEXT NOT NULL,
        trip BLOB NOT NULL CHECK (length(trip) = 16),
        device TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        at_ms INTEGER NOT NULL,
        latitude INTEGER NOT NULL,
        longitude INTEGER NOT NULL,
        accuracy REAL,
        speed REAL,
        heading REAL,
        PRIMARY KEY (tenant, trip, device, sequence)
      ) STRICT, WITHOUT ROWID
      """
    case drop = "DROP TABLE points_$day"
    case append = """
      INSERT INTO points_$day
        (tenant, trip, device, sequence, at_ms, latitude, longitude, accuracy, speed, heading)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
      ON CONFLICT (tenant, trip, device, sequence) DO NOTHING
      """
    case ofTrip = """
      SELECT device, sequence, at_ms, latitude, longitude, accuracy, speed, heading FROM points_$day
      WHERE tenant = ?1 AND trip = ?2 ORDER BY at_ms, device, sequence
      """
    case pageOfTrip = """
      SELECT device, sequence, at_ms, latitude, longitude, accuracy, speed, heading FROM points_$day
      WHERE tenant = ?1 AND trip = ?2 AND (at_ms, device, sequence) > (?3, ?4, ?5)
      ORDER BY at_ms, device, sequence LIMIT ?6
      """
    case count = """
      SELECT count(*) FROM (SELECT 1 FROM points_$day WHERE tenant = ?1 LIMIT ?2)
      """
    case remove = """
      DELETE FROM points_$day WHERE tenant = ?1 AND (trip, device, sequence) IN (
        SELECT trip, device, sequence FROM points_$day WHERE tenant = ?1
        ORDER BY trip, device, sequence LIMIT ?2)
      """
    case removeTrip = """
      DELETE FROM points_$day WHERE tenant = ?1 AND trip = ?2 AND (device, sequence) IN (
        SELECT device, sequence FROM points_$day WHERE tenant = ?1 AND trip = ?2
        ORDER BY device, sequence LIMIT ?3)
      """
  }

  let kind: Kind
  /// Days since 1970-01-01 (UTC), not negative.
  let day: Int64

  /// The statement for the day.
  var sql: String {
    let parts = kind.rawValue.split(separator: "$day", omittingEmptySubsequences: false)
    return parts.joined(separator: "\(day)")
  }
}
