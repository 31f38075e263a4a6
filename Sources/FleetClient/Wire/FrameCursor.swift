// A walk over the JSON of one server message, without building values.

/// Where in a message the reader is. The text is passed to every call, so that the cursor holds no memory.
///
/// The first fault makes the cursor `isBroken`; from then on every call finds nothing. Strings are given as
/// the range of their raw bytes, with escapes as they stand: identifiers, codes and words have none.
struct FrameCursor {
  private(set) var position = 0
  private(set) var isBroken = false
  /// A value was read since the bracket that encloses the cursor: a comma must come before the next.
  private var needsComma = false

  /// Enters an object.
  mutating func beginObject(_ text: borrowing Span<UInt8>) { begin(UInt8(ascii: "{"), text) }

  /// Enters an array.
  mutating func beginArray(_ text: borrowing Span<UInt8>) { begin(UInt8(ascii: "["), text) }

  /// The name of the next member, whose value follows; nil at the end of the object.
  mutating func nextKey(_ text: borrowing Span<UInt8>) -> Range<Int>? {
    guard goOn(UInt8(ascii: "}"), text), let key = string(text) else { return nil }
    guard take(UInt8(ascii: ":"), text) else {
      isBroken = true
      return nil
    }
    return key
  }

  /// Whether the array has another element, which follows.
  mutating func nextElement(_ text: borrowing Span<UInt8>) -> Bool { goOn(UInt8(ascii: "]"), text) }

  /// A string's bytes between the quotes.
  mutating func string(_ text: borrowing Span<UInt8>) -> Range<Int>? {
    guard take(UInt8(ascii: "\""), text) else {
      isBroken = true
      return nil
    }
    let start = position
    while position < text.count {
      switch text[position] {
      case UInt8(ascii: "\""):
        position += 1
        needsComma = true
        return start..<(position - 1)
      case UInt8(ascii: "\\"): position += 2
      default: position += 1
      }
    }
    isBroken = true
    return nil
  }

  /// A whole number that fits 64 bits, without fraction or exponent.
  mutating func integer(_ text: borrowing Span<UInt8>) -> Int64? {
    let isNegative = take(UInt8(ascii: "-"), text)
    let start = position
    var value: Int64 = 0
    while !isBroken, position < text.count, let digit = Self.digit(text[position]) {
      let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, tooLargeStill) = product.addingReportingOverflow(digit)
      if tooLarge || tooLargeStill { isBroken = true }
      value = sum
      position += 1
    }
    if position == start || (position < text.count && Self.continuesNumber(text[position])) {
      isBroken = true
    }
    needsComma = true
    return isBroken ? nil : (isNegative ? -value : value)
  }

  /// Steps over the value that follows, whatever it is.
  mutating func skipValue(_ text: borrowing Span<UInt8>) {
    var depth = 0
    repeat {
      skipSpace(text)
      guard !isBroken, position < text.count else {
        isBroken = true
        return
      }
      switch text[position] {
      case UInt8(ascii: "\""): _ = string(text)
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        position += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        position += 1
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        if depth == 0 { isBroken = true }
        position += 1
      default: skipScalar(text)
      }
    } while depth > 0
    if depth < 0 { isBroken = true }
    needsComma = true
  }

  /// Whether a range of the message spells `word`.
  static func equals(_ word: String, _ text: borrowing Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard word.utf8.count == range.count else { return false }
    var index = range.lowerBound
    for byte in word.utf8 {
      if text[index] != byte { return false }
      index += 1
    }
    return true
  }

  /// What follows `prefix` in a range of the message; nil when the range does not begin with it.
  static func suffix(
    after prefix: String, _ text: borrowing Span<UInt8>, _ range: Range<Int>
  ) -> Range<Int>? {
    let end = range.lowerBound + prefix.utf8.count
    guard end < range.upperBound, equals(prefix, text, range.lowerBound..<end) else { return nil }
    return end..<range.upperBound
  }

  /// A range of the message as a string.
  static func string(_ text: borrowing Span<UInt8>, _ range: Range<Int>) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    for index in range { bytes.append(text[index]) }
    return String(decoding: bytes, as: UTF8.self)
  }

  private mutating func begin(_ bracket: UInt8, _ text: borrowing Span<UInt8>) {
    if !take(bracket, text) { isBroken = true }
    needsComma = false
  }

  /// Steps to the next member or element; false behind the closing bracket.
  private mutating func goOn(_ closing: UInt8, _ text: borrowing Span<UInt8>) -> Bool {
    if take(closing, text) {
      needsComma = true
      return false
    }
    if needsComma, !take(UInt8(ascii: ","), text) { isBroken = true }
    needsComma = false
    return !isBroken
  }

  private mutating func take(_ byte: UInt8, _ text: borrowing Span<UInt8>) -> Bool {
    skipSpace(text)
    guard !isBroken, position < text.count, text[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace(_ text: borrowing Span<UInt8>) {
    while position < text.count {
      switch text[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  private mutating func skipScalar(_ text: borrowing Span<UInt8>) {
    let start = position
    while position < text.count, Self.isScalar(text[position]) { position += 1 }
    if position == start { isBroken = true }
  }

  private static func isScalar(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
      UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "E"):
      true
    default: false
    }
  }

  private static func digit(_ byte: UInt8) -> Int64? {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int64(byte - UInt8(ascii: "0")) : nil
  }

  private static func continuesNumber(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ".") || byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E")
  }
}
