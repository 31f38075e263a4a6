// Hexadecimal text, in lower case.

/// Conversions between bytes and hexadecimal digits.
public enum HexText {
  /// Sixteen digits, the most significant first.
  public static func encode(_ word: UInt64) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(16)
    append(word, digits: 16, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// Two digits for each byte.
  public static func encode(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    for byte in bytes { append(UInt64(byte), digits: 2, to: &text) }
    return String(decoding: text, as: UTF8.self)
  }

  /// Appends the lowest digits of a word, the most significant of them first. Identifiers are written by the thousand
  /// per second, so this goes without characters.
  static func append(_ word: UInt64, digits: Int, to text: inout [UInt8]) {
    for place in stride(from: digits - 1, through: 0, by: -1) {
      let value = UInt8(truncatingIfNeeded: word >> UInt64(place * 4)) & 0xF
      text.append(value < 10 ? 0x30 + value : 0x61 - 10 + value)
    }
  }

  /// The bytes of an even number of digits in either case; nil for anything else.
  public static func decode(_ text: some StringProtocol) -> [UInt8]? {
    var bytes: [UInt8] = []
    var high: UInt8?
    for character in text.utf8 {
      guard let digit = value(character) else { return nil }
      if let first = high {
        bytes.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    return high == nil ? bytes : nil
  }

  /// The value of one digit in either case.
  @inlinable
  public static func value(_ character: UInt8) -> UInt8? {
    switch character {
    case 0x30...0x39: character - 0x30
    case 0x41...0x46: character - 0x41 + 10
    case 0x61...0x66: character - 0x61 + 10
    default: nil
    }
  }
}
