// Randomness as an input: everything random in the pure ring, in tests and in generated scenes comes
// from a seed that is printed, so that it can be repeated.

/// SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
///
/// Small, fast and good enough for scenes and tests; never for secrets.
public struct SeededRandom: RandomNumberGenerator, Sendable {
  /// The state; equal states give equal sequences.
  public private(set) var state: UInt64

  /// Starts a sequence. Equal seeds give equal sequences on every machine.
  @inlinable
  public init(seed: UInt64) {
    self.init(state: seed)
  }

  @usableFromInline
  init(state: UInt64) {
    self.state = state
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return ContentHash.mix(state)
  }

  /// A number in `0..<1`, with 53 random bits.
  public mutating func unit() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A number in `range`, from the same bits on every machine.
  public mutating func double(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + unit() * (range.upperBound - range.lowerBound)
  }

  /// A number in `0..<bound`; `bound` must be positive. The bias is below 2^-32 for bounds under 2^32.
  public mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "an empty range has no number")
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// True with the given probability.
  public mutating func chance(_ probability: Double) -> Bool {
    unit() < probability
  }

  /// Normally distributed with mean 0 and deviation 1, by the sum of twelve uniform numbers (the tails
  /// end at six deviations, which suits noise that must stay bounded).
  public mutating func normal() -> Double {
    var sum = -6.0
    for _ in 0..<12 { sum += unit() }
    return sum
  }

  /// A generator for a part of the work that does not disturb this one's sequence: parts with different
  /// labels are independent, and adding a part does not change the others.
  public func fork(_ label: UInt64) -> SeededRandom {
    SeededRandom(seed: ContentHash.mix(state ^ ContentHash.mix(label &+ 0xA076_1D64_78BD_642F)))
  }
}
