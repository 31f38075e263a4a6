// Rows on their way into a table by COPY, in its binary form
// (https://www.postgresql.org/docs/15/sql-copy.html, "Binary Format").

internal import Bedrock

/// Rows for `PostgresConnection.copy`. COPY converts nothing: each field must have exactly the type of its column.
struct PostgresCopy {
  /// The octets so far, without the trailer.
  private(set) var octets: [UInt8]
  /// How many rows were begun.
  private(set) var rowCount = 0

  /// No rows.
  /// - Parameter capacity: octets to make room for.
  init(reservingOctets capacity: Int = 0) {
    octets = []
    octets.reserveCapacity(capacity)
    octets.append(contentsOf: Self.header)
  }

  /// Takes over rows that somebody else has written: `header`, then the rows, no trailer.
  init(adopting octets: [UInt8], rowCount: Int) {
    self.octets = octets
    self.rowCount = rowCount
  }

  /// The signature, no flags, no extension.
  static let header: [UInt8] =
    [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00] + [UInt8](repeating: 0, count: 8)
  /// What stands where the next row would begin.
  static let trailer: [UInt8] = [0xFF, 0xFF]

  /// Forgets the rows and keeps the memory.
  mutating func removeAll() {
    octets.removeAll(keepingCapacity: true)
    octets.append(contentsOf: Self.header)
    rowCount = 0
  }

  /// Begins a row of that many fields.
  mutating func beginRow(fieldCount: Int16) {
    rowCount += 1
    octets.append(bigEndian: fieldCount)
  }

  /// A field of type text.
  mutating func text(_ text: String) {
    octets.append(bigEndian: Int32(text.utf8.count))
    octets.append(contentsOf: text.utf8)
  }

  /// A field of type bytea.
  mutating func bytes(_ bytes: [UInt8]) {
    octets.append(bigEndian: Int32(bytes.count))
    octets.append(contentsOf: bytes)
  }

  /// A field of type uuid.
  mutating func uuid(_ id: UUIDv7) {
    octets.append(bigEndian: Int32(16))
    octets.append(bigEndian: id.high)
    octets.append(bigEndian: id.low)
  }

  /// A field of type smallint, integer or bigint, by the width of the number.
  mutating func integer(_ number: some FixedWidthInteger) {
    octets.append(bigEndian: Int32(number.bitWidth / 8))
    octets.append(bigEndian: number)
  }

  /// A field of type double precision, or null.
  mutating func real(_ number: Double?) {
    guard let number else { return null() }
    octets.append(bigEndian: Int32(8))
    octets.append(bigEndian: number.bitPattern)
  }

  /// A field that holds nothing.
  mutating func null() { octets.append(bigEndian: Int32(-1)) }
}

extension PostgresSession {
  /// Copies rows into a table.
  /// - Returns: how many.
  func copy(_ rows: PostgresCopy, into table: String, columns: [String]) throws(StoreError) -> Int {
    var count = 0
    try outsideOfRounds { () throws(StoreError) in
      guard link.runScript("COPY \(table) (\(columns.joined(separator: ", "))) FROM STDIN (FORMAT binary)")
      else {
        throw lost()
      }
      let answer = try next()
      guard answer?.kind == .copying else {
        while try next() != nil {}
        throw answer.map(StoreError.init(postgres:)) ?? lost()
      }
      try put(rows)
      count = try endCopy()
    }
    return count
  }

  /// Sends the rows, a piece at a time, so that libpq does not make a second copy of all of them.
  private func put(_ rows: PostgresCopy) throws(StoreError) {
    let pieceMax = 1 << 16
    let octets = rows.octets
    var start = 0
    while start < octets.count {
      let end = min(start + pieceMax, octets.count)
      let code = link.putCopy(octets.span.extracting(start..<end))
      guard code >= 0 else { throw lost() }
      if code == 1 { start = end }
      if try flush() || code == 0 { try wait(forRoom: true) }
    }
    while true {
      let code = link.putCopy(PostgresCopy.trailer.span)
      guard code >= 0 else { throw lost() }
      if code == 1 { return }
      try wait(forRoom: true)
    }
  }

  /// Ends the data and takes the answer.
  private func endCopy() throws(StoreError) -> Int {
    while true {
      let code = link.endCopy()
      guard code >= 0 else { throw lost() }
      if code == 1 { break }
      try wait(forRoom: true)
    }
    var count = 0
    var fault: StoreError?
    while let result = try next() {
      switch result.kind {
      case .done: count = result.affectedCount
      default: fault = fault ?? StoreError(postgres: result)
      }
    }
    if let fault { throw fault }
    return count
  }
}
