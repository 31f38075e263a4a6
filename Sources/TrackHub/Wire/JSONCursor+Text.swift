// Reading texts: comparing in place where the text is plain, building a String where it is not.

import Bedrock

extension JSONCursor {
  /// Whether the bytes of `range` are exactly those of `word`.
  static func equals(_ word: StaticString, _ text: borrowing Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard word.utf8CodeUnitCount == range.count else { return false }
    for offset in 0..<range.count {
      // SAFETY: `offset` is below the word's own length; a static string lives for ever.
      guard text[range.lowerBound + offset] == (unsafe word.utf8Start[offset]) else { return false }
    }
    return true
  }

  /// The text of a string token; nil when an escape or the UTF-8 in it is invalid.
  static func text(
    _ text: borrowing Span<UInt8>, _ token: (range: Range<Int>, escaped: Bool)
  ) -> String? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(token.range.count)
    var index = token.range.lowerBound
    while index < token.range.upperBound {
      let byte = text[index]
      index += 1
      guard byte == 0x5C else {
        bytes.append(byte)
        continue
      }
      guard index < token.range.upperBound else { return nil }
      let kind = text[index]
      index += 1
      switch kind {
      case 0x22, 0x5C, 0x2F: bytes.append(kind)
      case 0x62: bytes.append(0x08)
      case 0x66: bytes.append(0x0C)
      case 0x6E: bytes.append(0x0A)
      case 0x72: bytes.append(0x0D)
      case 0x74: bytes.append(0x09)
      case 0x75:
        guard let scalar = unicodeEscape(text, &index, end: token.range.upperBound) else { return nil }
        bytes.append(contentsOf: Array(String(Character(scalar)).utf8))
      default: return nil
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  /// Reads `XXXX`, or `XXXX\uXXXX` for a surrogate pair; lone surrogates are refused.
  private static func unicodeEscape(
    _ text: borrowing Span<UInt8>, _ index: inout Int, end: Int
  ) -> UnicodeScalar? {
    guard let first = fourDigits(text, &index, end: end) else { return nil }
    guard first & 0xF800 == 0xD800 else { return UnicodeScalar(first) }
    guard first < 0xDC00, index + 2 <= end, text[index] == 0x5C, text[index + 1] == 0x75 else { return nil }
    index += 2
    guard let second = fourDigits(text, &index, end: end), second & 0xFC00 == 0xDC00 else { return nil }
    return UnicodeScalar(0x10000 + ((first & 0x3FF) << 10) + (second & 0x3FF))
  }

  private static func fourDigits(_ text: borrowing Span<UInt8>, _ index: inout Int, end: Int) -> UInt32? {
    guard index + 4 <= end else { return nil }
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = HexText.value(text[index]) else { return nil }
      value = value << 4 | UInt32(digit)
      index += 1
    }
    return value
  }
}
