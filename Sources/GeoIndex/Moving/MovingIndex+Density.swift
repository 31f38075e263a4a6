// How many there are about, told from the counts of the tree without looking at anybody.

/// How many technicians an area holds, as far as counts can tell.
public struct CountEstimate: Hashable, Sendable {
  /// There are at least so many: those in squares wholly inside.
  public var least = 0
  /// There are at most so many: those in all squares that the area touches.
  public var most = 0
  /// About so many, if they are spread evenly within the squares at the edge.
  public var expected = 0.0

  /// Nobody.
  public init() {}
}

extension MovingIndex {
  /// Estimates how many technicians are in a box, edges included.
  ///
  /// `least` and `most` are certain. They differ by those in the cells (about 600 m by 300 m) that the edge goes
  /// through, and are equal where the edges are those of cells: the box of a ``Geohash`` of up to 32 bits is counted
  /// exactly. O(squares of the tree at the edge), nothing is allocated.
  public func estimateCount(in box: GeoBox) -> CountEstimate {
    let window = FineWindow(box)
    var estimate = CountEstimate()
    for root in 0..<256 where tree.roots[root] != .max {
      let node = tree.roots[root]
      let (row, column) = (Int(tree.nodes[node].row), Int(tree.nodes[node].column))
      let share = window.share(row: row, column: column, bits: 4)
      add(node, level: 0, share: share, window, &estimate)
    }
    return estimate
  }

  private func add(
    _ node: UInt32, level: Int, share: Double, _ window: FineWindow, _ estimate: inout CountEstimate
  ) {
    guard share > 0 else { return }
    if share == 1 {
      estimate.add(Int(tree.nodes[node].count), share: 1)
      return
    }
    var rest = tree.nodes[node].occupancy
    while rest != 0 {
      let child = tree.nodes[node].first + UInt32(rest.trailingZeroBitCount)
      rest &= rest - 1
      if level == CellTree.levels - 1 {
        let cell = tree.cell(child)
        let share = window.share(row: Int(cell.row), column: Int(cell.column), bits: CellGrid.bits)
        estimate.add(Int(cell.count), share: share)
      } else {
        let below = tree.children[child].node
        let (row, column) = (Int(tree.nodes[below].row), Int(tree.nodes[below].column))
        let share = window.share(row: row, column: column, bits: 7 + 3 * level)
        add(below, level: level + 1, share: share, window, &estimate)
      }
    }
  }

  /// Technicians per square kilometre around a place: of the smallest square of the tree around it (of about 10, 600,
  /// 40 000 or 2 500 000 km2 in the middle latitudes) that holds at least `count` of them, which must be positive; where
  /// none does, of the whole earth. O(1), nothing is allocated.
  ///
  /// An estimate: a place at the edge of a town gets the mean of town and desert.
  public func densityPerSquareKilometer(around point: GeoPoint, among count: Int = 32) -> Double {
    precondition(count > 0, "a density of nobody")
    let place = CellCoordinate(point)
    for level in stride(from: CellTree.levels - 1, through: 0, by: -1) {
      guard let node = tree.node(at: place, level: level), tree.nodes[node].count >= count else { continue }
      let square = Geohash(point, bits: 8 + 6 * level).box
      return Double(tree.nodes[node].count) / square.areaSquareMeters * 1e6
    }
    return Double(self.count) / GeoBox.world.areaSquareMeters * 1e6
  }
}

extension CountEstimate {
  @inline(__always)
  fileprivate mutating func add(_ count: Int, share: Double) {
    guard share > 0 else { return }
    if share == 1 { least += count }
    most += count
    expected += Double(count) * share
  }
}

/// A box in the units of the finest rows and columns.
private struct FineWindow {
  private let south: Int64
  private let north: Int64
  private let west: UInt32
  private let span: Int64

  init(_ box: GeoBox) {
    south = Int64(Geohash.fineRow(box.southAngle))
    north = Int64(Geohash.fineRow(box.northAngle))
    west = Geohash.fineColumn(box.westAngle)
    span = Int64(box.longitudeSpan)
  }

  /// The part of a square that lies in the box, by rows and columns: exactly 0 and 1 for none and all of it.
  func share(row: Int, column: Int, bits: Int) -> Double {
    let height = Int64(1) << Int64(31 - bits)
    let first = Int64(row) * height
    let rows = min(first + height - 1, north) - max(first, south) + 1
    guard rows > 0 else { return 0 }
    let width = Int64(1) << Int64(32 - bits)
    // From the western edge eastwards; a square across that edge comes round to it again.
    let begin = Int64(UInt32(truncatingIfNeeded: Int64(column) * width) &- west)
    let end = begin + width - 1
    var columns = max(0, min(end, span) - begin + 1)
    if end >= 1 << 32 { columns += min(end - (1 << 32), span) + 1 }
    return Double(min(rows, height)) / Double(height) * (Double(min(columns, width)) / Double(width))
  }
}
