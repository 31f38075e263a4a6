// Everybody in a polygon.

extension MovingIndex {
  /// All technicians inside the polygon who pass the filter, by id. Exact, by the polygon's own rule for edges.
  ///
  /// Descends the tree: squares outside are left alone, squares inside are taken as wholes, and only technicians in
  /// cells that an edge touches are asked for one by one. `result` is overwritten; its capacity is kept, and nothing
  /// else is allocated. O(squares at the edges * edges there + h log h) for h answers.
  public mutating func within(
    _ polygon: borrowing PreparedPolygon, filter: IndexFilter = .everything, into result: inout [UInt32]
  ) {
    result.removeAll(keepingCapacity: true)
    let summary = SummaryFilter(filter)
    for root in 0..<256 where tree.roots[root] != .max {
      collect(tree.roots[root], level: 0, isInside: false, polygon, summary, filter, &result)
    }
    result.sortInPlace()
  }

  private func collect(
    _ node: UInt32, level: Int, isInside: Bool, _ polygon: borrowing PreparedPolygon,
    _ summary: SummaryFilter,
    _ filter: IndexFilter, _ result: inout [UInt32]
  ) {
    let square = tree.nodes[node]
    guard summary.mayHold(skills: square.skills, maxRating: square.maxRating) else { return }
    var isInside = isInside
    if !isInside {
      let cell = Geohash(column: UInt32(square.column), row: UInt32(square.row), bits: 8 + 6 * level)
      switch polygon.relation(to: cell.box) {
      case .outside: return
      case .inside: isInside = true
      case .border: break
      }
    }
    var rest = square.occupancy
    while rest != 0 {
      let child = square.first + UInt32(rest.trailingZeroBitCount)
      rest &= rest - 1
      if level == CellTree.levels - 1 {
        collect(tree.cell(child), isInside: isInside, polygon, summary, filter, &result)
      } else {
        collect(
          tree.children[child].node, level: level + 1, isInside: isInside, polygon, summary, filter, &result)
      }
    }
  }

  private func collect(
    _ cell: Cell, isInside: Bool, _ polygon: borrowing PreparedPolygon, _ summary: SummaryFilter,
    _ filter: IndexFilter, _ result: inout [UInt32]
  ) {
    guard summary.mayHold(skills: cell.skills, maxRating: cell.maxRating) else { return }
    var isInside = isInside
    // A few technicians are asked for sooner than their cell.
    if !isInside, cell.count > 4 {
      let square = Geohash(column: UInt32(cell.column), row: UInt32(cell.row), bits: Self.summaryBitsMax)
      switch polygon.relation(to: square.box) {
      case .outside: return
      case .inside: isInside = true
      case .border: break
      }
    }
    let everybody = filter == .everything
    for slot in cell.start..<(cell.start + cell.count) {
      let id = columns.ids[slot]
      guard everybody || filter.admits(columns.attributes(slot), fixTime: locations[id].fixTime) else {
        continue
      }
      if isInside || polygon.contains(columns.points[slot]) { result.append(id) }
    }
  }
}
