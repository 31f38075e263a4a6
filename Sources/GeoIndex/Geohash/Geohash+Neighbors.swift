// The cells around a cell.

extension Geohash {
  /// The eight directions, clockwise from north.
  public enum Direction: Int, CaseIterable, Sendable {
    /// Towards a neighbour.
    case north, northEast, east, southEast, south, southWest, west, northWest

    var columns: Int { [0, 1, 1, 1, 0, -1, -1, -1][rawValue] }
    var rows: Int { [1, 1, 0, -1, -1, -1, 0, 1][rawValue] }
  }

  /// The cell of the same size next to this one.
  ///
  /// Columns go round the antimeridian. Beyond the row at a pole lies that same row on the other side of the
  /// earth: half of all columns further. So every cell has a neighbour in every direction, and two positions a
  /// step apart are in the same cell or in neighbours, at the poles too. With one or two columns or rows a cell is
  /// its own neighbour in some directions. O(1).
  public func neighbor(_ direction: Direction) -> Geohash {
    let columns = 1 << longitudeBits
    let rows = 1 << latitudeBits
    var row = Int(self.row) + direction.rows
    var column = Int(self.column) + direction.columns
    if row < 0 || row >= rows {
      row = min(max(row, 0), rows - 1)
      column += columns / 2
    }
    return Geohash(column: UInt32(column & (columns - 1)), row: UInt32(row), bits: bits)
  }

  /// The eight neighbours, clockwise from north. For cells of 5 bits and more they differ from each other and from
  /// the cell itself.
  public var neighbors: [Geohash] { Direction.allCases.map(neighbor) }
}
