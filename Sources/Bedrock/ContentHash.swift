// A hash for recognising repeated content. Not for hash tables fed by attackers and not for secrets.

/// A 64-bit hash built up word by word.
public struct ContentHash: Sendable {
  /// The hash so far.
  public private(set) var value: UInt64

  /// Starts a hash.
  public init(seed: UInt64 = 0x2545_F491_4F6C_DD1D) {
    self.value = seed
  }

  /// Adds a word.
  public mutating func combine(_ word: UInt64) {
    value = Self.mix(value ^ word) &+ 0x9E37_79B9_7F4A_7C15
  }

  /// Adds the exact bits of a number (so 0.0 and -0.0 differ).
  public mutating func combine(_ number: Double) {
    combine(number.bitPattern)
  }

  /// Adds a signed word.
  public mutating func combine(_ number: Int64) {
    combine(UInt64(bitPattern: number))
  }

  /// Adds a text with its length.
  public mutating func combine(_ text: String) {
    combine(UInt64(text.utf8.count))
    for byte in text.utf8 { combine(UInt64(byte)) }
  }

  /// The finaliser of SplitMix64: a bijection in which every input bit changes half of the output bits.
  @inlinable
  public static func mix(_ word: UInt64) -> UInt64 {
    var z = word
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
