// What must hold after every change. Slow and complete; tests call it, the program does not.

extension MovingIndex {
  /// Checks every invariant and describes the first one that is broken; nil when all hold. O(n + nodes).
  public func brokenInvariant() -> String? {
    var seen = 0
    var skillTotals = [UInt32](repeating: 0, count: 64)
    for root in 0..<256 where tree.roots[root] != .max {
      let node = tree.roots[root]
      if Int(tree.nodes[node].row) << 4 | Int(tree.nodes[node].column) != root {
        return "root \(root) holds the node of another place"
      }
      if let fault = fault(below: node, parent: .max, level: 0, &seen, &skillTotals) { return fault }
    }
    if seen != count { return "cells hold \(seen) technicians, the index \(count)" }
    var located = 0
    for id in 0..<locations.capacity where locations[id].slot != .max { located += 1 }
    if located != count { return "\(located) ids are located, the index holds \(count)" }
    for skill in 0..<64 where skillCounts[skill] != skillTotals[skill] {
      return "skill \(skill) is counted \(skillCounts[skill]) times, held \(skillTotals[skill]) times"
    }
    return nil
  }

  private func fault(
    below node: UInt32, parent: UInt32, level: Int, _ seen: inout Int, _ skillTotals: inout [UInt32]
  ) -> String? {
    let summary = tree.nodes[node]
    if summary.parent != parent { return "node \(node) has the wrong parent" }
    if summary.occupancy == 0 { return "node \(node) is empty" }
    let before = seen
    for child in 0..<64 where (summary.occupancy >> UInt64(child)) & 1 == 1 {
      let index = summary.first + UInt32(child)
      let (row, column) = (Int(summary.row) << 3 | child >> 3, Int(summary.column) << 3 | child & 7)
      let (skills, rating, place): (UInt64, Float, (Int, Int))
      if level == CellTree.levels - 1 {
        let cell = tree.cell(index)
        (skills, rating) = (cell.skills, cell.maxRating)
        place = (Int(cell.row), Int(cell.column))
        if let fault = fault(inCell: index, under: node, &seen, &skillTotals) { return fault }
      } else {
        let next = tree.children[index].node
        let below = tree.nodes[next]
        if tree.children[index].count != below.count { return "node \(node) counts child \(child) wrongly" }
        (skills, rating) = (below.skills, below.maxRating)
        place = (Int(below.row), Int(below.column))
        if let fault = fault(below: next, parent: node, level: level + 1, &seen, &skillTotals) {
          return fault
        }
      }
      if place != (row, column) { return "child \(child) of node \(node) is at another place" }
      if skills & ~summary.skills != 0 { return "node \(node) misses skills of child \(child)" }
      if rating > summary.maxRating { return "node \(node) promises less than child \(child)" }
    }
    if level == CellTree.levels - 1, let fault = fault(inEmptyCellsOf: summary) { return fault }
    if seen - before != Int(summary.count) { return "node \(node) counts wrongly" }
    return nil
  }

  private func fault(
    inCell index: UInt32, under node: UInt32, _ seen: inout Int, _ skillTotals: inout [UInt32]
  ) -> String? {
    let cell = tree.cell(index)
    let room = RunSizes.slots(tree.blocks.sizeClasses[index])
    if tree.blocks.node(of: index) != node { return "the block of cell \(index) is under another node" }
    if cell.count == 0 || cell.count > room { return "cell \(index) overflows" }
    if UInt64(cell.start) + UInt64(room) > UInt64(columns.top) {
      return "cell \(index) reaches beyond the columns"
    }
    for slot in cell.start..<(cell.start + cell.count) {
      let id = columns.ids[slot]
      if locations[id].slot != slot { return "id \(id) is elsewhere" }
      let place = CellCoordinate(columns.points[slot])
      if locations[id].place != place { return "id \(id) is located in another cell" }
      if place.row != cell.row || place.column != cell.column { return "id \(id) is in a foreign cell" }
      let skills = columns.skills[slot]
      if skills & ~cell.skills != 0 { return "cell \(index) misses skills of id \(id)" }
      if columns.ratings[slot] > cell.maxRating { return "cell \(index) promises less than id \(id)" }
      for skill in 0..<64 where (skills >> UInt64(skill)) & 1 == 1 { skillTotals[skill] += 1 }
      seen += 1
    }
    return nil
  }

  /// The walk sees no bits of occupancy: a cell without technicians must say so itself.
  private func fault(inEmptyCellsOf leaf: TreeNode) -> String? {
    for child in 0..<UInt32(64) where (leaf.occupancy >> UInt64(child)) & 1 == 0 {
      let cell = tree.cell(leaf.first + child)
      if cell.count != 0 || cell.skills != 0 || cell.maxRating != 0 {
        return "cell \(leaf.first + child) is empty and says otherwise"
      }
    }
    return nil
  }
}
