// JSON for the hot path: straight into a byte buffer, without intermediate values. Everything that is
// sent per fix is written here; the control plane uses Foundation.
//
// SAFETY: `unsafe` marks only reads of the UTF-8 of a StaticString. The program's image owns those bytes for
// its whole life, nobody frees them, and the buffer that the standard library lends has their exact count.

/// Appends one JSON value to a byte buffer.
///
/// The writer keeps track of commas and nesting; the caller names keys and values in order. Misuse (a
/// value without its key, a key without its value, a second value, an object closed as an array or not at
/// all) is a bug of ours and stops the process. Once the buffer has its capacity, writing allocates nothing.
public struct JSONWriter: ~Copyable {
  /// What was written so far.
  public private(set) var bytes: [UInt8]
  private var needsComma = false
  private var depth = 0
  /// One bit per open bracket, the innermost lowest: set for an object, clear for an array.
  private var objects: UInt64 = 0
  /// Whether a member's name was written and its value was not.
  private var hasKey = false

  /// How deep arrays and objects may be nested.
  public static let depthMax = 64

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
  public mutating func beginObject() { open(0x7B, isObject: true) }
  /// `}`
  public mutating func endObject() { close(0x7D, isObject: true) }
  /// `[`
  public mutating func beginArray() { open(0x5B, isObject: false) }
  /// `]`
  public mutating func endArray() { close(0x5D, isObject: false) }

  /// A member's name. Names are the program's own and need no escaping.
  public mutating func key(_ name: StaticString) {
    beginKey()
    appendQuoted(name)
    bytes.append(0x3A)
  }

  /// A member's name that is data (a skill, a code, an identifier).
  public mutating func key(dynamic name: String) {
    beginKey()
    appendQuoted(name)
    bytes.append(0x3A)
  }

  /// A text, escaped as RFC 8259 section 7 asks.
  public mutating func string(_ text: String) {
    beginValue()
    appendQuoted(text)
  }

  /// A text known at compile time that needs no escaping.
  public mutating func string(_ text: StaticString) {
    beginValue()
    appendQuoted(text)
  }

  /// A list of texts.
  public mutating func strings(_ texts: [String]) {
    beginArray()
    for text in texts { string(text) }
    endArray()
  }

  /// A whole number.
  public mutating func integer(_ value: Int64) {
    beginValue()
    DecimalText.append(value, to: &bytes)
  }

  /// A whole number.
  public mutating func integer(_ value: Int) { integer(Int64(value)) }

  /// A number with at most `decimals` (0 to 9) digits behind the point, rounded half away from zero;
  /// trailing zeros are dropped. Not finite numbers become `null`: JSON has no word for them.
  public mutating func number(_ value: Double, decimals: Int) {
    beginValue()
    DecimalText.append(value, decimals: decimals, to: &bytes)
  }

  /// `true` or `false`
  public mutating func bool(_ value: Bool) {
    literal(value ? "true" : "false")
  }

  /// `null`
  public mutating func null() { literal("null") }

  /// A value that is JSON already.
  public mutating func raw(_ json: [UInt8]) {
    beginValue()
    bytes.append(contentsOf: json)
  }

  /// The members of an object that is JSON already, put into the object that is open. They must be well-formed
  /// and without white space around them, as a writer makes them.
  public mutating func members(of object: [UInt8]) {
    precondition(object.first == 0x7B && object.last == 0x7D, "members of something that is no object")
    precondition(objects & 1 == 1 && !hasKey, "JSON members outside of an object")
    guard object.count > 2 else { return }
    if needsComma { bytes.append(0x2C) }
    needsComma = true
    bytes.append(contentsOf: object[1..<(object.count - 1)])
  }

  private mutating func literal(_ text: StaticString) {
    beginValue()
    text.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
  }

  private mutating func beginKey() {
    precondition(objects & 1 == 1, "JSON key outside of an object")
    precondition(!hasKey, "JSON key without its value")
    if needsComma { bytes.append(0x2C) }
    needsComma = true
    hasKey = true
  }

  private mutating func beginValue() {
    if hasKey {
      hasKey = false
      return
    }
    precondition(objects & 1 == 0, "JSON value without its key")
    precondition(depth > 0 || !needsComma, "a second JSON value")
    if needsComma { bytes.append(0x2C) }
    needsComma = true
  }

  private mutating func open(_ bracket: UInt8, isObject: Bool) {
    beginValue()
    precondition(depth < Self.depthMax, "JSON nested too deep")
    bytes.append(bracket)
    depth += 1
    objects = objects << 1 | (isObject ? 1 : 0)
    needsComma = false
  }

  private mutating func close(_ bracket: UInt8, isObject: Bool) {
    precondition(depth > 0, "JSON closed twice")
    precondition((objects & 1 == 1) == isObject, "JSON closed by the wrong bracket")
    precondition(!hasKey, "JSON key without its value")
    bytes.append(bracket)
    depth -= 1
    objects >>= 1
    needsComma = true
  }

  private mutating func appendQuoted(_ text: StaticString) {
    bytes.append(0x22)
    text.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
    bytes.append(0x22)
  }

  private mutating func appendQuoted(_ text: String) {
    bytes.append(0x22)
    for byte in text.utf8 { appendEscaped(byte) }
    bytes.append(0x22)
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
