// Walking the cells that a rectangle touches.

import CVector

extension CellTree {
  /// Up to so many squares of 8 x 8 blocks are looked up one by one; larger rectangles descend from the roots.
  private static let directSquaresMax = 16

  /// Appends the runs of the cells in the walk's rectangle. Visits only nodes and cells that exist: O(nodes
  /// and cells touched).
  // Inlined, because the tree would be copied for the call: it is borrowed from the index that holds the walk, too.
  @inline(__always)
  func collect(_ walk: inout CellWalk) {
    let (south, north) = (walk.rectangle.south >> 6, walk.rectangle.north >> 6)
    let (west, east) = (walk.rectangle.west >> 6, walk.rectangle.east >> 6)
    if (north - south + 1) * (east - west + 1) <= Self.directSquaresMax {
      for row in south...north {
        for column in west...east {
          if let node = square(row: row, column: column, &walk.squares) { noteBlocks(below: node, &walk) }
        }
      }
    } else {
      for row in (south >> 6)...(north >> 6) {
        for column in (west >> 6)...(east >> 6) {
          let root = roots[row << 4 | column]
          if root != .max { collect(root, level: 0, &walk) }
        }
      }
    }
    visitNoted(&walk)
  }

  private func collect(_ node: UInt32, level: Int, _ walk: inout CellWalk) {
    guard level < Self.levels - 2 else { return noteBlocks(below: node, &walk) }
    var rest = nodes[node].occupancy & mask(node, level: level, walk.rectangle)
    let first = Int(nodes[node].first)
    while rest != 0 {
      let child = children[first + rest.trailingZeroBitCount].node
      rest &= rest - 1
      if isWanted(child, level: level + 1, &walk) { collect(child, level: level + 1, &walk) }
    }
  }

  /// Whether the summary filter lets anybody below a node through.
  @inline(__always)
  private func isWanted(_ node: UInt32, level: Int, _ walk: inout CellWalk) -> Bool {
    if walk.filter.asksNothing { return true }
    if walk.filter.mayHold(skills: nodes[node].skills, maxRating: nodes[node].maxRating) { return true }
    walk.pass(by: technicians(below: node, level: level, in: walk.rectangle))
    return false
  }

  /// Notes the blocks of a node of 10 bits that the rectangle touches, and asks for their nodes: all wait together.
  @inline(__always)
  private func noteBlocks(below node: UInt32, _ walk: inout CellWalk) {
    var rest = nodes[node].occupancy & mask(node, level: Self.levels - 2, walk.rectangle)
    let first = Int(nodes[node].first)
    walk.leaves.reserve(walk.leafCount + 64)
    while rest != 0 {
      let leaf = children[first + rest.trailingZeroBitCount].node
      rest &= rest - 1
      nodes.prefetch(leaf)
      walk.leaves[walk.leafCount] = leaf
      walk.leafCount += 1
    }
  }

  /// Visits the blocks that were noted; where there are several, after asking for the rows of all.
  private func visitNoted(_ walk: inout CellWalk) {
    var kept = 0
    for index in 0..<walk.leafCount {
      let leaf = walk.leaves[index]
      guard isWanted(leaf, level: Self.levels - 1, &walk) else { continue }
      if walk.leafCount > 1 { prefetchRows(of: leaf, walk.rectangle) }
      walk.leaves[kept] = leaf
      kept += 1
    }
    for index in 0..<kept { visit(walk.leaves[index], &walk) }
    walk.leafCount = 0
  }

  /// Asks for the rows of a block that the rectangle touches.
  @inline(__always)
  private func prefetchRows(of leaf: UInt32, _ rectangle: CellRectangle) {
    let row = Int(nodes[leaf].row) << 3
    for row in max(0, rectangle.south - row)...min(7, rectangle.north - row)
    where (nodes[leaf].occupancy >> UInt64(8 * row)) & 0xFF != 0 {
      blocks.runs.prefetch(nodes[leaf].first + UInt32(8 * row))
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

  /// About how many technicians a node has in the rectangle: as many of them as of its children.
  private func technicians(below node: UInt32, level: Int, in rectangle: CellRectangle) -> Int {
    let occupancy = nodes[node].occupancy
    let touched = (occupancy & mask(node, level: level, rectangle)).nonzeroBitCount
    return Int(nodes[node].count) * touched / occupancy.nonzeroBitCount
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
  func technicians(
    inBlocksAround place: CellCoordinate, margin: Int, _ known: inout KnownSquares
  ) -> UInt32 {
    let last = (1 << CellGrid.bits) - 1
    let (row, column) = (Int(place.row) & ~7, Int(place.column) & ~7)
    let rectangle = CellRectangle(
      south: max(0, row - 8 * margin), north: min(last, row + 8 * margin + 7),
      west: max(0, column - 8 * margin), east: min(last, column + 8 * margin + 7))
    let level = Self.levels - 2
    var sum: UInt32 = 0
    for row in (rectangle.south >> 6)...(rectangle.north >> 6) {
      for column in (rectangle.west >> 6)...(rectangle.east >> 6) {
        guard let node = square(row: row, column: column, &known) else { continue }
        var rest = nodes[node].occupancy & mask(node, level: level, rectangle)
        let first = Int(nodes[node].first)
        while rest != 0 {
          sum += children[first + rest.trailingZeroBitCount].count
          rest &= rest - 1
        }
      }
    }
    return sum
  }
}
