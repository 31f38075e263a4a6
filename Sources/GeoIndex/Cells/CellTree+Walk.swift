// Walking the cells that a rectangle touches.

import CVector

extension CellTree {
  /// Up to so many blocks are looked up one by one; larger rectangles descend from the roots.
  private static let directBlocksMax = 16

  /// Appends the runs of the cells in the walk's rectangle. Visits only nodes and cells that exist: O(nodes
  /// and cells touched).
  func collect(_ walk: inout CellWalk) {
    let (south, north) = (walk.rectangle.south >> 3, walk.rectangle.north >> 3)
    let (west, east) = (walk.rectangle.west >> 3, walk.rectangle.east >> 3)
    if (north - south + 1) * (east - west + 1) <= Self.directBlocksMax {
      for row in south...north {
        for column in west...east {
          if let leaf = node(row: row << 3, column: column << 3, level: Self.levels - 1) {
            note(leaf, &walk)
          }
        }
      }
      return visitNoted(&walk)
    }
    for row in (south >> 9)...(north >> 9) {
      for column in (west >> 9)...(east >> 9) {
        let root = roots[row << 4 | column]
        if root != .max { collect(root, level: 0, &walk) }
      }
    }
    visitNoted(&walk)
  }

  /// Notes a block, and asks for the rows of it that are going to be read: all blocks wait together.
  @inline(__always)
  private func note(_ leaf: UInt32, _ walk: inout CellWalk) {
    walk.leaves.reserve(walk.leafCount + 1)
    walk.leaves[walk.leafCount] = leaf
    walk.leafCount += 1
    let row = Int(nodes[leaf].row) << 3
    let first = max(0, walk.rectangle.south - row)
    let last = min(7, walk.rectangle.north - row)
    for row in first...last where (nodes[leaf].occupancy >> UInt64(8 * row)) & 0xFF != 0 {
      blocks.runs.prefetch(nodes[leaf].first + UInt32(8 * row))
    }
  }

  private func visitNoted(_ walk: inout CellWalk) {
    for index in 0..<walk.leafCount { visit(walk.leaves[index], &walk) }
    walk.leafCount = 0
  }

  private func collect(_ node: UInt32, level: Int, _ walk: inout CellWalk) {
    guard level < Self.levels - 1 else { return note(node, &walk) }
    var rest = nodes[node].occupancy & mask(node, level: level, walk.rectangle)
    let first = Int(nodes[node].first)
    while rest != 0 {
      let child = children[first + rest.trailingZeroBitCount]
      rest &= rest - 1
      if walk.filter.mayHold(skills: nodes[child].skills, maxRating: nodes[child].maxRating) {
        collect(child, level: level + 1, &walk)
      }
    }
  }

  /// Lets the kernel list the cells of a block.
  @inline(__always)
  private func visit(_ leaf: UInt32, _ walk: inout CellWalk) {
    let (row, column) = (Int(nodes[leaf].row) << 3, Int(nodes[leaf].column) << 3)
    let part = BlockPart(
      first: nodes[leaf].first, occupancy: nodes[leaf].occupancy, row: UInt32(row), column: UInt32(column),
      firstRow: UInt32(max(0, walk.rectangle.south - row)),
      lastRow: UInt32(min(7, walk.rectangle.north - row)),
      firstColumn: UInt32(max(0, walk.rectangle.west - column)),
      lastColumn: UInt32(min(7, walk.rectangle.east - column)))
    blocks.walk(part, &walk)
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

  /// How many technicians are in the blocks around a place, as far as `margin` blocks in each direction; only an
  /// estimate's base, so it does not look across the antimeridian. O(blocks that exist there).
  func technicians(inBlocksAround place: CellCoordinate, margin: Int) -> UInt32 {
    let last = (1 << CellGrid.bits) - 1
    let (row, column) = (Int(place.row) & ~7, Int(place.column) & ~7)
    let rectangle = CellRectangle(
      south: max(0, row - 8 * margin), north: min(last, row + 8 * margin + 7),
      west: max(0, column - 8 * margin), east: min(last, column + 8 * margin + 7))
    let level = Self.levels - 2
    var sum: UInt32 = 0
    for row in (rectangle.south >> 6)...(rectangle.north >> 6) {
      for column in (rectangle.west >> 6)...(rectangle.east >> 6) {
        guard let node = node(row: row << 6, column: column << 6, level: level) else { continue }
        var rest = nodes[node].occupancy & mask(node, level: level, rectangle)
        let first = Int(nodes[node].first)
        while rest != 0 {
          sum += nodes[children[first + rest.trailingZeroBitCount]].count
          rest &= rest - 1
        }
      }
    }
    return sum
  }
}
