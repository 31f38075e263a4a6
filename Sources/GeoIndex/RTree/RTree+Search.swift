// Which boxes hold a place, or meet a box or a polygon.

/// What a search asks of boxes. One that a box fails, every box inside it must fail, too.
protocol BoxQuestion: ~Copyable {
  borrowing func admits(_ box: TreeBox) -> Bool
}

extension GeoPoint: BoxQuestion {
  @inline(__always)
  func admits(_ box: TreeBox) -> Bool { box.contains(self) }
}

extension TreeBox: BoxQuestion {
  func admits(_ box: TreeBox) -> Bool { meets(box) }
}

extension PreparedPolygon: BoxQuestion {
  borrowing func admits(_ box: TreeBox) -> Bool { relation(to: box.box) != .outside }
}

extension RTree {
  /// The ids of the boxes that hold a place, edges included, in no particular order. Replaces `result`, which keeps
  /// its capacity. O(log n + found) for boxes that overlap little.
  public func search(at point: GeoPoint, into result: inout [UInt32]) {
    result.removeAll(keepingCapacity: true)
    if root != Self.none { collect(root, point, &result) }
  }

  /// The ids of the boxes that have a place in common with a box; as `search(at:into:)`.
  public func search(in box: GeoBox, into result: inout [UInt32]) {
    result.removeAll(keepingCapacity: true)
    if root != Self.none { collect(root, TreeBox(box), &result) }
  }

  /// The ids of the boxes that have a place in common with a polygon, its edges included; as `search(at:into:)`.
  public func search(in polygon: borrowing PreparedPolygon, into result: inout [UInt32]) {
    result.removeAll(keepingCapacity: true)
    if root != Self.none { collect(root, polygon, &result) }
  }

  private func collect<Question: BoxQuestion & ~Copyable>(
    _ node: UInt32, _ question: borrowing Question, _ result: inout [UInt32]
  ) {
    let first = entry(node, 0)
    let isLeaf = nodes[node].level == 0
    for index in first..<(first + Int(nodes[node].count)) where question.admits(boxes[index]) {
      if isLeaf { result.append(children[index]) } else { collect(children[index], question, &result) }
    }
  }
}
