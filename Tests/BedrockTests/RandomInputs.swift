// Random inputs that several tests of this suite draw.

import Bedrock

extension SeededRandom {
  /// Random bytes.
  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
  }

  /// A number whose magnitude is spread evenly over the exponents, so that small and large ones occur.
  mutating func spreadWord() -> UInt64 { next() >> UInt64(below(64)) }
}
