// Few cells that together hold a box or a disk.

extension Geohash {
  /// Cells of one size that hold the whole box: the finest size of which at most `maxCells` are needed,
  /// row by row from the south, each row eastwards. `maxCells` must be positive.
  public static func cover(_ box: GeoBox, maxCells: Int) -> [Geohash] {
    precondition(maxCells > 0, "no cell covers nothing")
    var bits = maxBits
    while bits > 0, GeohashRange(box, bits: bits).count > maxCells { bits -= 1 }
    let range = GeohashRange(box, bits: bits)
    var cells: [Geohash] = []
    for row in range.south...range.north {
      for step in 0..<range.columns {
        let column = (range.west + step) & ((1 << ((bits + 1) / 2)) - 1)
        cells.append(Geohash(column: UInt32(column), row: UInt32(row), bits: bits))
      }
    }
    return cells
  }

  /// Cells of one size that hold every position within `radiusMeters` of `center`: those that cover the box
  /// around the disk, at most `maxCells`, less those that lie wholly outside the disk. `maxCells` must be
  /// positive.
  public static func cover(center: GeoPoint, radiusMeters: Double, maxCells: Int) -> [Geohash] {
    let bound = FarBound(Geodesic.Origin(center))
    return cover(GeoBox(enclosing: center, radiusMeters: radiusMeters), maxCells: maxCells).filter {
      bound.meters($0.box) <= radiusMeters
    }
  }
}
