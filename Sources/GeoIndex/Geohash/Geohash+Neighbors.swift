// The cells around a cell.

extension Geohash {
  /// The eight directions, clockwise from north.
  public enum Direction: Int, CaseIterable, Sendable {
    /// Towards a neighbour.
    case north, northEast, east, southEast, south, southWest, west, northWest

    var columns: Int { [0, 1, 1, 1, 0, -1, -1, -1][rawValue] }
    var rows: Int { [1, 1, 0, -1, -1, -1, 0, 1][rawValue] }
  }

  /// The cell of the same size next to this one. Columns go round the antimeridian; beyond the row at a pole
  /// there is nothing, nil.
  public func neighbor(_ direction: Direction) -> Geohash? {
    let row = Int(self.row) + direction.rows
    guard row >= 0, row < 1 << latitudeBits else { return nil }
    let column = (Int(self.column) + direction.columns) & ((1 << longitudeBits) - 1)
    return Geohash(column: UInt32(column), row: UInt32(row), bits: bits)
  }

  /// The neighbours that exist, clockwise from north: eight, or five in the row at a pole.
  public var neighbors: [Geohash] { Direction.allCases.compactMap(neighbor) }
}
