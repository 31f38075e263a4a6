// The door to SQLite: one connection and its prepared statements. Only this file, SQLiteStatement.swift and
// StoreError+SQLite.swift see SQLite's types.

internal import CSQLite
#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// One open database.
///
/// SAFETY: `handle` is made in `init` and owned by this object; `deinit` finalizes every statement, which nobody
/// else keeps, and then closes it. The object is not `Sendable`, so that the connection is used by one thread at a
/// time, which is what `SQLITE_OPEN_NOMUTEX` asks for.
@safe
final class SQLiteConnection {
  private let handle: OpaquePointer
  private var statements: [SQLiteQuery: SQLiteStatement] = [:]
  private var dayStatements: [SQLiteDayQuery: SQLiteStatement] = [:]
  private var keptStatements: [SQLiteStatement] = []
  /// How many transactions are open, one inside of the other.
  private var depth = 0
  /// Set when SQLite has rolled back the whole transaction by itself (disk full, input or output failed): nothing
  /// may be written until its outermost one has ended, because it would commit on its own.
  private var lostTo: StoreError?

  /// Opens an existing file.
  init(path: String, busyTimeoutMilliseconds: Int32) throws(StoreError) {
    let oldest: Int32 = 3_038_000
    guard sqlite3_libversion_number() >= oldest else {
      throw .fatal(reason: "SQLite \(LibraryVersions.sqlite) is older than 3.38")
    }
    var opened: OpaquePointer?
    let code = unsafe sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil)
    guard let handle = unsafe opened else { throw .fatal(reason: "SQLite has no memory") }
    unsafe self.handle = handle
    guard code == SQLITE_OK else { throw unsafe StoreError(sqlite: code, of: handle) }
    unsafe sqlite3_extended_result_codes(handle, 1)
    unsafe sqlite3_busy_timeout(handle, busyTimeoutMilliseconds)
  }

  deinit {
    for statement in statements.values { statement.finalize() }
    for statement in dayStatements.values { statement.finalize() }
    for statement in keptStatements { statement.finalize() }
    let code = unsafe sqlite3_close(handle)
    precondition(code == SQLITE_OK, "a statement was left open")
  }

  // MARK: Statements

  /// Runs a statement that gives no rows.
  /// - Returns: how many rows it changed.
  @discardableResult
  func execute(_ query: SQLiteQuery, _ values: [SQLiteValue] = []) throws(StoreError) -> Int {
    try forEach(query, values) { (_) throws(StoreError) in }
    return unsafe Int(sqlite3_changes64(handle))
  }

  /// Reads the first row, if there is one.
  func first<Value>(
    _ query: SQLiteQuery, _ values: [SQLiteValue], _ read: (SQLiteRow) throws(StoreError) -> Value
  ) throws(StoreError) -> Value? {
    var value: Value?
    try forEach(query, values) { (row) throws(StoreError) in
      if value == nil { value = try read(row) }
    }
    return value
  }

  /// Runs a statement to its end and hands over each row. `body` must not run the same one.
  func forEach(
    _ query: SQLiteQuery, _ values: [SQLiteValue], _ body: (SQLiteRow) throws(StoreError) -> Void
  ) throws(StoreError) {
    if let lostTo { throw lostTo }
    let statement = try statement(query)
    try run(statement, values, body)
  }

  /// The same for a statement on the table of a day.
  func forEach(
    _ query: SQLiteDayQuery, _ values: [SQLiteValue], _ body: (SQLiteRow) throws(StoreError) -> Void
  ) throws(StoreError) {
    if let lostTo { throw lostTo }
    let statement = try statement(query)
    try run(statement, values, body)
  }

  /// The same for a statement on the table of a day that gives no rows.
  @discardableResult
  func execute(_ query: SQLiteDayQuery, _ values: [SQLiteValue] = []) throws(StoreError) -> Int {
    try forEach(query, values) { (_) throws(StoreError) in }
    return unsafe Int(sqlite3_changes64(handle))
  }

  /// The statement on the table of a day, for a caller who binds its values himself.
  func statement(_ query: SQLiteDayQuery) throws(StoreError) -> SQLiteStatement {
    if let statement = dayStatements[query] {
      precondition(!statement.isBusy, "a statement was started within itself")
      return statement
    }
    let statement = try prepare(query.sql)
    dayStatements[query] = statement
    return statement
  }

  /// Runs a statement that gives no rows with the values that are bound, and keeps them for the next time.
  /// - Returns: how many rows it changed.
  func executeBound(_ statement: SQLiteStatement) throws(StoreError) -> Int {
    if let lostTo { throw lostTo }
    let code = statement.step()
    statement.rewind()
    guard code == SQLITE_DONE else { throw fault(code) }
    return unsafe Int(sqlite3_changes64(handle))
  }

  /// Lets go of the statements on a day's table, because it is about to be dropped.
  func forget(day: Int64) {
    for (query, statement) in dayStatements where query.day == day {
      statement.finalize()
      dayStatements[query] = nil
    }
  }

  /// Prepares a statement for a caller who runs it often. It lives as long as the connection.
  func keep(_ sql: String) throws(StoreError) -> SQLiteStatement {
    let statement = try prepare(sql)
    keptStatements.append(statement)
    return statement
  }

  /// Runs a statement of `keep` that gives no rows.
  /// - Returns: how many rows it changed.
  @discardableResult
  func execute(_ statement: SQLiteStatement, _ values: [SQLiteValue] = []) throws(StoreError) -> Int {
    try forEach(statement, values) { (_) throws(StoreError) in }
    return unsafe Int(sqlite3_changes64(handle))
  }

  /// Runs a statement of `keep` to its end and hands over each row. `body` must not run the same one.
  func forEach(
    _ statement: SQLiteStatement, _ values: [SQLiteValue], _ body: (SQLiteRow) throws(StoreError) -> Void
  ) throws(StoreError) {
    if let lostTo { throw lostTo }
    precondition(!statement.isBusy, "a statement was started within itself")
    try run(statement, values, body)
  }

  private func run(
    _ statement: SQLiteStatement, _ values: [SQLiteValue],
    _ body: (SQLiteRow) throws(StoreError) -> Void
  ) throws(StoreError) {
    defer { statement.reset() }
    for (index, value) in values.enumerated() { statement.bind(value, at: index + 1) }
    while true {
      let code = statement.step()
      switch code {
      case SQLITE_ROW: try body(statement.row)
      case SQLITE_DONE: return
      default: throw fault(code)
      }
    }
  }

  private func statement(_ query: SQLiteQuery) throws(StoreError) -> SQLiteStatement {
    if let statement = statements[query] {
      precondition(!statement.isBusy, "a statement was started within itself")
      return statement
    }
    let statement = try prepare(query.rawValue)
    statements[query] = statement
    return statement
  }

  private func prepare(_ sql: String) throws(StoreError) -> SQLiteStatement {
    var prepared: OpaquePointer?
    let code = unsafe sqlite3_prepare_v3(
      handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard code == SQLITE_OK, let prepared = unsafe prepared else { throw fault(code) }
    return unsafe SQLiteStatement(prepared)
  }

  /// Sorts a result code, and notices when SQLite has ended the transaction by itself.
  private func fault(_ code: Int32) -> StoreError {
    let error = unsafe StoreError(sqlite: code, of: handle)
    if depth > 0, isInAutocommit { lostTo = error }
    return error
  }

  private var isInAutocommit: Bool { unsafe sqlite3_get_autocommit(handle) != 0 }

  // MARK: Transactions

  /// The promise of `Store.transaction`: the outermost one takes the right to write at once (so that it cannot fail
  /// for that reason later), inner ones are savepoints.
  func transaction<Value>(_ body: () throws(StoreError) -> Value) throws(StoreError) -> Value {
    try transaction(beginning: .begin, body)
  }

  /// Several statements that read as of one moment. Waits for nobody and lets others write.
  func reading<Value>(_ body: () throws(StoreError) -> Value) throws(StoreError) -> Value {
    try transaction(beginning: .beginReading, body)
  }

  private func transaction<Value>(
    beginning: SQLiteQuery, _ body: () throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    let outermost = depth == 0
    try execute(outermost ? beginning : .beginPart)
    depth += 1
    defer {
      depth -= 1
      if outermost { lostTo = nil }
    }
    do throws(StoreError) {
      let value = try body()
      if outermost { try commit() } else { try execute(.commitPart) }
      return value
    } catch {
      takeBack(outermost: outermost)
      throw error
    }
  }

  /// Ends the outermost transaction. When the disk fails at that, the log may have it all and may not.
  private func commit() throws(StoreError) {
    do throws(StoreError) {
      try execute(.commit)
    } catch {
      guard case .unavailable(let reason) = error else { throw error }
      throw .inDoubt(reason: reason)
    }
  }

  /// Undoes what a failed transaction did. When that fails too, the rest of the outermost one is lost.
  private func takeBack(outermost: Bool) {
    guard lostTo == nil, !isInAutocommit else { return }
    do throws(StoreError) {
      try execute(outermost ? .rollback : .rollbackPart)
      if !outermost { try execute(.commitPart) }
    } catch {
      lostTo = error
    }
  }

  // MARK: Outside of the cache

  /// Runs statements without values, as a migration has them.
  func script(_ sql: String) throws(StoreError) {
    let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw fault(code) }
  }

  /// A number that a pragma answers.
  func pragma(_ name: StaticString) throws(StoreError) -> Int64 {
    try single("PRAGMA \(name)") { $0.integer(0) } ?? 0
  }

  /// The first row of a statement that is not worth keeping.
  func single<Value>(_ sql: String, _ read: (SQLiteRow) -> Value) throws(StoreError) -> Value? {
    try all(sql, read).first
  }

  /// The rows of a statement that is not worth keeping.
  func all<Value>(_ sql: String, _ read: (SQLiteRow) -> Value) throws(StoreError) -> [Value] {
    var values: [Value] = []
    try once(sql, []) { (row) throws(StoreError) in values.append(read(row)) }
    return values
  }

  /// Runs a statement that is not worth keeping, with values, and hands over each row.
  /// - Returns: how many rows it changed.
  @discardableResult
  func once(
    _ query: SQLiteRareQuery, _ values: [SQLiteValue],
    _ body: (SQLiteRow) throws(StoreError) -> Void = { _ in }
  ) throws(StoreError) -> Int {
    try once(query.rawValue, values, body)
  }

  /// The same for a statement that is put together.
  /// - Returns: how many rows it changed.
  @discardableResult
  func once(
    _ sql: String, _ values: [SQLiteValue], _ body: (SQLiteRow) throws(StoreError) -> Void = { _ in }
  ) throws(StoreError) -> Int {
    if let lostTo { throw lostTo }
    let statement = try prepare(sql)
    defer { statement.finalize() }
    try run(statement, values, body)
    return unsafe Int(sqlite3_changes64(handle))
  }

  /// Copies the whole database into another one, as it is at one moment: that of the transaction which is open. Others
  /// may write meanwhile. O(pages).
  func copy(into other: SQLiteConnection) throws(StoreError) {
    precondition(depth > 0, "a copy of no certain moment")
    // SAFETY: the object that describes the copy is finished below, before either connection can go; no other statement
    // of `other` runs meanwhile, because both are used by this thread alone.
    guard let copy = unsafe sqlite3_backup_init(other.handle, "main", handle, "main") else {
      throw unsafe StoreError(sqlite: sqlite3_errcode(other.handle), of: other.handle)
    }
    let everything: Int32 = -1
    let code = unsafe sqlite3_backup_step(copy, everything)
    _ = unsafe sqlite3_backup_finish(copy)
    guard code == SQLITE_DONE else { throw unsafe StoreError(sqlite: code, of: other.handle) }
  }

  /// Lets somebody else checkpoint the file. Replaces SQLite's own checkpoints of this connection.
  /// - Parameter checkpoints: lives longer than this connection.
  func watchLog(for checkpoints: SQLiteCheckpoints) {
    // SAFETY: the hook is called by commits of this connection only, so while its owner keeps `checkpoints` alive; the
    // pointer is not owned.
    let context = unsafe Unmanaged.passUnretained(checkpoints).toOpaque()
    unsafe sqlite3_wal_hook(
      handle,
      { context, handle, _, pages in
        guard let context = unsafe context else { return SQLITE_OK }
        let checkpoints = unsafe Unmanaged<SQLiteCheckpoints>.fromOpaque(context).takeUnretainedValue()
        if checkpoints.committed(pages: pages) {
          unsafe sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
        }
        // The commit has happened; what becomes of the checkpoint is no fault of it.
        return SQLITE_OK
      }, context)
  }

  /// Moves what is in the log into the file, as far as nobody has to wait for that. What cannot be moved now is moved
  /// by a later one.
  func checkpoint() { unsafe sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil) }

  /// Switches the file to a write-ahead log. Two processes that open a new file at once may refuse each other
  /// without SQLite waiting, so the waiting is done here.
  func enterWAL(withinMilliseconds timeout: Int32) throws(StoreError) {
    let pauseMilliseconds: Int32 = 10
    var waited: Int32 = 0
    while true {
      do throws(StoreError) {
        let mode = try single("PRAGMA journal_mode = WAL") { $0.text(0) }
        guard mode == "wal" else {
          throw .fatal(reason: "this file system does not allow a write-ahead log")
        }
        return
      } catch {
        guard error.isRetryable, waited < timeout else { throw error }
      }
      usleep(UInt32(pauseMilliseconds) * 1000)
      waited += pauseMilliseconds
    }
  }
}
