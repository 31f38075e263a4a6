// Identifiers made by the server: ordered by time, unique without agreement between processes.

/// A UUID of version 7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then 74 random bits.
public struct UUIDv7: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The first eight octets, big end first.
  public let high: UInt64
  /// The last eight octets.
  public let low: UInt64

  /// Builds an identifier from a time and 128 random bits, of which 74 are used. The caller brings both:
  /// the pure ring has neither clock nor entropy.
  public init(at time: Instant, random: (UInt64, UInt64)) {
    let milliseconds = UInt64(bitPattern: time.milliseconds) & 0xFFFF_FFFF_FFFF
    self.high = (milliseconds << 16) | 0x7000 | (random.0 & 0x0FFF)
    self.low = (0b10 << 62) | (random.1 & 0x3FFF_FFFF_FFFF_FFFF)
  }

  /// Parses the 36-character form; nil for anything else, and for other versions or variants.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count == 36 else { return nil }
    var words: (UInt64, UInt64) = (0, 0)
    var digits = 0
    for (index, byte) in bytes.enumerated() {
      if index == 8 || index == 13 || index == 18 || index == 23 {
        guard byte == UInt8(ascii: "-") else { return nil }
        continue
      }
      guard let digit = HexText.value(byte) else { return nil }
      if digits < 16 {
        words.0 = words.0 << 4 | UInt64(digit)
      } else {
        words.1 = words.1 << 4 | UInt64(digit)
      }
      digits += 1
    }
    self.init(high: words.0, low: words.1)
  }

  /// Takes 16 octets, big end first; nil for other versions or variants.
  public init?(high: UInt64, low: UInt64) {
    guard (high >> 12) & 0xF == 7, low >> 62 == 0b10 else { return nil }
    self.high = high
    self.low = low
  }

  /// The time in the identifier.
  public var time: Instant { Instant(milliseconds: Int64(high >> 16)) }

  /// By time, then by chance.
  public static func < (a: UUIDv7, b: UUIDv7) -> Bool {
    (a.high, a.low) < (b.high, b.low)
  }

  /// The 36-character form in lower case.
  public var description: String {
    var text: [UInt8] = []
    text.reserveCapacity(36)
    HexText.append(high >> 32, digits: 8, to: &text)
    text.append(UInt8(ascii: "-"))
    HexText.append(high >> 16, digits: 4, to: &text)
    text.append(UInt8(ascii: "-"))
    HexText.append(high, digits: 4, to: &text)
    text.append(UInt8(ascii: "-"))
    HexText.append(low >> 48, digits: 4, to: &text)
    text.append(UInt8(ascii: "-"))
    HexText.append(low, digits: 12, to: &text)
    return String(decoding: text, as: UTF8.self)
  }
}
