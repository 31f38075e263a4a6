// The quickest path between two junctions.

/// A* over a street network, with scratch memory that is kept between searches.
///
/// The cost of a stretch is its length over the travel speed of its class. The estimate of the rest is the
/// straight distance over the top speed; it never exceeds the true cost and is consistent, so the
/// first time a node is settled its cost is final (Hart, Nilsson, Raphael 1968).
public struct PathFinder: Sendable {
  private struct Entry {
    var estimate: Double
    var node: UInt32
  }

  private struct Mark {
    /// The search in which the other members were written; older ones count as blank.
    var search: UInt32
    var settled: Bool
    var parent: UInt32
    var seconds: Double
  }

  private var marks: [Mark] = []
  private var heap: [Entry] = []
  private var search: UInt32 = 0

  /// A finder without memory yet; it grows with the first search.
  public init() {}

  /// The quickest path from `start` to `goal`, both included, written into `path` (whose content is
  /// replaced), and its duration in seconds. Nil, with an empty path, when there is none; that does not
  /// happen in a generated network. O(n log n) at worst, near the straight line in practice; allocates
  /// nothing once the scratch has grown.
  public mutating func quickestPath(
    in streets: StreetGrid, from start: Int, to goal: Int, into path: inout [UInt32]
  ) -> Double? {
    precondition(
      streets.nodes.indices.contains(start) && streets.nodes.indices.contains(goal), "no such node")
    begin(nodeCount: streets.nodeCount)
    path.removeAll(keepingCapacity: true)
    let target = streets.nodes[goal]
    marks[start] = Mark(search: search, settled: false, parent: UInt32(start), seconds: 0)
    push(Entry(estimate: 0, node: UInt32(start)))
    while let entry = pop() {
      let node = Int(entry.node)
      if node == goal {
        collect(from: start, to: goal, into: &path)
        return marks[goal].seconds
      }
      if marks[node].settled { continue }
      marks[node].settled = true
      let seconds = marks[node].seconds
      for position in streets.linkRange(of: node) {
        let link = streets.links[position]
        let reached = seconds + link.lengthMeters / link.streetClass.travelSpeedMetersPerSecond
        let next = Int(link.node)
        if marks[next].search == search, marks[next].seconds <= reached { continue }
        marks[next] = Mark(search: search, settled: false, parent: entry.node, seconds: reached)
        let rest = streets.nodes[next].distance(to: target) / StreetGrid.topSpeedMetersPerSecond
        push(Entry(estimate: reached + rest, node: link.node))
      }
    }
    return nil
  }

  private mutating func begin(nodeCount: Int) {
    if marks.count != nodeCount || search == .max {
      marks = [Mark](
        repeating: Mark(search: 0, settled: false, parent: 0, seconds: 0), count: nodeCount)
      search = 0
    }
    search += 1
    heap.removeAll(keepingCapacity: true)
  }

  private func collect(from start: Int, to goal: Int, into path: inout [UInt32]) {
    var node = UInt32(goal)
    path.append(node)
    while node != UInt32(start) {
      node = marks[Int(node)].parent
      path.append(node)
    }
    path.reverse()
  }

  private mutating func push(_ entry: Entry) {
    heap.append(entry)
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      if heap[parent].estimate <= entry.estimate { break }
      heap[child] = heap[parent]
      child = parent
    }
    heap[child] = entry
  }

  private mutating func pop() -> Entry? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    if heap.isEmpty { return first }
    var parent = 0
    while true {
      var child = 2 * parent + 1
      if child >= heap.count { break }
      if child + 1 < heap.count, heap[child + 1].estimate < heap[child].estimate { child += 1 }
      if last.estimate <= heap[child].estimate { break }
      heap[parent] = heap[child]
      parent = child
    }
    heap[parent] = last
    return first
  }
}
