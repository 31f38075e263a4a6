// Base64 in its two alphabets (RFC 4648).

/// Conversions between bytes and base64 text.
public enum Base64 {
  private static let standard = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let url = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  /// The standard alphabet, padded with `=` (RFC 4648 section 4).
  public static func encode(_ bytes: [UInt8]) -> String {
    encode(bytes, alphabet: standard, padded: true)
  }

  /// The alphabet for URLs and file names, without padding (RFC 4648 section 5); what JWT uses.
  public static func encodeURL(_ bytes: [UInt8]) -> String {
    encode(bytes, alphabet: url, padded: false)
  }

  /// Decodes the standard alphabet with its padding; nil for anything else, also for stray bits.
  public static func decode(_ text: some StringProtocol) -> [UInt8]? {
    var characters = Array(text.utf8)
    guard characters.count % 4 == 0 else { return nil }
    if characters.last == UInt8(ascii: "=") { characters.removeLast() }
    if characters.last == UInt8(ascii: "=") { characters.removeLast() }
    return decode(characters, plus: UInt8(ascii: "+"), slash: UInt8(ascii: "/"))
  }

  /// Decodes the URL alphabet without padding; nil for anything else, also for stray bits: a token has
  /// exactly one spelling.
  public static func decodeURL(_ text: some StringProtocol) -> [UInt8]? {
    decode(Array(text.utf8), plus: UInt8(ascii: "-"), slash: UInt8(ascii: "_"))
  }

  private static func encode(_ bytes: [UInt8], alphabet: [UInt8], padded: Bool) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var index = 0
    while index < bytes.count {
      let rest = min(3, bytes.count - index)
      var group = UInt32(bytes[index]) << 16
      if rest > 1 { group |= UInt32(bytes[index + 1]) << 8 }
      if rest > 2 { group |= UInt32(bytes[index + 2]) }
      for position in 0...rest {
        text.append(alphabet[Int((group >> UInt32(18 - 6 * position)) & 63)])
      }
      if padded {
        for _ in rest..<3 { text.append(UInt8(ascii: "=")) }
      }
      index += 3
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func decode(_ characters: [UInt8], plus: UInt8, slash: UInt8) -> [UInt8]? {
    guard characters.count % 4 != 1 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(characters.count / 4 * 3 + 2)
    var group: UInt32 = 0
    var bits = 0
    for character in characters {
      let value: UInt8
      switch character {
      case 0x41...0x5A: value = character - 0x41
      case 0x61...0x7A: value = character - 0x61 + 26
      case 0x30...0x39: value = character - 0x30 + 52
      case plus: value = 62
      case slash: value = 63
      default: return nil
      }
      group = group << 6 | UInt32(value)
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(bits)))
        group &= (1 << UInt32(bits)) - 1
      }
    }
    return group == 0 ? bytes : nil
  }
}
