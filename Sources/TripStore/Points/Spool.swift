// Where points wait for Postgres: a queue in a file of its own, durable and of bounded size. Reading single trips out of
// it is in SpoolReader.swift, the file itself in SpoolFile.swift.

public import Bedrock

/// A durable queue of batches of points.
///
/// A batch is in the queue when `append` returns, and survives loss of power from then until `remove` has returned. The
/// file has a bound; when it is reached `append` throws `full` and nothing is lost: whoever has the points keeps them.
/// Room that is given back is used again, and when the queue is empty the file becomes small.
///
/// One user at a time, and one owner: a second spool of the same directory, in any process, is refused for as long as the
/// first one lives. Any number of `SpoolReader`s may look in from beside.
public final class Spool {
  /// How much waits.
  public struct Content: Hashable, Sendable {
    /// Batches in line.
    public var batches = 0
    /// Points in line.
    public var points = 0
    /// Their bytes.
    public var bytes: Int64 = 0
    /// When the oldest batch in line was written.
    public var oldest: Instant?
    /// Points out of line: damaged, or refused by the database. They are kept for somebody to look at.
    public var pointsAside = 0
  }

  /// A batch out of the queue.
  public struct Batch: Hashable, Sendable {
    /// Its place in the queue.
    public var number: Int64
    /// The points, as they were appended.
    public var batch: PointBatch
    /// Their bytes in the file.
    var bytes: Int64
  }

  /// The smallest bound that makes sense, in bytes.
  public static let bytesMin: Int64 = 1 << 20

  /// What waits now. Kept along, so that asking costs nothing.
  public private(set) var content = Content()

  /// Nil after `close`.
  private var lock: SpoolLock?
  private let connection: SQLiteConnection
  private let statements: Statements
  private var lastNumber: Int64

  private struct Statements {
    let append: SQLiteStatement
    let next: SQLiteStatement
    let read: SQLiteStatement
    let remove: SQLiteStatement
    let putAside: SQLiteStatement
    let dropAside: SQLiteStatement
    let count: SQLiteStatement
    let oldest: SQLiteStatement
  }

  /// Opens the spool of a data directory; makes it where it is missing. O(batches).
  /// - Parameter bytesMax: the bound of the file in bytes, at least `bytesMin`. What is there already stays.
  /// - Throws: `unavailable` when somebody else has it open to write; else as opening a `SQLiteStore` does.
  public init(directory: String, bytesMax: Int64) throws(StoreError) {
    precondition(bytesMax >= Self.bytesMin, "a spool without room")
    try DataDirectory.prepare(directory)
    lock = try SpoolLock(directory: directory)
    let connection = try SpoolFile.open(directory: directory, bytesMax: bytesMax)
    self.connection = connection
    statements = Statements(
      append: try connection.keep(
        """
        INSERT INTO batches (number, tenant, points, bytes, written_ms, checksum, series, content)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        """),
      next: try connection.keep(
        "SELECT number, points FROM batches WHERE aside IS NULL ORDER BY number LIMIT ?1"),
      read: try connection.keep(
        """
        SELECT number, tenant, points, bytes, checksum, series, content FROM batches
        WHERE number <= ?1 AND aside IS NULL ORDER BY number
        """),
      remove: try connection.keep("DELETE FROM batches WHERE number = ?1"),
      putAside: try connection.keep("UPDATE batches SET aside = ?2 WHERE number = ?1"),
      dropAside: try connection.keep("DELETE FROM batches WHERE aside IS NOT NULL AND written_ms < ?1"),
      count: try connection.keep(
        """
        SELECT count(*), coalesce(sum(points), 0), coalesce(sum(bytes), 0) FROM batches
        WHERE (aside IS NULL) = ?1
        """),
      oldest: try connection.keep(
        "SELECT written_ms FROM batches WHERE aside IS NULL ORDER BY number LIMIT 1"))
    lastNumber = try connection.single("SELECT coalesce(max(number), 0) FROM batches") { $0.integer(0) } ?? 0
    try count()
  }

  /// Puts batches at the end of the queue, all or none. One flush. O(points).
  /// - Parameter now: when; the age of the oldest batch is counted from it.
  /// - Throws: `full` when the file would become larger than its bound, or the disk has no room.
  public func append(_ batches: [PointBatch], at now: Instant) throws(StoreError) {
    let blocks = batches.filter { !$0.points.isEmpty }.map { ($0.tenant, PointBlock($0.points)) }
    guard !blocks.isEmpty else { return }
    precondition(lock != nil, "a closed spool was written")
    try connection.transaction { () throws(StoreError) in
      for (offset, (tenant, block)) in blocks.enumerated() {
        try connection.execute(
          statements.append,
          [
            .integer(lastNumber + 1 + Int64(offset)), .text(tenant.text), .integer(Int64(block.count)),
            .integer(Int64(block.series.count + block.content.count)), .time(now),
            .integer(block.checksum(of: tenant)), .blob(block.series), .blob(block.content),
          ])
      }
    }
    lastNumber += Int64(blocks.count)
    content.batches += blocks.count
    for (_, block) in blocks {
      content.points += block.count
      content.bytes += Int64(block.series.count + block.content.count)
    }
    content.oldest = content.oldest ?? now
  }

