// The embedded store: one SQLite file in the data directory. This file opens it; the kinds of data are in
// SQLiteStore+Topic.swift, all SQL in SQLiteQuery.swift, the schema in SQLiteMigration+All.swift.

internal import Bedrock

/// A store in one SQLite file.
///
/// The file is in WAL mode with `synchronous=FULL`: every commit is flushed before the call returns. Every
/// writing call is one `BEGIN IMMEDIATE` transaction, so that the daemon and a command-line tool may have the
/// file open at once and wait for each other instead of failing half-way.
public final class SQLiteStore: Store {
  /// The name of the file within the data directory.
  public static let fileName = "geod.sqlite"

  /// Choices of the operator.
  public struct Options: Hashable, Sendable {
    /// How long a call waits for another process that is writing, in milliseconds, before it is `unavailable`.
    public var busyTimeoutMilliseconds: Int32 = 5000
    /// The file does not grow beyond this many bytes (cut to whole pages; never below what it has already); then
    /// writes are refused with `full`. Nil for no bound but the disk.
    public var fileBytesMax: Int64?
    /// Whether a thread of its own moves what is committed from the write-ahead log into the file, so that no commit
    /// waits for that. For a daemon; a command that writes a little does not need it.
    public var checkpointsAside = false

    /// The defaults.
    public init() {}
  }

  let connection: SQLiteConnection
  private var checkpoints: SQLiteCheckpoints?

  /// Opens the store of a data directory; makes directory (mode 0700) and file (mode 0600) where they are missing,
  /// and brings an older schema up to date.
  /// - Throws: `incompatible` when the file belongs to another program, to a newer geod, or has a changed history;
  ///   `unavailable` when another process does not let go in time; `fatal` when the place cannot be used.
  public convenience init(directory: String, options: Options = Options()) throws(StoreError) {
    try self.init(directory: directory, options: options, migrations: SQLiteMigration.all)
  }

  /// The same with a history of one's own, for tests of histories.
  init(directory: String, options: Options, migrations: [SQLiteMigration]) throws(StoreError) {
    let path = directory + "/" + Self.fileName
    try DataDirectory.prepare(directory)
    try DataDirectory.createFile(path)
    connection = try SQLiteConnection(path: path, busyTimeoutMilliseconds: options.busyTimeoutMilliseconds)
    let schema = SQLiteSchema(connection: connection, migrations: migrations)
    try schema.admit()
    try Self.configure(connection, options)
    try schema.update()
    if options.checkpointsAside {
      let beside = try SQLiteConnection(path: path, busyTimeoutMilliseconds: options.busyTimeoutMilliseconds)
      let checkpoints = SQLiteCheckpoints(beside)
      connection.watchLog(for: checkpoints)
      self.checkpoints = checkpoints
    }
  }

  deinit { checkpoints?.stop() }

  /// Settings of the connection. Reached only with a file that is ours: WAL mode stays in a file.
  private static func configure(
    _ connection: SQLiteConnection, _ options: Options
  ) throws(StoreError) {
    try connection.enterWAL(withinMilliseconds: options.busyTimeoutMilliseconds)
    try connection.script("PRAGMA synchronous = FULL")
    try connection.script("PRAGMA foreign_keys = ON")
    try connection.script("PRAGMA trusted_schema = OFF")
    // What was removed shall not be found in the file any more.
    try connection.script("PRAGMA secure_delete = ON")
    // Every piece of a group can be taken back by itself, for which SQLite keeps the pages as they were. More than 64 KiB
    // of them would go to a temporary file, made and removed with every group; a group is small enough for memory.
    try connection.script("PRAGMA temp_store = MEMORY")
    // Points of many trips lie far apart: with SQLite's usual 2 MB their pages would be read again for each group.
    try connection.script("PRAGMA cache_size = -16384")
    // After a checkpoint the write-ahead log is cut back to this size; large imports make it grow.
    try connection.script("PRAGMA journal_size_limit = 67108864")
    if let bytes = options.fileBytesMax {
      let pages = max(1, bytes / (try connection.pragma("page_size")))
      try connection.script("PRAGMA max_page_count = \(pages)")
    }
  }

  /// See `Store`. `BEGIN IMMEDIATE` for the outermost one, savepoints for those within.
  public func transaction<Value>(
    _ body: () throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    try connection.transaction(body)
  }

  /// See `Store`. While it lasts, the write-ahead log grows with what others write.
  public func reading<Value>(_ body: () throws(StoreError) -> Value) throws(StoreError) -> Value {
    try connection.reading(body)
  }

  /// See `Store`. There is one writer at all.
  public var locksTenants: Bool { false }

  /// Takes the next numbers of the tenant's revision, inside a transaction.
  ///
  /// One counter per tenant numbers everything that changes in it: versions of technicians and audit rows. It never
  /// goes back, so numbers are not met again after something was deleted, and one tenant's numbers say nothing
  /// about another's.
  /// - Returns: the last one of `count` numbers.
  func nextRevision(of tenant: ClientID, count: Int = 1) throws(StoreError) -> Int64 {
    let revision = try connection.first(.nextRevision, [.text(tenant.text), .integer(Int64(count))]) {
      $0.integer(0)
    }
    guard let revision else { throw .unknownTenant }
    return revision
  }

  /// Throws `unknownTenant` when there is no such tenant.
  func require(_ tenant: ClientID) throws(StoreError) {
    let found = try connection.first(.hasTenant, [.text(tenant.text)]) { $0.integer(0) }
    guard found != nil else { throw .unknownTenant }
  }
}
