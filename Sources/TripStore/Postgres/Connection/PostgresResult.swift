// What comes out of Postgres: results and their rows, in the binary form of the protocol.

internal import Bedrock
internal import CLibPQ

/// One result of libpq.
///
/// SAFETY: `handle` is made by libpq for `PostgresLink.next()`, owned by this object alone and cleared in `deinit`. Texts
/// and values that libpq points to live as long as the result, and are copied before they are handed out; every access
/// to a value is bounded by the length that libpq states for it.
@safe
final class PostgresResult {
  /// What kind of result it is.
  enum Kind {
    /// The statement is done; there may be rows.
    case done
    /// One row of many.
    case row
    /// Data may be sent now.
    case copying
    /// The end of a round.
    case sync
    /// Left out because of a failure before it.
    case skipped
    /// It failed.
    case failed
  }

  private let handle: OpaquePointer

  /// Takes over a result of libpq.
  @unsafe
  init(_ handle: OpaquePointer) {
    unsafe self.handle = handle
  }

  deinit { unsafe PQclear(handle) }

  /// What kind of result it is.
  var kind: Kind {
    switch unsafe PQresultStatus(handle) {
    case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: .done
    case PGRES_SINGLE_TUPLE: .row
    case PGRES_COPY_IN: .copying
    case PGRES_PIPELINE_SYNC: .sync
    case PGRES_PIPELINE_ABORTED: .skipped
    default: .failed
    }
  }

  /// How many rows are in it.
  var rowCount: Int { unsafe Int(PQntuples(handle)) }

  /// A row, counted from 0.
  func row(_ index: Int) -> PostgresRow { PostgresRow(result: self, index: Int32(index)) }

  /// How many rows the statement has changed or selected.
  var affectedCount: Int { unsafe Int(String(cString: PQcmdTuples(handle))) ?? 0 }

  /// The five characters that name a failure; nil when the server did not say (the connection is broken).
  var sqlState: String? { field("C") }

  /// The primary message of a failure.
  var message: String { field("M") ?? "" }

  /// The table that a failure is about.
  var table: String? { field("t") }

  /// The constraint that a failure is about.
  var constraint: String? { field("n") }

  /// A field of the error report; the codes are macros of characters, which Swift cannot see
  /// (https://www.postgresql.org/docs/15/protocol-error-fields.html).
  private func field(_ code: Unicode.Scalar) -> String? {
    guard let text = unsafe PQresultErrorField(handle, Int32(code.value)) else { return nil }
    return unsafe String(cString: text)
  }

  fileprivate func isNull(_ row: Int32, _ column: Int32) -> Bool {
    unsafe PQgetisnull(handle, row, column) != 0
  }

  /// Lends the octets of a value; none for null.
  fileprivate func withOctets<Value>(
    _ row: Int32, _ column: Int32, _ body: (UnsafeRawBufferPointer) -> Value
  ) -> Value {
    let count = unsafe Int(PQgetlength(handle, row, column))
    let octets = unsafe UnsafeRawBufferPointer(start: PQgetvalue(handle, row, column), count: count)
    return unsafe body(octets)
  }
}

/// A row of a result. What is read from it is copied.
@safe
struct PostgresRow: StoreRow {
  fileprivate let result: PostgresResult
  fileprivate let index: Int32

  /// Whether a column, counted from 0, holds nothing.
  func isNull(_ column: Int32) -> Bool { result.isNull(index, column) }

  /// The number in a column of type smallint, integer or bigint, or the truth value as 0 or 1; 0 for null.
  func integer(_ column: Int32) -> Int64 {
    unsafe result.withOctets(index, column) { octets in
      guard let first = unsafe octets.first, octets.count <= 8 else { return 0 }
      // A truth value has one octet and no sign.
      var number: Int64 = octets.count > 1 && first >= 0x80 ? -1 : 0
      for place in octets.indices { number = unsafe number << 8 | Int64(octets[place]) }
      return number
    }
  }

  /// The number in a column of type double precision, or nil for null.
  func optionalReal(_ column: Int32) -> Double? {
    isNull(column) ? nil : Double(bitPattern: UInt64(bitPattern: integer(column)))
  }

  /// The text in a column; empty for null.
  func text(_ column: Int32) -> String {
    unsafe result.withOctets(index, column) { unsafe String(decoding: $0, as: UTF8.self) }
  }

  /// The bytes in a column; empty for null.
  func bytes(_ column: Int32) -> [UInt8] {
    unsafe result.withOctets(index, column) { unsafe Array($0) }
  }

  /// The identifier made by the server in a column; `corrupt` when the uuid is none of version 7.
  func serverID(_ column: Int32, _ what: String) throws(StoreError) -> UUIDv7 {
    guard let halves = uuid(column), let id = UUIDv7(high: halves.high, low: halves.low) else {
      throw .corrupt(what: what)
    }
    return id
  }

  /// The two halves of a uuid, or nil when the column holds no 16 octets.
  private func uuid(_ column: Int32) -> (high: UInt64, low: UInt64)? {
    unsafe result.withOctets(index, column) { octets in
      guard octets.count == 16 else { return nil }
      var halves: (high: UInt64, low: UInt64) = (0, 0)
      for place in 0..<8 {
        halves.high = unsafe halves.high << 8 | UInt64(octets[place])
        halves.low = unsafe halves.low << 8 | UInt64(octets[place + 8])
      }
      return halves
    }
  }
}
