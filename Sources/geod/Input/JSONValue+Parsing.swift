// Reading JSON of the control plane, strictly: RFC 8259 and nothing beside it, and no name twice in one object.

import Bedrock

extension JSONValue {
  /// The deepest nesting that is read.
  static let depthMax = 32

  /// Parses a whole text (RFC 8259). O(bytes).
  /// - Throws: `missing` when there is nothing and `malformed` with the byte when it is no JSON, with the
  ///   field that was given; `duplicateField` with the path of a member that occurs twice.
  static func parse(_ bytes: [UInt8], field: String) throws(FieldError) -> JSONValue {
    guard !bytes.isEmpty else {
      throw FieldError(field: field, code: .missing, message: "must be JSON, and nothing was sent")
    }
    var parser = JSONParser(bytes)
    do throws(JSONParser.Fault) {
      let value = try parser.value(path: "", depth: 0)
      try parser.end()
      return value
    } catch {
      switch error {
      case .malformed(let place):
        throw FieldError(field: field, code: .malformed, message: "is not valid JSON at byte \(place)")
      case .tooDeep:
        throw FieldError(
          field: field, code: .malformed, message: "is nested more than \(depthMax) levels deep")
      case .repeated(let path):
        throw FieldError(field: path, code: .duplicateField, message: "occurs twice")
      }
    }
  }
}

/// One pass over a text.
private struct JSONParser {
  enum Fault: Error {
    case malformed(at: Int)
    case tooDeep
    case repeated(path: String)
  }

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  /// Takes the byte when it is next, behind any space.
  private mutating func skip(_ byte: Character) -> Bool {
    skipSpace()
    guard let wanted = byte.asciiValue, next == wanted else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ byte: Character) throws(Fault) {
    guard skip(byte) else { throw .malformed(at: position) }
  }

  mutating func end() throws(Fault) {
    skipSpace()
    guard position == bytes.count else { throw .malformed(at: position) }
  }

  mutating func value(path: String, depth: Int) throws(Fault) -> JSONValue {
    guard depth <= JSONValue.depthMax else { throw .tooDeep }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try object(path: path, depth: depth)
    case UInt8(ascii: "["): return try array(path: path, depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return .number(try number())
    }
  }

  private mutating func object(path: String, depth: Int) throws(Fault) -> JSONValue {
    try expect("{")
    var members: [String: JSONValue] = [:]
    if skip("}") { return .object(members) }
    repeat {
      skipSpace()
      let name = try string()
      let path = path.isEmpty ? name : "\(path).\(name)"
      try expect(":")
      let value = try value(path: path, depth: depth + 1)
      // The name comes from the caller and goes into the answer: it is cut to a size that can be read.
      guard members.updateValue(value, forKey: name) == nil else {
        throw .repeated(path: String(path.prefix(200)))
      }
    } while skip(",")
    try expect("}")
    return .object(members)
  }

  private mutating func array(path: String, depth: Int) throws(Fault) -> JSONValue {
    try expect("[")
    var elements: [JSONValue] = []
    if skip("]") { return .array(elements) }
    repeat {
      elements.append(try value(path: "\(path)[\(elements.count)]", depth: depth + 1))
    } while skip(",")
    try expect("]")
    return .array(elements)
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue) throws(Fault) -> JSONValue {
    for byte in "\(word)".utf8 {
      guard next == byte else { throw .malformed(at: position) }
      position += 1
    }
    return value
  }

  /// The grammar of RFC 8259 section 6; the value is the nearest Double, and must have one.
  private mutating func number() throws(Fault) -> Double {
    let start = position
    if next == UInt8(ascii: "-") { position += 1 }
    let isZero = next == UInt8(ascii: "0")
    let digits = takeDigits()
    // A number has a digit, and none behind a leading zero.
    guard digits > 0, !isZero || digits == 1 else { throw .malformed(at: start) }
    if next == UInt8(ascii: ".") {
      position += 1
      guard takeDigits() > 0 else { throw .malformed(at: position) }
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      position += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
      guard takeDigits() > 0 else { throw .malformed(at: position) }
    }
    guard let value = Double(String(decoding: bytes[start..<position], as: UTF8.self)), value.isFinite else {
      throw .malformed(at: start)
    }
    return value
  }

  private mutating func takeDigits() -> Int {
    let start = position
    while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
    return position - start
  }

  private mutating func string() throws(Fault) -> String {
    let start = position
    guard next == UInt8(ascii: "\"") else { throw .malformed(at: position) }
    position += 1
    var text: [UInt8] = []
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else { throw .malformed(at: start) }
        return string
      case UInt8(ascii: "\\"): text.append(contentsOf: try escape())
      case 0x00...0x1F: throw .malformed(at: position - 1)
      default: text.append(byte)
      }
    }
    throw .malformed(at: position)
  }

  /// What stands for the escape whose backslash was taken (RFC 8259 section 7).
  private mutating func escape() throws(Fault) -> [UInt8] {
    guard let byte = next else { throw .malformed(at: position) }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      var units = [try codeUnit()]
      if UTF16.isLeadSurrogate(units[0]) {
        guard next == UInt8(ascii: "\\") else { throw .malformed(at: position) }
        position += 1
        guard next == UInt8(ascii: "u") else { throw .malformed(at: position) }
        position += 1
        units.append(try codeUnit())
      }
      guard let text = String(validating: units, as: UTF16.self) else { throw .malformed(at: position) }
      return Array(text.utf8)
    default: throw .malformed(at: position - 1)
    }
  }

  private mutating func codeUnit() throws(Fault) -> UInt16 {
    guard position + 4 <= bytes.count else { throw .malformed(at: bytes.count) }
    var unit: UInt16 = 0
    for byte in bytes[position..<(position + 4)] {
      guard let digit = HexText.value(byte) else { throw .malformed(at: position) }
      unit = unit << 4 | UInt16(digit)
    }
    position += 4
    return unit
  }
}
