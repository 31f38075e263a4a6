// What goes into a statement of Postgres: typed values, in the binary form of the protocol.

internal import Bedrock

/// A value for a placeholder. Each case knows its type also when it holds nothing, so that a statement is prepared with
/// the same types whatever its first values are.
enum PostgresValue {
  case integer(Int64?)
  case real(Double?)
  case text(String?)
  case bytes([UInt8]?)
  case uuid(UUIDv7?)

  /// A number of things.
  static func count(_ count: Int) -> PostgresValue { .integer(Int64(count)) }

  /// The time in milliseconds, or null.
  static func time(_ time: Instant?) -> PostgresValue { .integer(time?.milliseconds) }

  /// The identifier that a client chose, or null.
  static func id(_ id: ClientID?) -> PostgresValue { .text(id?.text) }

  /// The object identifier of the type (`pg_type.dat` of PostgreSQL; part of its protocol, never changed).
  var type: UInt32 {
    switch self {
    case .integer: 20
    case .real: 701
    case .text: 25
    case .bytes: 17
    case .uuid: 2950
    }
  }
}

/// The values of one call, one behind the other.
struct PostgresParameters {
  /// All octets.
  private(set) var octets: [UInt8] = []
  /// Where each value ends in `octets`; it begins where the one before it ends.
  private(set) var ends: [Int] = []
  /// Which of them are null.
  private(set) var isNull: [Bool] = []

  init(_ values: [PostgresValue]) {
    ends.reserveCapacity(values.count)
    isNull.reserveCapacity(values.count)
    for value in values { append(value) }
  }

  private mutating func append(_ value: PostgresValue) {
    let holds: Bool
    switch value {
    case .integer(let number): holds = octets.append(bigEndian: number)
    case .real(let number): holds = octets.append(bigEndian: number.map { Int64(bitPattern: $0.bitPattern) })
    case .text(let text):
      if let text { append(text) }
      holds = text != nil
    case .bytes(let bytes):
      if let bytes { octets.append(contentsOf: bytes) }
      holds = bytes != nil
    case .uuid(let id):
      _ = octets.append(bigEndian: id.map { Int64(bitPattern: $0.high) })
      holds = octets.append(bigEndian: id.map { Int64(bitPattern: $0.low) })
    }
    ends.append(octets.count)
    isNull.append(!holds)
  }

  /// Postgres has no text with U+0000. In a name or a reason it says nothing; U+FFFD tells that something was there.
  private mutating func append(_ text: String) {
    guard text.utf8.contains(0) else { return octets.append(contentsOf: text.utf8) }
    for scalar in text.unicodeScalars {
      octets.append(contentsOf: String(scalar.value == 0 ? "\u{FFFD}" : Character(scalar)).utf8)
    }
  }
}

extension [UInt8] {
  /// Appends a number, big end first, as the protocol has it.
  mutating func append(bigEndian number: some FixedWidthInteger) {
    var shift = number.bitWidth
    while shift > 0 {
      shift -= 8
      append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }

  /// The same for a number that may be none; tells whether there was one.
  fileprivate mutating func append(bigEndian number: Int64?) -> Bool {
    guard let number else { return false }
    append(bigEndian: number)
    return true
  }
}
