// Whether a file is ours, and bringing it up to date.

/// The schema of one open file.
struct SQLiteSchema {
  /// "geod" in ASCII, in the file's header (https://www.sqlite.org/fileformat.html, 1.3).
  static let applicationID: Int64 = 0x6765_6F64

  let connection: SQLiteConnection
  let migrations: [SQLiteMigration]
  /// What the file's header says; another kind of file has another number.
  var applicationID = Self.applicationID

  private var latest: Int64 { migrations.last?.number ?? 0 }

  /// Refuses a file that is not ours or is newer than this program. Changes nothing: somebody else's file must
  /// stay as it is.
  func admit() throws(StoreError) {
    let application = try connection.pragma("application_id")
    guard application == applicationID else {
      // What another program made has tables; a new file has none, nor has one whose first start was cut short.
      let tables = try connection.single("SELECT count(*) FROM sqlite_schema") { $0.integer(0) }
      guard application == 0, tables == 0, try connection.pragma("user_version") == 0 else {
        throw .incompatible(reason: "the file belongs to another program")
      }
      return
    }
    let version = try connection.pragma("user_version")
    guard version <= latest else {
      throw .incompatible(
        reason: "the file has schema \(version), this program knows schemas up to \(latest)")
    }
  }

  /// Applies the steps that are missing, all in one transaction, and checks that those which are not missing are the
  /// ones that this program knows. Does not write when nothing is missing.
  func update() throws(StoreError) {
    if try connection.pragma("user_version") == latest { return try checkHistory() }
    try connection.transaction { () throws(StoreError) in
      // Another process may have been faster; now it cannot be.
      try admit()
      if try connection.pragma("user_version") == 0 { try create() }
      try checkHistory()
      let version = try connection.pragma("user_version")
      for migration in migrations where migration.number > version { try apply(migration) }
    }
  }

  private func create() throws(StoreError) {
    try connection.script(
      """
      PRAGMA application_id = \(applicationID);
      CREATE TABLE IF NOT EXISTS schema_migrations (
        number INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        checksum INTEGER NOT NULL,
        applied_ms INTEGER NOT NULL
      ) STRICT;
      """)
  }

  private func apply(_ migration: SQLiteMigration) throws(StoreError) {
    try connection.script(migration.sql)
    try connection.script(
      """
      INSERT INTO schema_migrations (number, name, checksum, applied_ms)
      VALUES (\(migration.number), '\(migration.name)', \(migration.checksum), unixepoch() * 1000);
      PRAGMA user_version = \(migration.number);
      """)
  }

  /// Compares the steps in the file with those of the program.
  private func checkHistory() throws(StoreError) {
    let version = try connection.pragma("user_version")
    for migration in migrations where migration.number <= version {
      let sql = "SELECT checksum FROM schema_migrations WHERE number = \(migration.number)"
      guard try connection.single(sql, { $0.integer(0) }) == migration.checksum else {
        throw .incompatible(reason: "step \(migration.number) of the file's schema is not this program's")
      }
    }
  }
}
