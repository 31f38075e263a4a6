// A prepared statement of SQLite: values in, rows out.

internal import Bedrock
internal import CSQLite

/// A value for a placeholder.
enum SQLiteValue {
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])
  case null

  /// The number, or null.
  static func optional(_ number: Int64?) -> SQLiteValue { number.map(SQLiteValue.integer) ?? .null }

  /// The number, or null.
  static func optional(_ number: Double?) -> SQLiteValue { number.map(SQLiteValue.real) ?? .null }

  /// The time, or null.
  static func optional(_ time: Instant?) -> SQLiteValue { optional(time?.milliseconds) }

  /// The identifier, or null.
  static func optional(_ id: ClientID?) -> SQLiteValue { id.map { .text($0.text) } ?? .null }

  /// The time in milliseconds.
  static func time(_ time: Instant) -> SQLiteValue { .integer(time.milliseconds) }

  /// The identifier in the form for people.
  static func id(_ id: UUIDv7) -> SQLiteValue { .text(id.description) }
}

/// A prepared statement.
///
/// SAFETY: made and finalized by the `SQLiteConnection` that hands it out, and kept by nobody else; it is valid as
/// long as that connection.
@safe
struct SQLiteStatement {
  private let handle: OpaquePointer

  /// Wraps a statement of the connection.
  @unsafe
  init(_ handle: OpaquePointer) {
    unsafe self.handle = handle
  }

  /// Whether it has begun and not ended.
  var isBusy: Bool { unsafe sqlite3_stmt_busy(handle) != 0 }

  /// The row at which it stands.
  var row: SQLiteRow { unsafe SQLiteRow(handle) }

  /// Goes on to the next row, or to the end; returns SQLite's result code.
  func step() -> Int32 { unsafe sqlite3_step(handle) }

  /// Back to the start, without values. The result code repeats that of the last step.
  func reset() {
    unsafe sqlite3_reset(handle)
    unsafe sqlite3_clear_bindings(handle)
  }

  /// Back to the start, with its values.
  func rewind() { unsafe sqlite3_reset(handle) }

  func finalize() { unsafe sqlite3_finalize(handle) }

  /// Sets the value of placeholder `index`, counted from 1. SQLite copies texts and blobs.
  func bind(_ value: SQLiteValue, at index: Int) {
    let index = Int32(index)
    let code: Int32
    switch value {
    case .integer(let number): code = unsafe sqlite3_bind_int64(handle, index, number)
    case .real(let number): code = unsafe sqlite3_bind_double(handle, index, number)
    case .text(let text):
      // SAFETY: the text lives during the call, in which SQLite copies its bytes (`transient`).
      code = unsafe sqlite3_bind_text(handle, index, text, Int32(text.utf8.count), Self.transient)
    case .blob(let bytes) where bytes.isEmpty:
      // An empty array may have no address, which SQLite would take for null.
      code = unsafe sqlite3_bind_zeroblob(handle, index, 0)
    case .blob(let bytes):
      code = unsafe sqlite3_bind_blob64(handle, index, bytes, UInt64(bytes.count), Self.transient)
    case .null: code = unsafe sqlite3_bind_null(handle, index)
    }
    // The limits of the contract are far below SQLite's, so only our own mistakes are left: a placeholder that is
    // not there, or a statement in use.
    precondition(code == SQLITE_OK, "a value that cannot be bound")
  }

  /// Sets a number.
  func bind(integer number: Int64, at index: Int32) {
    let code = unsafe sqlite3_bind_int64(handle, index, number)
    precondition(code == SQLITE_OK, "a value that cannot be bound")
  }

  /// Sets a number, or null.
  func bind(real number: Double?, at index: Int32) {
    let code =
      if let number { unsafe sqlite3_bind_double(handle, index, number) } else {
        unsafe sqlite3_bind_null(handle, index)
      }
    precondition(code == SQLITE_OK, "a value that cannot be bound")
  }

  /// SQLITE_TRANSIENT, a macro that Swift cannot see: the destructor -1 asks SQLite for a copy.
  private static var transient: sqlite3_destructor_type {
    unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
  }
}

/// The row at which a statement stands. Valid until the next step; what is read is copied.
@safe
struct SQLiteRow: StoreRow {
  private let handle: OpaquePointer

  fileprivate init(_ handle: OpaquePointer) {
    unsafe self.handle = handle
  }

  /// The number in a column, counted from 0.
  func integer(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(handle, column) }

  /// Whether a column holds nothing.
  func isNull(_ column: Int32) -> Bool { unsafe sqlite3_column_type(handle, column) == SQLITE_NULL }

  /// The number in a column, or nil for null.
  func optionalReal(_ column: Int32) -> Double? {
    isNull(column) ? nil : unsafe sqlite3_column_double(handle, column)
  }

  /// The value in a column as it can be bound again.
  func value(_ column: Int32) -> SQLiteValue {
    switch unsafe sqlite3_column_type(handle, column) {
    case SQLITE_INTEGER: .integer(integer(column))
    case SQLITE_FLOAT: unsafe .real(sqlite3_column_double(handle, column))
    case SQLITE_TEXT: .text(text(column))
    case SQLITE_BLOB: .blob(bytes(column))
    default: .null
    }
  }

  /// The text in a column; empty for null.
  func text(_ column: Int32) -> String {
    // SAFETY: the text has as many bytes as SQLite says (asked after the text, which may convert it), and is
    // copied before anything else is asked.
    guard let start = unsafe sqlite3_column_text(handle, column) else { return "" }
    let count = unsafe Int(sqlite3_column_bytes(handle, column))
    return unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  /// The bytes in a column; empty for null.
  func bytes(_ column: Int32) -> [UInt8] {
    // SAFETY: as in `text`.
    guard let start = unsafe sqlite3_column_blob(handle, column) else { return [] }
    let count = unsafe Int(sqlite3_column_bytes(handle, column))
    return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
  }

  /// The identifier made by the server in a column, where it is a text; `corrupt` when that is none.
  func serverID(_ column: Int32, _ what: String) throws(StoreError) -> UUIDv7 {
    guard let id = UUIDv7(text(column)) else { throw .corrupt(what: what) }
    return id
  }
}
