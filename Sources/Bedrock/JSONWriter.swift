// JSON for the hot path: straight into a byte buffer, without intermediate values. Everything that is
// sent per fix is written here; the control plane uses Foundation.

/// Appends one JSON value to a byte buffer.
///
/// The writer keeps track of commas and nesting; the caller names keys and values in order. Misuse (a
/// value without its key, an unclosed object) is a bug of ours and stops the process. Once the buffer
/// has its capacity, writing allocates nothing.
public struct JSONWriter: ~Copyable {
  /// What was written so far.
  public private(set) var bytes: [UInt8]
  private var needsComma = false
  private var depth = 0

  /// Starts with a buffer, whose content is kept and written behind.
  public init(_ buffer: consuming [UInt8] = []) {
    self.bytes = buffer
  }

  /// Ends the writing and hands the buffer back.
  public consuming func finish() -> [UInt8] {
    precondition(depth == 0, "JSON left open")
    return bytes
  }

  /// `{`
  public mutating func beginObject() { open(0x7B) }
  /// `}`
  public mutating func endObject() { close(0x7D) }
  /// `[`
  public mutating func beginArray() { open(0x5B) }
  /// `]`
  public mutating func endArray() { close(0x5D) }

  /// A member's name. Names are the program's own and need no escaping.
  public mutating func key(_ name: StaticString) {
    separate()
    bytes.append(0x22)
    name.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
    bytes.append(0x22)
    bytes.append(0x3A)
    needsComma = false
  }

  /// A member's name that is data (a skill, a code, an identifier).
  public mutating func key(dynamic name: String) {
    string(name)
    bytes.append(0x3A)
    needsComma = false
  }

  /// A text, escaped as RFC 8259 section 7 asks.
  public mutating func string(_ text: String) {
    separate()
    bytes.append(0x22)
    for byte in text.utf8 { appendEscaped(byte) }
    bytes.append(0x22)
    needsComma = true
  }

  /// A text known at compile time that needs no escaping.
  public mutating func string(_ text: StaticString) {
    separate()
    bytes.append(0x22)
    text.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
    bytes.append(0x22)
    needsComma = true
  }

  /// A whole number.
  public mutating func integer(_ value: Int64) {
    separate()
    DecimalText.append(value, to: &bytes)
    needsComma = true
  }

  /// A whole number.
  public mutating func integer(_ value: Int) { integer(Int64(value)) }

  /// A number with at most `decimals` (0 to 9) digits behind the point, rounded half away from zero;
  /// trailing zeros are dropped. Not finite numbers become `null`: JSON has no word for them.
  public mutating func number(_ value: Double, decimals: Int) {
    separate()
    DecimalText.append(value, decimals: decimals, to: &bytes)
    needsComma = true
  }

  /// `true` or `false`
  public mutating func bool(_ value: Bool) {
    literal(value ? "true" : "false")
  }

  /// `null`
  public mutating func null() { literal("null") }

  /// A value that is JSON already.
  public mutating func raw(_ json: [UInt8]) {
    separate()
    bytes.append(contentsOf: json)
    needsComma = true
  }

  private mutating func literal(_ text: StaticString) {
    separate()
    text.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(0x2C) }
  }

  private mutating func open(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
    depth += 1
    needsComma = false
  }

  private mutating func close(_ bracket: UInt8) {
    precondition(depth > 0, "JSON closed twice")
    bytes.append(bracket)
    depth -= 1
    needsComma = true
  }

  private mutating func appendEscaped(_ byte: UInt8) {
    switch byte {
    case 0x22, 0x5C:
      bytes.append(0x5C)
      bytes.append(byte)
    case 0x0A:
      bytes.append(0x5C)
      bytes.append(0x6E)
    case 0x00...0x1F:
      for character in "\\u00".utf8 { bytes.append(character) }
      bytes.append(byte >> 4 == 0 ? 0x30 : 0x31)
      let digit = byte & 0xF
      bytes.append(digit < 10 ? 0x30 + digit : 0x61 + digit - 10)
    default:
      bytes.append(byte)
    }
  }
}
