// Which cell a position is in. The cell is the geohash of 32 bits, kept as row and column.

/// A cell of the finest grid: 16 bits of longitude, 16 of latitude; 611 m by 306 m on the equator, 555 m by
/// 306 m in Riyadh. Flat optimum: half or twice the size costs little either way.
struct CellCoordinate: Hashable, BitwiseCopyable {
  /// Northwards from the south pole.
  var row: UInt16
  /// Eastwards from the antimeridian.
  var column: UInt16

  /// The cell at the south pole and the antimeridian; a value for places that nobody reads.
  init() {
    row = 0
    column = 0
  }

  @inline(__always)
  init(_ point: GeoPoint) {
    row = UInt16(truncatingIfNeeded: Geohash.fineRow(point.latitudeAngle) >> CellGrid.rowShift)
    column = UInt16(truncatingIfNeeded: Geohash.fineColumn(point.longitudeAngle) >> CellGrid.columnShift)
  }

  /// Whether both cells are in the same block of 8 x 8.
  @inline(__always)
  func isInBlock(of other: CellCoordinate) -> Bool {
    (row ^ other.row) | (column ^ other.column) < 8
  }

  /// Whether both cells are in the same 8 x 8 blocks.
  @inline(__always)
  func isInSquare(of other: CellCoordinate) -> Bool {
    (row ^ other.row) | (column ^ other.column) < 64
  }
}

/// The sizes of the grid and of the tree above it.
enum CellGrid {
  /// Bits of row and of column of a cell.
  static let bits = 16
  /// Units of latitude in a row: 2^15.
  static let rowShift: UInt32 = 15
  /// Units of longitude in a column: 2^16.
  static let columnShift: UInt32 = 16
  /// Height of a row in metres, at most (at a pole).
  static let rowMeters = 32768 * WGS84.radiansPerUnit * WGS84.maxRadius
  /// Width of a column on the equator in metres.
  static let columnMeters = 65536 * WGS84.radiansPerUnit * WGS84.a
}

/// Rows and columns, both ends included, without a wrap: a box across the antimeridian is two of these.
struct CellRectangle {
  var south: Int
  var north: Int
  var west: Int
  var east: Int

  /// The one or two rectangles of cells that a box touches.
  static func covering(_ box: GeoBox) -> (CellRectangle, CellRectangle?) {
    let south = Int(Geohash.fineRow(box.southAngle) >> CellGrid.rowShift)
    let north = Int(Geohash.fineRow(box.northAngle) >> CellGrid.rowShift)
    let columns = 1 << CellGrid.bits
    let start = Int(Geohash.fineColumn(box.westAngle))
    let west = start >> Int(CellGrid.columnShift)
    let east = (start + Int(box.longitudeSpan)) >> Int(CellGrid.columnShift)
    if east < columns {
      return (CellRectangle(south: south, north: north, west: west, east: east), nil)
    }
    if east - columns >= west - 1 {
      return (CellRectangle(south: south, north: north, west: 0, east: columns - 1), nil)
    }
    return (
      CellRectangle(south: south, north: north, west: west, east: columns - 1),
      CellRectangle(south: south, north: north, west: 0, east: east - columns)
    )
  }
}
