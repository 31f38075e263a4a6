// Few cells that together hold a polygon.

extension Geohash {
  /// Cells of one size that hold the whole polygon, over a pole and across the antimeridian too: the finest size of
  /// which at most `maxCells` are needed, in ascending order of their values. `maxCells` must be positive.
  ///
  /// No cell is listed without need: the polygon has a place in each, or an edge of it goes through. O(`maxCells`)
  /// questions for squares, at most 62 times.
  public static func cover(_ polygon: borrowing PreparedPolygon, maxCells: Int) -> [Geohash] {
    cover(maxCells: maxCells) { cell in polygon.relation(to: cell) != .outside }
  }
}
