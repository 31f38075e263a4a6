// A copy of the embedded store while others write: one moment, verified before it is called a backup.

/// What a backup holds.
public struct BackupReport: Hashable, Sendable {
  /// Rows of each table, in the order of the names.
  public var tables: [Table]
  /// The file's size in bytes.
  public var bytes: Int64

  /// A table of the copy.
  public struct Table: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// How many rows it has.
    public var rows: Int64
  }

  /// All rows.
  public var rows: Int64 { tables.reduce(0) { $0 + $1.rows } }
}

extension SQLiteStore {
  /// Copies the store of a data directory into a new file.
  ///
  /// The copy is the state of one moment: everything that was durable when the call began is in it. It is one file without
  /// anything beside it, mode 0600, and may be put in place of a store's file. Before the call returns it is checked
  /// page by page (SQLite's `integrity_check`), its rows are counted against the original's, and it is flushed.
  /// O(everything); others read and write meanwhile, and the write-ahead log grows by what they write.
  /// - Parameter path: where nothing is yet. When the call throws, nothing is there afterwards.
  /// - Throws: `exists` when there is something; `corrupt` when the copy is not the original; otherwise as `init`.
  public static func backup(
    directory: String, to path: String, options: Options = Options()
  ) throws(StoreError) -> BackupReport {
    // Opened as a store, so that a file of another program or of a newer geod is not copied as ours.
    let original = try SQLiteStore(directory: directory, options: options)
    try DataDirectory.createNewFile(path)
    do throws(StoreError) {
      let tables = try copy(original.connection, to: path)
      try DataDirectory.flush(file: path)
      return BackupReport(tables: tables, bytes: DataDirectory.size(of: path))
    } catch {
      for suffix in ["", "-journal", "-wal", "-shm"] { DataDirectory.remove(path + suffix) }
      throw error
    }
  }

  private static func copy(
    _ original: SQLiteConnection, to path: String
  ) throws(StoreError) -> [BackupReport.Table] {
    let backup = try SQLiteConnection(path: path, busyTimeoutMilliseconds: 0)
    let tables = try original.reading { () throws(StoreError) in
      let tables = try counts(original)
      try original.copy(into: backup)
      return tables
    }
    // One file that needs nothing beside it; a store that opens it goes back to a write-ahead log.
    let mode = try backup.single("PRAGMA journal_mode = DELETE") { $0.text(0) }
    guard mode == "delete" else { throw .fatal(reason: "the copy keeps a write-ahead log") }
    guard try backup.all("PRAGMA integrity_check", { $0.text(0) }) == ["ok"], try counts(backup) == tables
    else {
      throw .corrupt(what: "the copy")
    }
    return tables
  }

  private static func counts(_ connection: SQLiteConnection) throws(StoreError) -> [BackupReport.Table] {
    let names = try connection.all("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name") {
      $0.text(0)
    }
    var tables: [BackupReport.Table] = []
    for name in names {
      let rows = try connection.single("SELECT count(*) FROM \"\(name)\"") { $0.integer(0) }
      tables.append(BackupReport.Table(name: name, rows: rows ?? 0))
    }
    return tables
  }
}
