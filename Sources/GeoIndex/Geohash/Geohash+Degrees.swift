// Between cells and degrees: encoding unrounded coordinates, decoding to a centre with its error.

public import Bedrock

extension Geohash {
  /// The cell that holds a position in degrees, without rounding it to a stored one first.
  ///
  /// - Throws: `outOfRange` for `lat` or `lon`, as `GeoPoint` does. Longitude 180 is the antimeridian, -180.
  public init(latitudeDegrees: Double, longitudeDegrees: Double, bits: Int) throws(FieldError) {
    precondition(bits >= 0 && bits <= Self.maxBits, "a geohash has 0 to 62 bits")
    _ = try GeoPoint(latitudeDegrees: latitudeDegrees, longitudeDegrees: longitudeDegrees)
    let longitude = longitudeDegrees == 180 ? -180 : longitudeDegrees
    let columns = Double(UInt64(1) << UInt64((bits + 1) / 2))
    let rows = Double(UInt64(1) << UInt64(bits / 2))
    let column = ((longitude + 180) / 360 * columns).rounded(.down)
    let row = ((latitudeDegrees + 90) / 180 * rows).rounded(.down)
    self.init(
      column: UInt32(min(column, columns - 1)), row: UInt32(min(row, rows - 1)), bits: bits)
  }

  /// The cell's edges in degrees, exact. West is in `-180..<180`, east in `-180...180` and above west.
  public var edgesDegrees: (south: Double, west: Double, north: Double, east: Double) {
    let width = 360 / Double(UInt64(1) << UInt64(longitudeBits))
    let height = 180 / Double(UInt64(1) << UInt64(latitudeBits))
    let west = Double(column) * width - 180
    let south = Double(row) * height - 90
    return (south, west, south + height, west + width)
  }

  /// The cell's centre, and how far a position in the cell can be from it on each axis, in degrees.
  public var centerDegrees:
    (latitude: Double, longitude: Double, latitudeError: Double, longitudeError: Double)
  {
    let edges = edgesDegrees
    return (
      (edges.south + edges.north) / 2, (edges.west + edges.east) / 2,
      (edges.north - edges.south) / 2, (edges.east - edges.west) / 2
    )
  }

  /// The stored positions that lie in the cell. (Edges belong to the cell north and east of them; the north
  /// pole belongs to the last row.)
  public var box: GeoBox {
    let south = Int64(row) << Int64(31 - latitudeBits)
    let last = south + (1 << Int64(31 - latitudeBits)) - 1
    let north = last == 0x7FFF_FFFF ? 0x8000_0000 : last
    let west = UInt64(column) << UInt64(32 - longitudeBits)
    return GeoBox(
      southAngle: Int32(south - (1 << 30)), northAngle: Int32(north - (1 << 30)),
      westAngle: Int32(bitPattern: UInt32(west) ^ 0x8000_0000),
      longitudeSpan: UInt32((UInt64(1) << UInt64(32 - longitudeBits)) - 1))
  }
}
