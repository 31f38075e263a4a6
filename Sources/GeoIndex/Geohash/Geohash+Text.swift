// The base-32 text of cells.

public import Bedrock

extension Geohash {
  /// `0-9` and the letters without a, i, l, o.
  private static let alphabet = Array("0123456789bcdefghjkmnpqrstuvwxyz".utf8)

  /// The longest text: 12 characters, 60 bits, 37 mm by 19 mm on the equator.
  public static let maxTextLength = 12

  /// Reads a text of 1 to 12 characters, in lower or upper case.
  ///
  /// - Throws: `badLength`, or `badFormat` for a character outside the alphabet; the field is `geohash`.
  public init(text: String) throws(FieldError) {
    guard (1...Self.maxTextLength).contains(text.utf8.count) else {
      throw FieldError(
        field: "geohash", code: .badLength, message: "a geohash has 1 to 12 characters")
    }
    var value: UInt64 = 0
    for byte in text.utf8 {
      let lower = byte >= 0x41 && byte <= 0x5A ? byte + 0x20 : byte
      guard let digit = Self.alphabet.firstIndex(of: lower) else {
        throw FieldError(
          field: "geohash", code: .badFormat,
          message: "a geohash consists of digits and letters without a, i, l and o")
      }
      value = value << 5 | UInt64(digit)
    }
    self.init(value: value, bits: 5 * text.utf8.count)
  }

  /// The text; nil for a cell whose bits are not a multiple of 5 from 5 to 60.
  public var text: String? {
    guard bits > 0, bits % 5 == 0, bits <= 5 * Self.maxTextLength else { return nil }
    var bytes: [UInt8] = []
    for shift in stride(from: bits - 5, through: 0, by: -5) {
      bytes.append(Self.alphabet[Int(value >> UInt64(shift)) & 31])
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
