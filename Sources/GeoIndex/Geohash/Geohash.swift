// Geohash: one cell of the grid that halves longitude and latitude in turn.

/// A geohash cell: the first `bits` bits of the interleaved position, longitude first.
///
/// G. Niemeyer's code of 2008 (geohash.org). A cell of 5 n bits has a text of n characters; the cells of the
/// live index are cells of 32 bits.
public struct Geohash: Hashable, Sendable {
  /// The interleaved bits, in the low `bits` bits.
  public let value: UInt64
  /// How many bits, from 0 (the world) to 62.
  public let bits: Int

  /// The finest cells: 31 bits of latitude and of longitude, 9.3 mm by 18.7 mm on the equator.
  public static let maxBits = 62

  /// Wraps the integer form. Bits beyond `bits`, or a count outside 0 to 62, are a bug of the caller.
  public init(value: UInt64, bits: Int) {
    precondition(bits >= 0 && bits <= Self.maxBits, "a geohash has 0 to 62 bits")
    precondition(value >> UInt64(bits) == 0, "a geohash with stray bits")
    self.value = value
    self.bits = bits
  }

  /// The cell that holds a stored position. O(1).
  public init(_ point: GeoPoint, bits: Int) {
    precondition(bits >= 0 && bits <= Self.maxBits, "a geohash has 0 to 62 bits")
    self.init(
      column: Self.fineColumn(point.longitudeAngle) >> UInt32(32 - (bits + 1) / 2),
      row: Self.fineRow(point.latitudeAngle) >> UInt32(31 - bits / 2), bits: bits)
  }

  /// The cell in a column (counted eastwards from the antimeridian) and row (northwards from the south pole).
  init(column: UInt32, row: UInt32, bits: Int) {
    let (odd, even) = bits % 2 == 0 ? (row, column) : (column, row)
    self.init(value: Morton.interleave(low: odd, high: even), bits: bits)
  }

  /// How many of the bits divide the longitude.
  public var longitudeBits: Int { (bits + 1) / 2 }
  /// How many of the bits divide the latitude.
  public var latitudeBits: Int { bits / 2 }

  /// The column, eastwards from the antimeridian.
  var column: UInt32 { bits % 2 == 0 ? Morton.odd(value) : Morton.even(value) }
  /// The row, northwards from the south pole.
  var row: UInt32 { bits % 2 == 0 ? Morton.even(value) : Morton.odd(value) }

  /// Longitude as an offset from the antimeridian, 32 bits.
  @inlinable
  static func fineColumn(_ longitudeAngle: Int32) -> UInt32 {
    UInt32(bitPattern: longitudeAngle) ^ 0x8000_0000
  }

  /// Latitude as an offset from the south pole, 31 bits; the north pole belongs to the last row.
  @inlinable
  static func fineRow(_ latitudeAngle: Int32) -> UInt32 {
    min(UInt32(bitPattern: latitudeAngle &+ (1 << 30)), 0x7FFF_FFFF)
  }

  /// The cell that this one is a quarter or half of: shortened to `bits`, which must not exceed the own.
  public func ancestor(bits: Int) -> Geohash {
    precondition(bits >= 0 && bits <= self.bits, "an ancestor has fewer bits")
    return Geohash(value: value >> UInt64(self.bits - bits), bits: bits)
  }

  /// The cell of one character less (5 bits); nil when fewer than 5 bits are left.
  public var parent: Geohash? { bits >= 5 ? ancestor(bits: bits - 5) : nil }

  /// The 32 cells of one character more, in order of their text; empty beyond 57 bits.
  public var children: [Geohash] {
    guard bits + 5 <= Self.maxBits else { return [] }
    return (0..<32).map { Geohash(value: value << 5 | $0, bits: bits + 5) }
  }

  /// Whether the stored position lies in the cell.
  public func contains(_ point: GeoPoint) -> Bool {
    Geohash(point, bits: bits).value == value
  }
}
