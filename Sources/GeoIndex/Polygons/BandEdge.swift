// One edge as prepared polygons keep it, and the question that is asked of it.

/// An edge that runs northwards (or along a parallel), in longitudes counted from the polygon's western side.
struct BandEdge: BitwiseCopyable {
  var southLongitude: Int64 = 0
  var northLongitude: Int64 = 0
  var south: Int32 = 0
  var north: Int32 = 0

  init() {}

  init(_ a: Corner, _ b: Corner, west: Int64) {
    let (low, high) = a.latitudeAngle <= b.latitudeAngle ? (a, b) : (b, a)
    southLongitude = low.longitudeUnits - west
    northLongitude = high.longitudeUnits - west
    south = low.latitudeAngle
    north = high.latitudeAngle
  }

  /// The row of places that a latitude belongs to. An edge spans the rows from its southern end to below its
  /// northern one, as if places lay a hair's breadth north of where they are; at the north pole, south of it.
  @inline(__always)
  static func row(_ latitude: Int32) -> Int32 {
    latitude == GeoPoint.maxLatitudeAngle ? latitude - 1 : latitude
  }

  /// Whether the line from a place eastwards crosses the edge. A place on the edge lies east of it.
  @inline(__always)
  func isCrossed(longitude: Int64, latitude: Int32, row: Int32) -> Bool {
    guard south <= row, row < north else { return false }
    if longitude < min(southLongitude, northLongitude) { return true }
    if longitude >= max(southLongitude, northLongitude) { return false }
    // Each factor is at most 2^32, so the products need 65 bits.
    let left = Int128(northLongitude - southLongitude) * Int128(Int64(latitude) - Int64(south))
    let right = Int128(longitude - southLongitude) * Int128(Int64(north) - Int64(south))
    return left > right
  }

  /// Whether the edge has a place in common with a rectangle, whose sides belong to it. Exact.
  func meets(_ box: PlaneBox) -> Bool {
    guard south <= box.north, north >= box.south,
      min(southLongitude, northLongitude) <= box.east, max(southLongitude, northLongitude) >= box.west
    else { return false }
    // Boxes meet; so does the edge unless all corners of the rectangle lie on one side of its line.
    let sum =
      side(box.west, box.south) + side(box.east, box.south) + side(box.west, box.north)
      + side(box.east, box.north)
    return sum.magnitude < 4
  }

  /// 1 for a place west of the edge's line, -1 for one east of it, 0 on it.
  private func side(_ longitude: Int64, _ latitude: Int32) -> Int {
    let left = Int128(northLongitude - southLongitude) * Int128(Int64(latitude) - Int64(south))
    let right = Int128(longitude - southLongitude) * Int128(Int64(north) - Int64(south))
    return left > right ? 1 : left < right ? -1 : 0
  }
}
