// UTF-8 checked as it arrives (RFC 3629): a fault is found at the first byte that cannot be right.

/// An incremental check of UTF-8. Overlong forms, surrogates and code points beyond U+10FFFF are refused with
/// the byte that makes them so (The Unicode Standard, table 3-7).
public struct UTF8Validator: Sendable, Equatable {
  /// Continuation bytes that are missing.
  private var missing: UInt8 = 0
  /// What the next continuation byte may be.
  private var low: UInt8 = 0x80
  private var high: UInt8 = 0xBF

  /// At the beginning of a text.
  public init() {}

  /// Whether no character is incomplete.
  public var isAtBoundary: Bool { missing == 0 }

  /// Reads a range on; false at the first wrong byte, after which the value means nothing.
  public mutating func accept(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var index = range.lowerBound
    while index < range.upperBound {
      if missing == 0 { index = Self.skipWhole(bytes, index..<range.upperBound) }
      guard index < range.upperBound else { break }
      if !accept(bytes[index]) { return false }
      index += 1
    }
    return true
  }

  private mutating func accept(_ byte: UInt8) -> Bool {
    if missing > 0 {
      guard byte >= low, byte <= high else { return false }
      missing -= 1
      (low, high) = (0x80, 0xBF)
      return true
    }
    switch byte {
    case 0x00...0x7F: return true
    case 0xC2...0xDF: missing = 1
    case 0xE0: (missing, low) = (2, 0xA0)
    case 0xED: (missing, high) = (2, 0x9F)
    case 0xE1...0xEF: missing = 2
    case 0xF0: (missing, low) = (3, 0x90)
    case 0xF1...0xF3: missing = 3
    case 0xF4: (missing, high) = (3, 0x8F)
    default: return false
    }
    return true
  }

  /// The first index in the range where something else begins than a whole, right character, or one of the last three
  /// indices. ASCII is taken eight bytes at a time, everything else a character at a time.
  ///
  /// SAFETY: eight or four bytes are loaded only where at least as many are left in the range, which was checked to lie
  /// inside the span.
  private static func skipWhole(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
    guard !range.isEmpty else { return range.lowerBound }
    precondition(range.upperBound <= bytes.count && range.lowerBound >= 0, "a range of the span")
    var index = range.lowerBound
    unsafe bytes.withUnsafeBytes { buffer in
      while true {
        while index + 8 <= range.upperBound,
          unsafe buffer.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
        {
          index += 8
        }
        while unsafe index < range.upperBound && buffer[index] < 0x80 { index += 1 }
        guard index + 4 <= range.upperBound else { return }
        let start = index
        while index + 4 <= range.upperBound {
          let word = unsafe UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: index, as: UInt32.self))
          let count = characterBytes(word)
          if count == 0 { break }
          index += count
        }
        if index == start { return }
      }
    }
    return index
  }

  /// How many bytes the character has that begins with the lowest byte of the word; 0 for ASCII and for what is wrong.
  /// Each form is one comparison of its fixed bits, and one of the bits that overlong forms, surrogates and code points
  /// beyond the last share.
  @inline(__always)
  private static func characterBytes(_ word: UInt32) -> Int {
    if word & 0xC0E0 == 0x80C0 { return word & 0x1E != 0 ? 2 : 0 }
    if word & 0xC0_C0F0 == 0x80_80E0 {
      let bits = word & 0x200F
      return bits != 0 && bits != 0x200D ? 3 : 0
    }
    if word & 0xC0C0_C0F8 == 0x8080_80F0 {
      let (lead, second) = (word & 7, word & 0x3000)
      return (lead == 0 ? second != 0 : lead < 4 || (lead == 4 && second == 0)) ? 4 : 0
    }
    return 0
  }
}