  /// The oldest batches in line, in order: as many as have at most `pointsMax` points together, and `batchesMin` at least
  /// when there are as many. A damaged one is put aside. O(their points).
  public func oldest(pointsMax: Int, batchesMin: Int = 1) throws(StoreError) -> [Batch] {
    while let last = try lastOfNext(pointsMax, batchesMin) {
      var batches: [Batch] = []
      var damaged: [(number: Int64, points: Int, bytes: Int64)] = []
      try connection.forEach(statements.read, [.integer(last)]) { (row) throws(StoreError) in
        if let batch = Self.batch(row) {
          batches.append(batch)
        } else {
          damaged.append((row.integer(0), Int(row.integer(2)), row.integer(3)))
        }
      }
      for (number, points, bytes) in damaged {
        try putAside(number, points: points, bytes: bytes, because: "damaged")
      }
      if !batches.isEmpty { return batches }
    }
    // Somebody has taken out by hand what was in line.
    if content.batches > 0 { try count() }
    return []
  }

  /// Takes batches out of the queue, as `oldest` gave them: these and no others. One flush.
  ///
  /// Called when they are durable elsewhere, and not before.
  public func remove(_ batches: [Batch]) throws(StoreError) {
    guard !batches.isEmpty else { return }
    precondition(lock != nil, "a closed spool was written")
    let removed = try connection.transaction { () throws(StoreError) in
      var removed = 0
      for batch in batches { removed += try connection.execute(statements.remove, [.integer(batch.number)]) }
      return removed
    }
    if removed == batches.count {
      for batch in batches { leave(points: batch.batch.points.count, bytes: batch.bytes) }
      try findOldest()
    } else {
      try count()
    }
    if content.batches == 0 { shrink() }
  }

  /// Takes a batch out of line without giving it up: nothing behind it waits for it any longer, and it is in the file
  /// for somebody to look at.
  public func putAside(_ batch: Batch, because reason: String) throws(StoreError) {
    try putAside(batch.number, points: batch.batch.points.count, bytes: batch.bytes, because: reason)
  }

  /// Removes what was put aside before a time: it may not be kept longer than other points.
  /// - Returns: how many points.
  func dropAside(writtenBefore limit: Instant) throws(StoreError) -> Int {
    precondition(lock != nil, "a closed spool was written")
    let before = content.pointsAside
    try connection.execute(statements.dropAside, [.time(limit)])
    try count()
    return max(0, before - content.pointsAside)
  }

  /// Lets the next one open the spool to write. Nothing is written through this one any more.
  func close() { lock = nil }

  private func putAside(
    _ number: Int64, points: Int, bytes: Int64, because reason: String
  ) throws(StoreError) {
    try connection.execute(statements.putAside, [.integer(number), .text(reason)])
    content.pointsAside += points
    leave(points: points, bytes: bytes)
    try findOldest()
  }

  /// A batch is no longer in line.
  private func leave(points: Int, bytes: Int64) {
    content.batches -= 1
    content.points -= points
    content.bytes -= bytes
  }

  /// The number of the last batch to read; nil when none is in line.
  private func lastOfNext(_ pointsMax: Int, _ batchesMin: Int) throws(StoreError) -> Int64? {
    let batchesMax: Int64 = 1024
    var last: Int64?
    var (batches, points) = (0, 0)
    try connection.forEach(statements.next, [.integer(batchesMax)]) { row in
      batches += 1
      points += Int(row.integer(1))
      if batches <= batchesMin || points <= pointsMax { last = row.integer(0) }
    }
    return last
  }

  private static func batch(_ row: SQLiteRow) -> Batch? {
    let block = PointBlock(series: row.bytes(5), content: row.bytes(6), count: Int(row.integer(2)))
    guard let tenant = try? row.clientID(1, "a tenant's identifier"),
      row.integer(4) == block.checksum(of: tenant), let points = try? block.points()
    else { return nil }
    return Batch(
      number: row.integer(0), batch: PointBatch(tenant: tenant, points: points), bytes: row.integer(3))
  }

  /// Looks over what a file holds: at the start, and when more than what is in line has changed. O(batches).
  private func count() throws(StoreError) {
    try connection.forEach(statements.count, [.integer(1)]) { row in
      content.batches = Int(row.integer(0))
      content.points = Int(row.integer(1))
      content.bytes = row.integer(2)
    }
    try connection.forEach(statements.count, [.integer(0)]) { content.pointsAside = Int($0.integer(1)) }
    try findOldest()
  }

  private func findOldest() throws(StoreError) {
    var oldest: Instant?
    try connection.forEach(statements.oldest, []) { oldest = $0.time(0) }
    content.oldest = oldest
  }

  /// Gives the room of an empty queue back to the disk. A convenience: when it cannot be done now, the room is used
  /// again by what comes.
  private func shrink() {
    let worthwhilePages: Int64 = 512
    guard let pages = try? connection.pragma("page_count"), pages > worthwhilePages else { return }
    try? connection.script("VACUUM")
    try? connection.script("PRAGMA wal_checkpoint(TRUNCATE)")
  }
}
