// Which nodes lie in which cell of the plane, for finding the nearest one.

/// Nodes sorted into square cells: one array of starts and one of nodes.
struct NodeBuckets: Sendable {
  private static let cellMeters = 500.0

  private let origin: PlanePoint
  private let columns: Int
  private let rows: Int
  private let first: [UInt32]
  private let members: [UInt32]

  /// Sorts the nodes; there must be at least one.
  init(_ nodes: [PlanePoint]) {
    var low = nodes[0]
    var high = nodes[0]
    for node in nodes {
      low = PlanePoint(x: min(low.x, node.x), y: min(low.y, node.y))
      high = PlanePoint(x: max(high.x, node.x), y: max(high.y, node.y))
    }
    origin = low
    columns = Int((high.x - low.x) / Self.cellMeters) + 1
    rows = Int((high.y - low.y) / Self.cellMeters) + 1
    var first = [UInt32](repeating: 0, count: columns * rows + 1)
    let cells = nodes.map { [columns] node in
      Int((node.y - low.y) / Self.cellMeters) * columns + Int((node.x - low.x) / Self.cellMeters)
    }
    for cell in cells { first[cell + 1] += 1 }
    for cell in 0..<(columns * rows) { first[cell + 1] += first[cell] }
    var next = first
    var members = [UInt32](repeating: 0, count: nodes.count)
    for (node, cell) in cells.enumerated() {
      members[Int(next[cell])] = UInt32(node)
      next[cell] += 1
    }
    self.first = first
    self.members = members
  }

  /// The node nearest to a point. Rings of cells are searched outwards from the cell of the point (or the
  /// cell on the border next to it) until no farther ring can hold a nearer node.
  func nearest(to point: PlanePoint, among nodes: [PlanePoint]) -> Int {
    let column = Self.clamp((point.x - origin.x) / Self.cellMeters, below: columns)
    let row = Self.clamp((point.y - origin.y) / Self.cellMeters, below: rows)
    var best = -1
    var bestDistance = Double.infinity
    for ring in 0..<max(columns, rows) {
      // Everything in this ring is at least `ring - 1` whole cells away along one axis; for a point
      // outside the cells this is a lower bound all the more.
      if Double(ring - 1) * Self.cellMeters > bestDistance { break }
      for y in max(0, row - ring)...min(rows - 1, row + ring) {
        let edge = y == row - ring || y == row + ring
        var x = column - ring
        while x <= column + ring {
          if x >= 0, x < columns {
            scan(cell: y * columns + x, point, nodes, &best, &bestDistance)
          }
          x += edge ? 1 : max(1, 2 * ring)
        }
      }
    }
    return best
  }

  private func scan(
    cell: Int, _ point: PlanePoint, _ nodes: [PlanePoint], _ best: inout Int, _ bestDistance: inout Double
  ) {
    for position in Int(first[cell])..<Int(first[cell + 1]) {
      let node = Int(members[position])
      let distance = nodes[node].distance(to: point)
      if distance < bestDistance || (distance == bestDistance && node < best) {
        best = node
        bestDistance = distance
      }
    }
  }

  private static func clamp(_ value: Double, below count: Int) -> Int {
    Int(max(0, min(value, Double(count - 1))))
  }
}
