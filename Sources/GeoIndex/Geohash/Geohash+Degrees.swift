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
    self.init(
      column: Self.interval(longitude, from: -180, width: 360, bits: (bits + 1) / 2),
      row: Self.interval(latitudeDegrees, from: -90, width: 180, bits: bits / 2), bits: bits)
  }

  /// Which of the `2^bits` intervals of a range holds a value; the range's end belongs to the last one.
  ///
  /// A sum such as `value + 180` rounds, so a value next to an edge is put right by the edges themselves. These are
  /// exact: multiples of 45 / 2^29 degree with at most 37 significant bits.
  private static func interval(_ value: Double, from start: Double, width: Double, bits: Int) -> UInt32 {
    let last = (Int64(1) << Int64(bits)) - 1
    let size = width / Double(last + 1)
    var place = min(max(0, Int64(((value - start) / size).rounded(.down))), last)
    if value < start + Double(place) * size { place -= 1 }
    if place < last, value >= start + Double(place + 1) * size { place += 1 }
    return UInt32(place)
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
