// Looking into the spool from beside: the points of trips that Postgres does not have yet.

public import Bedrock

/// Reads a spool that somebody else writes. One user at a time; a connection of its own that never writes.
public final class SpoolReader {
  private let directory: String
  private var opened: Opened?

  private struct Opened {
    let connection: SQLiteConnection
    let ofTrip: SQLiteStatement
    let ofTenant: SQLiteStatement
    let batchesOfTenant: SQLiteStatement
    let waitingOfTenant: SQLiteStatement
  }

  /// A reader of the spool in a data directory. The file need not be there yet.
  public init(directory: String) { self.directory = directory }

  /// The points of some trips that wait, in the order in which they came. O(batches that wait), and the points of those
  /// that have any of the trips. What is damaged is left out; the one who drains the spool puts it aside and says so.
  func points(of trips: Set<UUIDv7>, tenant: ClientID) throws(StoreError) -> [TrackPoint] {
    guard let trip = trips.first, let opened = try open() else { return [] }
    var points: [TrackPoint] = []
    let add: (SQLiteRow) -> Void = { row in
      let block = PointBlock(series: row.bytes(2), content: row.bytes(3), count: Int(row.integer(0)))
      guard row.integer(1) == block.checksum(of: tenant) else { return }
      points += (try? block.points(of: trips)) ?? []
    }
    if trips.count == 1 {
      try opened.connection.forEach(opened.ofTrip, [.text(tenant.text), .blob(trip.bytes)], add)
    } else {
      try opened.connection.forEach(opened.ofTenant, [.text(tenant.text)], add)
    }
    return points
  }

  /// Whether there is a spool. Whoever looks for points that wait should know that they have looked in the wrong place.
  public var isThere: Bool { DataDirectory.hasFile(directory + "/" + SpoolFile.name) }

  /// Whether points of a tenant are in the file, waiting or put aside. O(batches).
  public func hasPoints(of tenant: ClientID) throws(StoreError) -> Bool {
    guard let opened = try open() else { return false }
    var count: Int64 = 0
    try opened.connection.forEach(opened.batchesOfTenant, [.text(tenant.text)]) { count = $0.integer(0) }
    return count > 0
  }

  /// How many points of a tenant wait. O(batches that wait).
  public func pointCount(of tenant: ClientID) throws(StoreError) -> Int {
    guard let opened = try open() else { return 0 }
    var count = 0
    try opened.connection.forEach(opened.waitingOfTenant, [.text(tenant.text)]) { count = Int($0.integer(0)) }
    return count
  }

  private func open() throws(StoreError) -> Opened? {
    if let opened { return opened }
    guard let connection = try SpoolFile.openForReading(directory: directory) else { return nil }
    let columns = "SELECT points, checksum, series, content FROM batches WHERE tenant = ?1 AND aside IS NULL"
    let fresh = Opened(
      connection: connection,
      // The trip's octets may also stand across two series: then the block is decoded for nothing.
      ofTrip: try connection.keep("\(columns) AND instr(series, ?2) > 0 ORDER BY number"),
      ofTenant: try connection.keep("\(columns) ORDER BY number"),
      batchesOfTenant: try connection.keep("SELECT count(*) FROM batches WHERE tenant = ?1"),
      waitingOfTenant: try connection.keep(
        "SELECT coalesce(sum(points), 0) FROM batches WHERE tenant = ?1 AND aside IS NULL"))
    opened = fresh
    return fresh
  }
}
