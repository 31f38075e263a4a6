// Walking the cells that a rectangle touches.

import CVector

/// What a walk looks for, and what it found: runs of slots, one for each cell. Its memory is reused.
struct CellWalk: ~Copyable {
  var rectangle = CellRectangle(south: 0, north: 0, west: 0, east: 0)
  var filter = SummaryFilter(.everything)
  /// Rules cells out; nil takes all of the rectangle.
  var reach: LocalReach?

  private(set) var runs = Slab<geod_run>(blank: geod_run(start: 0, count: 0))
  private(set) var count = 0
  /// How many technicians the cells in reach hold, whether or not the summary filter left the cells out.
  private(set) var seen = 0

  mutating func clear() {
    count = 0
    seen = 0
  }

  /// Lists the cell unless it is out of reach or holds nobody who passes.
  @inline(__always)
  mutating func offer(_ cell: Cell) {
    if let reach, reach.excludes(row: cell.row, column: cell.column) { return }
    seen += Int(cell.count)
    guard filter.mayHold(skills: cell.skills, maxRating: cell.maxRating) else { return }
    if count == runs.capacity { runs.reserve(count + 1) }
    runs[count] = geod_run(start: cell.start, count: cell.count)
    count += 1
  }
}

extension CellTree {
  /// Appends the runs of the cells in the walk's rectangle. Visits only nodes and cells that exist: O(nodes
  /// and cells touched).
  func collect(_ walk: inout CellWalk) {
    for row in (walk.rectangle.south >> 12)...(walk.rectangle.north >> 12) {
      for column in (walk.rectangle.west >> 12)...(walk.rectangle.east >> 12) {
        let root = roots[row << 4 | column]
        if root != .max { collect(root, level: 0, &walk) }
      }
    }
  }

  private func collect(_ node: UInt32, level: Int, _ walk: inout CellWalk) {
    guard walk.filter.mayHold(skills: nodes[node].skills, maxRating: nodes[node].maxRating) else { return }
    var rest = nodes[node].occupancy & mask(node, level: level, walk.rectangle)
    let first = Int(node) << 6
    while rest != 0 {
      let child = children[first | rest.trailingZeroBitCount]
      rest &= rest - 1
      if level == Self.levels - 1 {
        walk.offer(cells[child])
      } else {
        collect(child, level: level + 1, &walk)
      }
    }
  }

  /// The children of a node that the rectangle touches: the bits of some rows and some columns of 8 x 8.
  @inline(__always)
  private func mask(_ node: UInt32, level: Int, _ rectangle: CellRectangle) -> UInt64 {
    let shift = Self.shift(level) - 3
    let firstRow = Int(nodes[node].row) << 3
    let firstColumn = Int(nodes[node].column) << 3
    let south = max(0, rectangle.south >> shift - firstRow)
    let north = min(7, rectangle.north >> shift - firstRow)
    let west = max(0, rectangle.west >> shift - firstColumn)
    let east = min(7, rectangle.east >> shift - firstColumn)
    guard south <= north, west <= east else { return 0 }
    let rows = (UInt64.max << UInt64(8 * south)) & (.max >> UInt64(56 - 8 * north))
    let columns = ((UInt64(0xFF) << UInt64(west)) & 0xFF) & (0xFF >> UInt64(7 - east))
    return rows & (columns &* 0x0101_0101_0101_0101)
  }
}
