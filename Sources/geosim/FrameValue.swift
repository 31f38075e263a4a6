// Reading the server's frames as a client would: a JSON reader of the simulator's own, so that the engine's
// writer is not checked by a reader that shares its mistakes.

/// A JSON value.
indirect enum FrameValue: Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case text(String)
  case list([FrameValue])
  case object([String: FrameValue])

  /// Reads exactly one value; nil when the bytes are not JSON.
  init?(_ bytes: ArraySlice<UInt8>) {
    var reader = FrameReader(bytes)
    guard let value = reader.value(), reader.isAtEnd else { return nil }
    self = value
  }

  subscript(_ key: String) -> FrameValue? {
    guard case .object(let members) = self else { return nil }
    return members[key]
  }

  var text: String? {
    guard case .text(let text) = self else { return nil }
    return text
  }

  var number: Double? {
    guard case .number(let number) = self else { return nil }
    return number
  }

  var whole: UInt64? { number.flatMap { UInt64(exactly: $0) } }

  var list: [FrameValue] {
    guard case .list(let list) = self else { return [] }
    return list
  }
}

/// Reads what geod writes: RFC 8259 without `\u` escapes, which no identifier here needs.
private struct FrameReader {
  private let bytes: ArraySlice<UInt8>
  private var position: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  var isAtEnd: Bool { position == bytes.endIndex }

  mutating func value() -> FrameValue? {
    guard position < bytes.endIndex else { return nil }
    switch bytes[position] {
    case UInt8(ascii: "{"): return object()
    case UInt8(ascii: "["): return list()
    case UInt8(ascii: "\""): return text().map { .text($0) }
    case UInt8(ascii: "t"): return word("true", .bool(true))
    case UInt8(ascii: "f"): return word("false", .bool(false))
    case UInt8(ascii: "n"): return word("null", .null)
    default: return number()
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard position < bytes.endIndex, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func object() -> FrameValue? {
    position += 1
    var members: [String: FrameValue] = [:]
    if take(UInt8(ascii: "}")) { return .object(members) }
    repeat {
      guard let key = text(), take(UInt8(ascii: ":")), let value = value(), members[key] == nil else {
        return nil
      }
      members[key] = value
    } while take(UInt8(ascii: ","))
    return take(UInt8(ascii: "}")) ? .object(members) : nil
  }

  private mutating func list() -> FrameValue? {
    position += 1
    var items: [FrameValue] = []
    if take(UInt8(ascii: "]")) { return .list(items) }
    repeat {
      guard let item = value() else { return nil }
      items.append(item)
    } while take(UInt8(ascii: ","))
    return take(UInt8(ascii: "]")) ? .list(items) : nil
  }

  private mutating func text() -> String? {
    guard take(UInt8(ascii: "\"")) else { return nil }
    var content: [UInt8] = []
    while position < bytes.endIndex {
      var byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") { return String(validating: content, as: UTF8.self) }
      if byte == UInt8(ascii: "\\") {
        guard position < bytes.endIndex else { return nil }
        byte = bytes[position]
        guard byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { return nil }
        position += 1
      }
      content.append(byte)
    }
    return nil
  }

  private mutating func number() -> FrameValue? {
    let start = position
    while position < bytes.endIndex, Self.isInNumber(bytes[position]) { position += 1 }
    return Double(String(decoding: bytes[start..<position], as: UTF8.self)).map { .number($0) }
  }

  private static func isInNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
      UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }

  private mutating func word(_ word: String, _ value: FrameValue) -> FrameValue? {
    for byte in word.utf8 where !take(byte) { return nil }
    return value
  }
}
