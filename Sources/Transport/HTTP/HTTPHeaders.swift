// The header section of a message: names and values in one byte buffer, in the order of the wire.

/// Header fields in the order of arrival. Names compare without regard to case (RFC 9110 section 5.1).
///
/// All text lives in one buffer with offsets, so that a parsed request costs two allocations however
/// many fields it has. Looking up is linear; a request has at most `TransportLimits.headerCountMax`.
public struct HTTPHeaders: Sendable, Equatable, ExpressibleByDictionaryLiteral {
  struct Entry: Sendable, Equatable {
    var nameStart: UInt32
    var nameEnd: UInt32
    var valueStart: UInt32
    var valueEnd: UInt32
  }

  var bytes: [UInt8] = []
  var entries: [Entry] = []

  /// No fields.
  public init() {}

  /// Fields from a literal; see `append`.
  public init(dictionaryLiteral elements: (String, String)...) {
    for (name, value) in elements { append(name, value) }
  }

  /// The number of fields; a name that occurs twice counts twice.
  public var count: Int { entries.count }

  /// The first value of that name, or nil.
  public subscript(name: String) -> String? {
    for index in entries.indices where nameEquals(index, name) { return value(index) }
    return nil
  }

  /// Every value of that name, in order.
  public func values(_ name: String) -> [String] {
    entries.indices.filter { nameEquals($0, name) }.map(value)
  }

  /// Whether the comma-separated list under `name` has the member `token`, without regard to case
  /// (RFC 9110 section 5.6.1). Several fields of one name are one list.
  public func listContains(_ name: String, token: String) -> Bool {
    listMembers(name).contains { $0.utf8.count == token.utf8.count && ASCII.equalsIgnoringCase($0, token) }
  }

  /// The members of the comma-separated list under `name`, trimmed, without the empty ones.
  public func listMembers(_ name: String) -> [String] {
    values(name).flatMap { value in
      value.utf8.split(separator: UInt8(ascii: ",")).compactMap { member in
        let trimmed = ASCII.trimmed(Array(member))
        return trimmed.isEmpty ? nil : String(decoding: trimmed, as: UTF8.self)
      }
    }
  }

  /// Adds a field behind the others. Name and value come from the program, not from the world: control
  /// characters in them, which would let a value forge further fields, are an error of the caller and
  /// stop the process.
  public mutating func append(_ name: String, _ value: String) {
    precondition(!name.isEmpty && name.utf8.allSatisfy(ASCII.isToken), "a field name is a token")
    precondition(value.utf8.allSatisfy(ASCII.isFieldValue), "a field value has no control characters")
    appendUnchecked(name: name.utf8, value: value.utf8)
  }

  /// The fields as pairs, for printing and tests.
  public var pairs: [(name: String, value: String)] {
    entries.indices.map { index in
      let entry = entries[index]
      let name = String(decoding: bytes[Int(entry.nameStart)..<Int(entry.nameEnd)], as: UTF8.self)
      return (name, value(index))
    }
  }

  mutating func appendUnchecked(name: some Sequence<UInt8>, value: some Sequence<UInt8>) {
    let start = UInt32(bytes.count)
    bytes.append(contentsOf: name)
    let middle = UInt32(bytes.count)
    bytes.append(contentsOf: value)
    entries.append(
      Entry(nameStart: start, nameEnd: middle, valueStart: middle, valueEnd: UInt32(bytes.count)))
  }

  func value(_ index: Int) -> String {
    let entry = entries[index]
    return String(decoding: bytes[Int(entry.valueStart)..<Int(entry.valueEnd)], as: UTF8.self)
  }

  func nameEquals(_ index: Int, _ name: String) -> Bool {
    let entry = entries[index]
    guard Int(entry.nameEnd - entry.nameStart) == name.utf8.count else { return false }
    var position = Int(entry.nameStart)
    for byte in name.utf8 {
      if ASCII.lowercased(bytes[position]) != ASCII.lowercased(byte) { return false }
      position += 1
    }
    return true
  }
}
