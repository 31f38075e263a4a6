// Geod's own values out of columns. What is not one is a damaged database.

internal import Bedrock

extension PostgresRow {
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

  /// The identifier made by the server in a column; `corrupt` when the uuid is none of version 7.
  func serverID(_ column: Int32, _ what: String) throws(StoreError) -> UUIDv7 {
    guard let halves = uuid(column), let id = UUIDv7(high: halves.high, low: halves.low) else {
      throw .corrupt(what: what)
    }
    return id
  }

  /// The identifier made by the server in a column, nil for null.
  func optionalServerID(_ column: Int32, _ what: String) throws(StoreError) -> UUIDv7? {
    isNull(column) ? nil : try serverID(column, what)
  }

  /// The number in a column, or nil for null.
  func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

  /// The time in a column.
  func time(_ column: Int32) -> Instant { Instant(milliseconds: integer(column)) }

  /// The time in a column, nil for null.
  func optionalTime(_ column: Int32) -> Instant? { isNull(column) ? nil : time(column) }
}
