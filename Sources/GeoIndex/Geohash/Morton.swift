// Interleaving two numbers bit by bit (G. M. Morton, 1966).

/// Bit interleaving by spreading in five steps of masks.
enum Morton {
  /// `low` into the even bits (bit 0 first), `high` into the odd bits.
  @inlinable
  static func interleave(low: UInt32, high: UInt32) -> UInt64 {
    spread(low) | spread(high) << 1
  }

  /// The even bits, packed.
  @inlinable
  static func even(_ value: UInt64) -> UInt32 {
    var x = value & 0x5555_5555_5555_5555
    x = (x | x >> 1) & 0x3333_3333_3333_3333
    x = (x | x >> 2) & 0x0F0F_0F0F_0F0F_0F0F
    x = (x | x >> 4) & 0x00FF_00FF_00FF_00FF
    x = (x | x >> 8) & 0x0000_FFFF_0000_FFFF
    return UInt32(truncatingIfNeeded: x | x >> 16)
  }

  /// The odd bits, packed.
  @inlinable
  static func odd(_ value: UInt64) -> UInt32 { even(value >> 1) }

  /// One zero bit before each bit.
  @inlinable
  static func spread(_ value: UInt32) -> UInt64 {
    var x = UInt64(value)
    x = (x | x << 16) & 0x0000_FFFF_0000_FFFF
    x = (x | x << 8) & 0x00FF_00FF_00FF_00FF
    x = (x | x << 4) & 0x0F0F_0F0F_0F0F_0F0F
    x = (x | x << 2) & 0x3333_3333_3333_3333
    return (x | x << 1) & 0x5555_5555_5555_5555
  }
}
