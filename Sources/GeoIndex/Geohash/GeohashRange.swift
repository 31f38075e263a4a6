// The cells of one size that a box touches, as rows and columns.

/// A block of geohash cells of one size. It goes round the antimeridian where its box does.
public struct GeohashRange: Hashable, Sendable {
  /// How many bits the cells have.
  public let bits: Int
  let south: Int
  let north: Int
  let west: Int
  let columns: Int

  /// The cells of `bits` bits (0 to 62) that a box touches. O(1).
  public init(_ box: GeoBox, bits: Int) {
    let lowest = Geohash(
      GeoPoint(latitudeAngle: box.southAngle, longitudeAngle: box.westAngle), bits: bits)
    let highest = Geohash(
      GeoPoint(latitudeAngle: box.northAngle, longitudeAngle: box.eastAngle), bits: bits)
    self.bits = bits
    south = Int(lowest.row)
    north = Int(highest.row)
    west = Int(lowest.column)
    let all = 1 << ((bits + 1) / 2)
    // Counted in fine units, because a box that nearly goes round meets its first column twice.
    let shift = UInt64(32 - (bits + 1) / 2)
    let start = UInt64(Geohash.fineColumn(box.westAngle)) & ((1 << shift) - 1)
    columns = min(all, Int((start + UInt64(box.longitudeSpan)) >> shift) + 1)
  }

  /// How many cells there are; `.max` for more than that.
  public var count: Int {
    let (count, hasOverflown) = columns.multipliedReportingOverflow(by: north - south + 1)
    return hasOverflown ? .max : count
  }

  /// The cells, row by row from the south, each row eastwards. O(``count``), which is for the caller to bound.
  public var cells: [Geohash] {
    var cells: [Geohash] = []
    cells.reserveCapacity(count)
    for row in south...north {
      for step in 0..<columns {
        let column = (west + step) & ((1 << ((bits + 1) / 2)) - 1)
        cells.append(Geohash(column: UInt32(column), row: UInt32(row), bits: bits))
      }
    }
    return cells
  }

  /// Whether a cell of this size is among them. O(1).
  public func contains(_ cell: Geohash) -> Bool {
    precondition(cell.bits == bits, "a cell of another size")
    let row = Int(cell.row)
    guard row >= south, row <= north else { return false }
    return (Int(cell.column) - west) & ((1 << ((bits + 1) / 2)) - 1) < columns
  }
}
