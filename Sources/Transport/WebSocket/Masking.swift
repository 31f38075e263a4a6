// The mask of RFC 6455 section 5.3: exclusive or with four bytes, over and over.

enum Masking {
  /// Masks or unmasks a range in place, eight bytes at a time, and returns the mask as it stands for the byte
  /// behind the range. The first byte of the mask is the lowest of the word.
  ///
  /// SAFETY: every access is at `range.lowerBound + index` with `index + width <= range.count`, and the range is
  /// checked against the span first. The word is treated as little-endian on every machine.
  static func apply(_ mask: UInt32, to bytes: inout MutableSpan<UInt8>, _ range: Range<Int>) -> UInt32 {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "a range of the span")
    let count = range.count
    unsafe bytes.withUnsafeMutableBytes { buffer in
      let start = range.lowerBound
      let wide = UInt64(mask) << 32 | UInt64(mask)
      var index = 0
      while index + 8 <= count {
        let word = unsafe UInt64(
          littleEndian: buffer.loadUnaligned(fromByteOffset: start + index, as: UInt64.self))
        unsafe buffer.storeBytes(of: (word ^ wide).littleEndian, toByteOffset: start + index, as: UInt64.self)
        index += 8
      }
      while index < count {
        unsafe buffer[start + index] ^= UInt8(truncatingIfNeeded: mask >> UInt32(8 * (index & 3)))
        index += 1
      }
    }
    let turn = UInt32(8 * (count & 3))
    return turn == 0 ? mask : mask >> turn | mask << (32 - turn)
  }
}
