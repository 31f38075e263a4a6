// The one place that sorts SQLite's result codes.

internal import CSQLite
#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

extension StoreError {
  /// What a result code means to a caller. The texts that SQLite adds name tables and columns, never values.
  /// - Parameters:
  ///   - code: plain or extended (https://www.sqlite.org/rescode.html).
  ///   - handle: the connection that returned it.
  @unsafe
  init(sqlite code: Int32, of handle: OpaquePointer) {
    // SAFETY: the text belongs to the connection and is copied at once.
    let text = unsafe String(cString: sqlite3_errmsg(handle))
    let systemCode = unsafe sqlite3_system_errno(handle)
    self.init(sqlite: code, text: text, systemCode: systemCode)
  }

  /// The table itself.
  init(sqlite code: Int32, text: String, systemCode: Int32) {
    let reason = "\(text) (SQLite \(code))"
    switch code & 0xFF {
    case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL, SQLITE_INTERRUPT, SQLITE_NOMEM:
      self = .unavailable(reason: reason)
    case SQLITE_FULL:
      self = .full
    case SQLITE_IOERR:
      let noRoom = systemCode == ENOSPC || systemCode == EDQUOT
      self = noRoom ? .full : .unavailable(reason: reason)
    case SQLITE_CORRUPT:
      self = .corrupt(what: "the database")
    case SQLITE_NOTADB:
      self = .incompatible(reason: "the file is not a SQLite database")
    case SQLITE_TOOBIG:
      self = .tooLarge(what: "the value")
    case SQLITE_CONSTRAINT:
      let twice = code == sqliteConstraintPrimaryKey || code == sqliteConstraintUnique
      self = twice ? .exists : .fatal(reason: reason)
    case SQLITE_MISUSE, SQLITE_RANGE:
      preconditionFailure("SQLite was misused: \(reason)")
    default:
      self = .fatal(reason: reason)
    }
  }
}

/// SQLITE_CONSTRAINT_PRIMARYKEY and SQLITE_CONSTRAINT_UNIQUE, macros with arithmetic that Swift cannot see.
private let sqliteConstraintPrimaryKey = SQLITE_CONSTRAINT | 6 << 8
private let sqliteConstraintUnique = SQLITE_CONSTRAINT | 8 << 8
