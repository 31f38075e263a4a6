// The boxes of the tree: four numbers, with longitudes that go round.

/// A box as the tree keeps it; the same four numbers as a `GeoBox`.
struct TreeBox: Equatable, BitwiseCopyable {
  var south: Int32 = 0
  var north: Int32 = 0
  var west: Int32 = 0
  var span: UInt32 = 0

  init() {}

  init(_ box: GeoBox) {
    south = box.southAngle
    north = box.northAngle
    west = box.westAngle
    span = box.longitudeSpan
  }

  var box: GeoBox {
    GeoBox(southAngle: south, northAngle: north, westAngle: west, longitudeSpan: span)
  }

  @inline(__always)
  func contains(_ point: GeoPoint) -> Bool {
    point.latitudeAngle >= south && point.latitudeAngle <= north
      && UInt32(bitPattern: point.longitudeAngle &- west) <= span
  }

  /// Whether both have a place in common. Two arcs do when one begins inside the other.
  func meets(_ other: TreeBox) -> Bool {
    south <= other.north && other.south <= north
      && (UInt32(bitPattern: other.west &- west) <= span
        || UInt32(bitPattern: west &- other.west) <= other.span)
  }

  func holds(_ other: TreeBox) -> Bool {
    south <= other.south && other.north <= north
      && (span == .max || Self.reach(from: west, over: other) <= UInt64(span))
  }

  /// The smallest box around both. Its western side is that of one of them.
  func union(_ other: TreeBox) -> TreeBox {
    var result = self
    result.south = min(south, other.south)
    result.north = max(north, other.north)
    let fromOwn = max(UInt64(span), Self.reach(from: west, over: other))
    let fromOther = max(UInt64(other.span), Self.reach(from: other.west, over: self))
    if fromOther < fromOwn { result.west = other.west }
    result.span = UInt32(clamping: min(fromOwn, fromOther))
    return result
  }

  /// How far an arc that begins at `west` has to go to hold the other's.
  private static func reach(from west: Int32, over other: TreeBox) -> UInt64 {
    let gap = UInt64(UInt32(bitPattern: other.west &- west))
    // Whoever goes all the way round has to be followed no farther than that.
    return other.span == .max ? UInt64(UInt32.max) : gap + UInt64(other.span)
  }

  /// In square units of angle: what splits and insertions keep small.
  var area: Double { (Double(span) + 1) * (Double(north) - Double(south) + 1) }
  /// Half the circumference, in units of angle.
  var margin: Double { Double(span) + Double(north) - Double(south) }

  /// The middle in longitude, wrapped.
  var middleLongitude: Int32 { west &+ Int32(bitPattern: span / 2) }
  /// The middle in latitude.
  var middleLatitude: Int32 { Int32((Int64(south) + Int64(north)) / 2) }
}
