// Hexadecimal text, in lower case.

/// Conversions between bytes and hexadecimal digits.
public enum HexText {
  private static let digits = Array("0123456789abcdef".utf8)

  /// Sixteen digits, the most significant first.
  public static func encode(_ word: UInt64) -> String {
    var text = ""
    text.reserveCapacity(16)
    for shift in stride(from: 60, through: 0, by: -4) {
      text.append(Character(UnicodeScalar(digits[Int((word >> UInt64(shift)) & 0xF)])))
    }
    return text
  }

  /// Two digits for each byte.
  public static func encode(_ bytes: some Sequence<UInt8>) -> String {
    var text = ""
    for byte in bytes {
      text.append(Character(UnicodeScalar(digits[Int(byte >> 4)])))
      text.append(Character(UnicodeScalar(digits[Int(byte & 0xF)])))
    }
    return text
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
