// The nearest boxes, best first.

extension RTree {
  /// What a queue entry is; what costs nothing goes before what costs something.
  private enum Stage {
    static let node: Int32 = 0
    static let bound: Int32 = 1
    static let exact: Int32 = 2
  }

  /// The boxes nearest to a place by the geodesic distance to the nearest place of the box, nearest first, ties by
  /// id; a box that holds the place is 0 m away. Replaces `result`, which keeps its capacity.
  ///
  /// - Parameters:
  ///   - limit: how many at most.
  ///   - radiusMeters: how far away at most.
  /// - Complexity: O(k log n) for boxes that overlap little; a box beyond the reach of the closed form costs
  ///   some 20 us, all others a microsecond. Mutating because it keeps its queue.
  public mutating func nearest(
    to point: GeoPoint, limit: Int, radiusMeters: Double = .infinity, into result: inout [Neighbor]
  ) {
    result.removeAll(keepingCapacity: true)
    guard limit > 0, root != Self.none else { return }
    let origin = Geodesic.Origin(point)
    let bound = FarBound(origin)
    queue.clear()
    queue.push(SearchQueue.Entry(bound: 0, index: root, level: Stage.node))
    while let next = queue.pop() {
      // Answers of one distance are put into the order of their ids: all of them are needed.
      if next.bound > radiusMeters { break }
      if result.count >= limit, next.bound > result[limit - 1].distanceMeters { break }
      switch next.level {
      case Stage.node: open(next.index, bound, radiusMeters)
      case Stage.bound:
        let leaf = leaves[next.index]
        let box = boxes[entry(leaf, slot(of: next.index, in: leaf))].box
        queue.push(
          SearchQueue.Entry(
            bound: box.distanceMeters(from: origin), index: next.index, level: Stage.exact))
      default: result.append(Neighbor(id: next.index, distanceMeters: next.bound))
      }
    }
    result.sortInPlace()
    if result.count > limit { result.removeLast(result.count - limit) }
  }

  private mutating func open(_ node: UInt32, _ bound: FarBound, _ radiusMeters: Double) {
    let isLeaf = nodes[node].level == 0
    for slot in 0..<Int(nodes[node].count) {
      let index = entry(node, slot)
      let meters = bound.meters(boxes[index].box)
      if meters <= radiusMeters {
        queue.push(
          SearchQueue.Entry(
            bound: meters, index: children[index], level: isLeaf ? Stage.bound : Stage.node))
      }
    }
  }
}
