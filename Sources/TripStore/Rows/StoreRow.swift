// A row of a result, whichever database it came from, and geod's own values out of its columns. What is not one is a
// damaged database. Whole records out of rows are in StoreRow+Records.swift and StoreRow+Bookings.swift.

internal import Bedrock

/// Columns by their numbers, from 0. What is read is copied.
protocol StoreRow {
  /// Whether a column holds nothing.
  func isNull(_ column: Int32) -> Bool

  /// The number in a column; 0 for null.
  func integer(_ column: Int32) -> Int64

  /// The number in a column, nil for null.
  func optionalReal(_ column: Int32) -> Double?

  /// The text in a column; empty for null.
  func text(_ column: Int32) -> String

  /// The bytes in a column; empty for null.
  func bytes(_ column: Int32) -> [UInt8]

  /// The identifier made by the server in a column; `corrupt` when it is none.
  func serverID(_ column: Int32, _ what: String) throws(StoreError) -> UUIDv7
}

extension StoreRow {
  /// The identifier in a column; `corrupt` when the text is none.
  func clientID(_ column: Int32, _ what: String) throws(StoreError) -> ClientID {
    do {
      return try ClientID(text(column), field: what)
    } catch {
      throw .corrupt(what: what)
    }
  }

  /// The identifier in a column, nil for null.
  func optionalClientID(_ column: Int32, _ what: String) throws(StoreError) -> ClientID? {
    isNull(column) ? nil : try clientID(column, what)
  }

  /// The identifier made by the server in a column, nil for null.
  func optionalServerID(_ column: Int32, _ what: String) throws(StoreError) -> UUIDv7? {
    isNull(column) ? nil : try serverID(column, what)
  }

  /// The number in a column, nil for null.
  func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

  /// The text in a column, nil for null.
  func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

  /// The bytes in a column, nil for null.
  func optionalBytes(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : bytes(column) }

  /// The time in a column.
  func time(_ column: Int32) -> Instant { Instant(milliseconds: integer(column)) }

  /// The time in a column, nil for null.
  func optionalTime(_ column: Int32) -> Instant? { isNull(column) ? nil : time(column) }
}
