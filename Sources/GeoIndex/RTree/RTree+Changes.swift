// One box more or less.

extension RTree {
  /// Adds a box. That the id has one already is a bug of the caller. O(log n).
  public mutating func insert(_ id: UInt32, _ box: GeoBox) {
    precondition(id != Self.none, "not an id")
    precondition(!contains(id), "the id has a box already")
    leaves.reserve(Int(id) + 1)
    count += 1
    if root == Self.none { root = newNode(level: 0) }
    place(id, TreeBox(box))
  }

  /// Takes a box away; false when the id has none. O(log n).
  @discardableResult
  public mutating func remove(_ id: UInt32) -> Bool {
    let leaf = leaf(of: id)
    guard leaf != Self.none else { return false }
    leaves[id] = Self.none
    count -= 1
    drop(id, from: leaf)
    if leaf != root, nodes[leaf].count < Self.thin {
      dissolve(leaf)
    } else {
      tighten(leaf)
    }
    lowerRoot()
    return true
  }

  /// Puts an entry into the leaf that has to grow least.
  private mutating func place(_ id: UInt32, _ box: TreeBox) {
    var node = root
    while nodes[node].level > 0 {
      let slot = cheapest(node, for: box)
      boxes[entry(node, slot)] = boxes[entry(node, slot)].union(box)
      node = children[entry(node, slot)]
    }
    add(id, box, to: node)
  }

  private func cheapest(_ node: UInt32, for box: TreeBox) -> Int {
    var best = (slot: 0, growth: Double.infinity, area: Double.infinity)
    for slot in 0..<Int(nodes[node].count) {
      let own = boxes[entry(node, slot)]
      let area = own.area
      let growth = own.union(box).area - area
      if (growth, area) < (best.growth, best.area) { best = (slot, growth, area) }
    }
    return best.slot
  }

  /// Adds an entry and splits the node where there is no room.
  private mutating func add(_ child: UInt32, _ box: TreeBox, to node: UInt32) {
    guard nodes[node].count == Self.fanout else {
      append(child, box, to: node)
      return
    }
    var entries: [(child: UInt32, box: TreeBox)] = [(child, box)]
    for slot in 0..<Self.fanout { entries.append((children[entry(node, slot)], boxes[entry(node, slot)])) }
    let (stay, go) = Self.split(entries)
    let sibling = newNode(level: nodes[node].level)
    nodes[node].count = 0
    for (child, box) in stay { append(child, box, to: node) }
    for (child, box) in go { append(child, box, to: sibling) }

    if node == root {
      root = newNode(level: nodes[node].level + 1)
      append(node, bounds(of: node), to: root)
      append(sibling, bounds(of: sibling), to: root)
    } else {
      let parent = nodes[node].parent
      boxes[entry(parent, slot(of: node, in: parent))] = bounds(of: node)
      add(sibling, bounds(of: sibling), to: parent)
    }
  }

  /// The cut with the least area on both sides (the least margin where areas are equal), among the cuts by longitude
  /// and by latitude that leave a third on each side.
  private static func split(
    _ entries: [(child: UInt32, box: TreeBox)]
  ) -> (stay: ArraySlice<(child: UInt32, box: TreeBox)>, go: ArraySlice<(child: UInt32, box: TreeBox)>) {
    let west = entries.reduce(entries[0].box) { $0.union($1.box) }.west
    let orders = [
      entries.sorted {
        UInt32(bitPattern: $0.box.middleLongitude &- west)
          < UInt32(bitPattern: $1.box.middleLongitude &- west)
      },
      entries.sorted { $0.box.middleLatitude < $1.box.middleLatitude },
    ]
    var best = (order: 0, cut: entries.count / 2, area: Double.infinity, margin: Double.infinity)
    let least = entries.count / 3
    for (number, order) in orders.enumerated() {
      for cut in least...(entries.count - least) {
        let one = order[..<cut].dropFirst().reduce(order[0].box) { $0.union($1.box) }
        let other = order[cut...].dropFirst().reduce(order[cut].box) { $0.union($1.box) }
        let (area, margin) = (one.area + other.area, one.margin + other.margin)
        if (area, margin) < (best.area, best.margin) { best = (number, cut, area, margin) }
      }
    }
    return (orders[best.order][..<best.cut], orders[best.order][best.cut...])
  }

  private mutating func drop(_ child: UInt32, from node: UInt32) {
    let slot = slot(of: child, in: node)
    let last = Int(nodes[node].count) - 1
    boxes[entry(node, slot)] = boxes[entry(node, last)]
    children[entry(node, slot)] = children[entry(node, last)]
    nodes[node].count -= 1
  }

  /// Makes the boxes above a node as small as they can be; nodes without entries go.
  private mutating func tighten(_ start: UInt32) {
    var node = start
    while node != root {
      let parent = nodes[node].parent
      if nodes[node].count == 0 {
        drop(node, from: parent)
        free(node)
      } else {
        boxes[entry(parent, slot(of: node, in: parent))] = bounds(of: node)
      }
      node = parent
    }
  }

  /// Puts the entries of a thin leaf elsewhere.
  private mutating func dissolve(_ leaf: UInt32) {
    var entries: [(child: UInt32, box: TreeBox)] = []
    for slot in 0..<Int(nodes[leaf].count) {
      entries.append((children[entry(leaf, slot)], boxes[entry(leaf, slot)]))
    }
    nodes[leaf].count = 0
    tighten(leaf)
    lowerRoot()
    if root == Self.none { root = newNode(level: 0) }
    for (child, box) in entries { place(child, box) }
  }

  /// A root with one child gives way to it; one without any goes.
  private mutating func lowerRoot() {
    while root != Self.none, nodes[root].level > 0, nodes[root].count <= 1 {
      let old = root
      root = nodes[old].count == 1 ? children[entry(old, 0)] : Self.none
      free(old)
    }
    if root != Self.none { nodes[root].parent = Self.none }
  }
}
