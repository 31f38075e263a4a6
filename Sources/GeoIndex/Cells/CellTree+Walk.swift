// Walking the cells that a rectangle touches.

import CVector

/// The answer of a walk: runs of slots, one for each cell.
struct RunList: ~Copyable {
  var runs = Slab<geod_run>(blank: geod_run(start: 0, count: 0))
  private(set) var count = 0
  /// How many technicians the runs hold.
  private(set) var total = 0

  mutating func clear() {
    count = 0
    total = 0
  }

  @inline(__always)
  mutating func append(start: UInt32, count slots: UInt32) {
    if count == runs.capacity { runs.reserve(count + 1) }
    runs[count] = geod_run(start: start, count: slots)
    count += 1
    total += Int(slots)
  }
}

extension CellTree {
  /// Appends the runs of the cells in the rectangle that may hold somebody who passes, and that `reach`, where
  /// given, does not rule out. Visits only nodes and cells that exist: O(nodes and cells touched).
  func collect(
    _ rectangle: CellRectangle, filter: SummaryFilter, reach: LocalReach?, into list: inout RunList
  ) {
    for row in (rectangle.south >> 12)...(rectangle.north >> 12) {
      for column in (rectangle.west >> 12)...(rectangle.east >> 12) {
        let root = roots[row << 4 | column]
        if root == .max { continue }
        collect(root, level: 0, rectangle, filter, reach, &list)
      }
    }
  }

  private func collect(
    _ node: UInt32, level: Int, _ rectangle: CellRectangle, _ filter: SummaryFilter,
    _ reach: LocalReach?, _ list: inout RunList
  ) {
    guard filter.mayHold(skills: nodes[node].skills, maxRating: nodes[node].maxRating) else { return }
    var rest = nodes[node].occupancy & mask(node, level: level, rectangle)
    let first = Int(node) << 6
    while rest != 0 {
      let child = children[first | rest.trailingZeroBitCount]
      rest &= rest - 1
      guard level == Self.levels - 1 else {
        collect(child, level: level + 1, rectangle, filter, reach, &list)
        continue
      }
      guard filter.mayHold(skills: cells[child].skills, maxRating: cells[child].maxRating) else { continue }
      if let reach, reach.excludes(row: cells[child].row, column: cells[child].column) { continue }
      list.append(start: cells[child].start, count: cells[child].count)
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
