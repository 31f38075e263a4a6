// Boxes that hardly ever change, found by place: the tour. Loading is in +Load, changes in +Changes, questions in
// +Search and +Nearest, what must hold in +Invariants.

/// An R-tree over boxes of latitude and longitude (A. Guttman, 1984), for the zones of a tenant.
///
/// Ids are dense numbers, as in `MovingIndex`: memory grows with the greatest. Boxes may cross the antimeridian and
/// touch the poles. Loaded at once by sort-tile-recursive packing (S. Leutenegger, M. Lopez, J. Edgington, 1997), changed
/// one by one afterwards. Nodes are columns of 16 entries; searching allocates nothing once the result has room.
public struct RTree: ~Copyable {
  /// How many entries a node has at most.
  static let fanout = 16
  /// A node left with fewer entries than this is dissolved.
  static let thin = 4
  static let none = UInt32.max

  /// What is known of a node apart from its entries.
  struct Node: BitwiseCopyable {
    /// The node above; the next free node when this one is free.
    var parent = RTree.none
    /// 0 for nodes whose entries are ids.
    var level: Int16 = 0
    var count: Int16 = 0
  }

  var nodes = Slab<Node>(blank: Node())
  /// The boxes of the entries of node n, from `16 n`.
  var boxes = Slab<TreeBox>(blank: TreeBox())
  /// The ids, or the nodes below.
  var children = Slab<UInt32>(blank: RTree.none)
  /// By id: the node whose entry it is, or `none`.
  var leaves = Slab<UInt32>(blank: RTree.none)
  var nodeCount: UInt32 = 0
  var firstFree = RTree.none
  var root = RTree.none
  var queue = SearchQueue()
  /// How many boxes there are.
  public internal(set) var count = 0

  /// A tree without boxes.
  public init() {}

  /// Whether there is a box with this id. O(1).
  public func contains(_ id: UInt32) -> Bool { leaf(of: id) != Self.none }

  /// The box of an id; nil when it has none. O(1).
  public func box(of id: UInt32) -> GeoBox? {
    let leaf = leaf(of: id)
    guard leaf != Self.none else { return nil }
    return boxes[entry(leaf, slot(of: id, in: leaf))].box
  }

  /// The box around all boxes; nil when there are none.
  public var bounds: GeoBox? { count == 0 ? nil : bounds(of: root).box }

  /// The bytes that the tree holds.
  public var byteCount: Int { nodes.byteCount + boxes.byteCount + children.byteCount + leaves.byteCount }

  func leaf(of id: UInt32) -> UInt32 {
    Int(id) < leaves.capacity ? leaves[id] : Self.none
  }

  @inline(__always)
  func entry(_ node: UInt32, _ slot: Int) -> Int { Int(node) * Self.fanout + slot }

  /// Where a node holds an id or a node. That it does not is a bug.
  func slot(of child: UInt32, in node: UInt32) -> Int {
    for slot in 0..<Int(nodes[node].count) where children[entry(node, slot)] == child { return slot }
    preconditionFailure("a node without the entry that points to it")
  }

  /// The box around a node's entries, of which there is one at least.
  func bounds(of node: UInt32) -> TreeBox {
    var box = boxes[entry(node, 0)]
    for slot in 1..<max(1, Int(nodes[node].count)) { box = box.union(boxes[entry(node, slot)]) }
    return box
  }

  /// A node without entries.
  mutating func newNode(level: Int16) -> UInt32 {
    let node: UInt32
    if firstFree != Self.none {
      node = firstFree
      firstFree = nodes[node].parent
    } else {
      node = nodeCount
      nodeCount += 1
      nodes.reserve(Int(nodeCount))
      boxes.reserve(Int(nodeCount) * Self.fanout)
      children.reserve(Int(nodeCount) * Self.fanout)
    }
    nodes[node] = Node(parent: Self.none, level: level, count: 0)
    return node
  }

  mutating func free(_ node: UInt32) {
    nodes[node] = Node(parent: firstFree, level: -1, count: 0)
    firstFree = node
  }

  /// Adds an entry to a node that has room.
  mutating func append(_ child: UInt32, _ box: TreeBox, to node: UInt32) {
    let slot = Int(nodes[node].count)
    precondition(slot < Self.fanout, "a node without room")
    boxes[entry(node, slot)] = box
    children[entry(node, slot)] = child
    nodes[node].count += 1
    if nodes[node].level == 0 { leaves[child] = node } else { nodes[child].parent = node }
  }
}
