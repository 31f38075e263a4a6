// Few cells that together hold a box or a disk.

extension Geohash {
  /// Cells of one size that hold the whole box: the finest size of which at most `maxCells` are needed, in
  /// ascending order of their values. `maxCells` must be positive.
  ///
  /// Nothing of the box is left out, whatever `maxCells` is: where the bound is low, the cells are large, up to the
  /// one that is the world. O(`maxCells`), at most 62 times.
  public static func cover(_ box: GeoBox, maxCells: Int) -> [Geohash] {
    cover(maxCells: maxCells) { cell in box.touches(cell) }
  }

  /// Cells of one size that hold every position within `radiusMeters` (inclusive) of `center`, over a pole and
  /// across the antimeridian too: the finest size of which at most `maxCells` are needed, in ascending order of
  /// their values. `maxCells` must be positive; a negative radius is a bug of the caller.
  ///
  /// A cell is left out only where a lower bound of the distance to all of it (``FarBound``) is beyond the radius.
  /// That bound falls short by at most 1 % and a metre, so cells may be listed that the disk misses by that much.
  public static func cover(center: GeoPoint, radiusMeters: Double, maxCells: Int) -> [Geohash] {
    precondition(radiusMeters >= 0, "a negative radius")
    let bound = FarBound(Geodesic.Origin(center))
    return cover(maxCells: maxCells) { cell in bound.meters(cell) <= radiusMeters }
  }

  /// Halves the world again and again, keeping what `touches` the area, until the next step would need more than
  /// `maxCells` cells.
  ///
  /// A superset of the area as long as `touches` is true for the box of every cell that shares a position with it;
  /// where it is true for other boxes, too, there are only more cells than needed. Each step asks for at most
  /// `2 * maxCells` boxes.
  static func cover(maxCells: Int, touches: (GeoBox) -> Bool) -> [Geohash] {
    precondition(maxCells > 0, "no cell covers nothing")
    var cells = [Geohash(value: 0, bits: 0)]
    var halves: [Geohash] = []
    for bits in 1...maxBits {
      halves.removeAll(keepingCapacity: true)
      for cell in cells {
        for half in 0...1 {
          let half = Geohash(value: cell.value << 1 | UInt64(half), bits: bits)
          if touches(half.box) { halves.append(half) }
        }
        if halves.count > maxCells { return cells }
      }
      swap(&cells, &halves)
    }
    return cells
  }
}

extension GeoBox {
  /// Whether two boxes share a position, edges included.
  func touches(_ other: GeoBox) -> Bool {
    guard southAngle <= other.northAngle, other.southAngle <= northAngle else { return false }
    // One of two arcs that meet begins inside of the other one.
    return UInt32(bitPattern: other.westAngle &- westAngle) <= longitudeSpan
      || UInt32(bitPattern: westAngle &- other.westAngle) <= other.longitudeSpan
  }
}
