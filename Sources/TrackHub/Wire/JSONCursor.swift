// A place in a JSON text, and the steps that can be taken from it. This is the hot half of reading what
// phones send; it allocates only where a text with escapes or a very long number forces it to.

/// A position in a JSON text (RFC 8259).
///
/// The text is passed to each step instead of being held, so that the cursor is a plain number that can
/// be kept and put back. All steps are O(length of what they step over).
struct JSONCursor {
  /// The next byte to read.
  var position = 0

  /// How deep values may be nested, so that a hostile text cannot exhaust the stack.
  static let depthMax = 16

  /// What can be wrong with a text; where it is known, the decoder adds the field.
  enum Fault: Error {
    case truncated
    case unexpected(at: Int)
    case badString(at: Int)
    case badLength
    case notANumber(at: Int)
    case tooDeep
  }

  /// Steps over white space and returns the next byte without taking it.
  mutating func peek(_ text: borrowing Span<UInt8>) throws(Fault) -> UInt8 {
    while position < text.count {
      let byte = text[position]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
      position += 1
    }
    throw .truncated
  }

  /// Takes `byte`, after white space.
  mutating func expect(_ byte: UInt8, in text: borrowing Span<UInt8>) throws(Fault) {
    guard try peek(text) == byte else { throw .unexpected(at: position) }
    position += 1
  }

  /// Takes `byte` if it is next, after white space.
  mutating func skip(_ byte: UInt8, in text: borrowing Span<UInt8>) throws(Fault) -> Bool {
    guard try peek(text) == byte else { return false }
    position += 1
    return true
  }

  /// Whether only white space is left.
  mutating func isAtEnd(_ text: borrowing Span<UInt8>) -> Bool {
    (try? peek(text)) == nil
  }

  /// Takes a string and returns the range of its bytes between the quotes. `escaped` says whether they
  /// contain a backslash and have to be read by `unescape`.
  mutating func string(
    _ text: borrowing Span<UInt8>
  ) throws(Fault) -> (range: Range<Int>, escaped: Bool) {
    try expect(0x22, in: text)
    let start = position
    var escaped = false
    while position < text.count {
      let byte = text[position]
      if byte == 0x22 {
        position += 1
        return (start..<(position - 1), escaped)
      }
      if byte < 0x20 { throw .badString(at: position) }
      if byte == 0x5C {
        escaped = true
        position += 1
      }
      position += 1
    }
    throw .truncated
  }

  /// Steps over any value.
  mutating func skipValue(_ text: borrowing Span<UInt8>, depth: Int = 0) throws(Fault) {
    guard depth < Self.depthMax else { throw .tooDeep }
    switch try peek(text) {
    case 0x22:
      _ = try string(text)
    case 0x7B:
      position += 1
      if try skip(0x7D, in: text) { return }
      repeat {
        _ = try string(text)
        try expect(0x3A, in: text)
        try skipValue(text, depth: depth + 1)
      } while try skip(0x2C, in: text)
      try expect(0x7D, in: text)
    case 0x5B:
      position += 1
      if try skip(0x5D, in: text) { return }
      repeat {
        try skipValue(text, depth: depth + 1)
      } while try skip(0x2C, in: text)
      try expect(0x5D, in: text)
    case 0x74: try literal("true", in: text)
    case 0x66: try literal("false", in: text)
    case 0x6E: try literal("null", in: text)
    default: _ = try number(text)
    }
  }

  /// Takes one of the three words.
  mutating func literal(_ word: StaticString, in text: borrowing Span<UInt8>) throws(Fault) {
    for offset in 0..<word.utf8CodeUnitCount {
      guard position + offset < text.count else { throw .truncated }
      // SAFETY: `offset` is below the word's own length; a static string lives for ever.
      guard text[position + offset] == (unsafe word.utf8Start[offset]) else {
        throw .unexpected(at: position)
      }
    }
    position += word.utf8CodeUnitCount
  }
}
