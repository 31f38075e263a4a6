// Which nodes of a network under construction are joined already.

/// Which nodes hang together (union-find with path halving).
struct NodeGroups {
  private var parents: [UInt32]

  init(count: Int) {
    parents = (0..<count).map { UInt32($0) }
  }

  mutating func leader(of node: UInt32) -> UInt32 {
    var node = node
    while parents[Int(node)] != node {
      parents[Int(node)] = parents[Int(parents[Int(node)])]
      node = parents[Int(node)]
    }
    return node
  }

  /// Unites two groups; false when they were one already.
  @discardableResult
  mutating func unite(_ a: UInt32, _ b: UInt32) -> Bool {
    let first = leader(of: a)
    let second = leader(of: b)
    guard first != second else { return false }
    parents[Int(max(first, second))] = min(first, second)
    return true
  }
}
