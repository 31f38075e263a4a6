// The spool's file: its schema, and opening it for writing or for reading.

internal import Bedrock

/// `spool.sqlite` in the data directory.
enum SpoolFile {
  /// The name of the file within the data directory.
  static let name = "spool.sqlite"
  /// "geos" in ASCII, in the file's header: neither a store nor somebody else's file is taken for a spool.
  static let applicationID: Int64 = 0x6765_6F73
  /// Blocks are larger than SQLite's usual pages; larger ones are written with fewer calls.
  static let pageBytes: Int64 = 8192
  private static let busyTimeoutMilliseconds: Int32 = 5000

  /// The steps of the schema. A released one is never edited.
  static let migrations = [
    SQLiteMigration(
      number: 1, name: "batches",
      sql: """
        -- The points of one tenant that became durable together, the oldest with the lowest number. What is small comes
        -- first, so that looking over the batches does not read the points.
        CREATE TABLE batches (
          number INTEGER PRIMARY KEY,
          tenant TEXT NOT NULL,
          points INTEGER NOT NULL CHECK (points > 0),
          bytes INTEGER NOT NULL,
          written_ms INTEGER NOT NULL,
          -- Why the batch is out of line; null while it is in line.
          aside TEXT,
          checksum INTEGER NOT NULL,
          series BLOB NOT NULL,
          content BLOB NOT NULL
        ) STRICT;
        """)
  ]

  /// Opens the file for the one who writes (who has the `SpoolLock`), and makes it where it is missing.
  /// - Parameter bytesMax: the file does not grow beyond it, cut to whole pages; never below what it has already.
  static func open(directory: String, bytesMax: Int64) throws(StoreError) -> SQLiteConnection {
    let path = directory + "/" + name
    try DataDirectory.createFile(path)
    let connection = try connect(path)
    let schema = schema(of: connection)
    try schema.admit()
    // Takes effect in a new file only.
    try connection.script("PRAGMA page_size = \(pageBytes)")
    try connection.enterWAL(withinMilliseconds: busyTimeoutMilliseconds)
    try connection.script("PRAGMA synchronous = FULL")
    try connection.script("PRAGMA temp_store = MEMORY")
    try connection.script("PRAGMA journal_size_limit = 16777216")
    try schema.update()
    let pages = max(1, bytesMax / (try connection.pragma("page_size")))
    try connection.script("PRAGMA max_page_count = \(pages)")
    return connection
  }

  /// Opens the file for somebody who only reads; nil when there is none.
  static func openForReading(directory: String) throws(StoreError) -> SQLiteConnection? {
    let path = directory + "/" + name
    guard DataDirectory.hasFile(path) else { return nil }
    let connection = try connect(path)
    try schema(of: connection).admit()
    try connection.script("PRAGMA query_only = ON")
    return connection
  }

  private static func connect(_ path: String) throws(StoreError) -> SQLiteConnection {
    try SQLiteConnection(path: path, busyTimeoutMilliseconds: busyTimeoutMilliseconds)
  }

  private static func schema(of connection: SQLiteConnection) -> SQLiteSchema {
    SQLiteSchema(connection: connection, migrations: migrations, applicationID: applicationID)
  }
}
