// The cells that have technicians, and the tree that finds them: the tour. The walk over a rectangle is in +Walk,
// what is known of everybody below a node in +Summaries.
//
// Four levels of nodes stand on the grid, of 4, 7, 10 and 13 bits of row and column; each has 8 x 8 children
// and a bit for each child that exists. The children of a node of 13 bits are the cells of a block. A city lives
// in a handful of nodes that stay in the first cache, and a world with few technicians has few nodes; nothing is
// ever searched by walking empty space.

import CVector

/// One node: a square of 8 x 8 children.
struct TreeNode: BitwiseCopyable {
  /// Bit 8 * row + column for each child that exists; below the last level, for each cell with technicians.
  var occupancy: UInt64 = 0
  /// The union of the skills below; a superset, as in `CellBlocks`.
  var skills: UInt64 = 0
  /// At least the highest rating below.
  var maxRating: Float = 0
  /// How many technicians are below.
  var count: UInt32 = 0
  var removals: UInt32 = 0
  /// `.max` on the uppermost level.
  var parent: UInt32 = .max
  /// Where the 64 children are: in `CellTree.children`, or, below the last level, in `CellTree.blocks`.
  var first: UInt32 = 0
  /// Row and column among the nodes of the level.
  var row: UInt16 = 0
  var column: UInt16 = 0
}

/// A node below another, with what is asked most often: estimates read no node but this list.
struct ChildNode: BitwiseCopyable {
  var node: UInt32 = .max
  /// How many technicians are below.
  var count: UInt32 = 0
}

/// The squares of 8 x 8 blocks that were looked up last: the blocks that a query touches lie in few of them, and those of a
/// city's queries in a dozen.
struct KnownSquares: ~Copyable {
  fileprivate struct Entry: BitwiseCopyable {
    var row = -1
    var column = -1
    var node: UInt32 = .max
    /// Of the tree, when it was looked up.
    var growth: UInt64 = 0
  }
  /// By the last two bits of row and column.
  fileprivate var entries = Slab<Entry>(blank: Entry())

  init() { entries.reserve(16) }
}

/// The live cells and the nodes above them.
struct CellTree: ~Copyable {
  /// How many levels of nodes there are.
  static let levels = 4
  /// Rows and columns are shifted right by this to address the nodes of a level.
  @inline(__always)
  static func shift(_ level: Int) -> Int { 12 - 3 * level }

  var blocks = CellBlocks()
  var nodes = Slab<TreeNode>(blank: TreeNode())
  /// 64 for each node above the last level: nodes of the next.
  var children = Slab<ChildNode>(blank: ChildNode())
  /// 16 x 16 uppermost nodes, `.max` where there is none.
  var roots = Slab<UInt32>(blank: .max)
  /// Free nodes with children and with a block, chained through `parent`; they keep their place for 64 children.
  private var freeNode: UInt32 = .max
  private var freeLeaf: UInt32 = .max
  private(set) var nodeTop: UInt32 = 0
  private var childrenTop: UInt32 = 0
  /// How often a node was made or let go.
  private var growth: UInt64 = 1

  init() {
    roots.reserve(256)
  }

  /// The bit of a coordinate in its node of a level.
  @inline(__always)
  static func childIndex(row: Int, column: Int, level: Int) -> Int {
    let shift = Self.shift(level) - 3
    return ((row >> shift) & 7) << 3 | (column >> shift) & 7
  }

  @inline(__always)
  static func rootIndex(row: Int, column: Int) -> Int { (row >> 12) << 4 | column >> 12 }

  /// The node of a level above a cell's place, nil where nobody is.
  func node(at place: CellCoordinate, level: Int) -> UInt32? {
    node(row: Int(place.row), column: Int(place.column), level: level)
  }

  /// The node of a level above the cell of a row and column, nil where nobody is.
  @inline(__always)
  func node(row: Int, column: Int, level: Int) -> UInt32? {
    var node = roots[Self.rootIndex(row: row, column: column)]
    var current = 0
    while node != .max, current < level {
      let child = Self.childIndex(row: row, column: column, level: current)
      guard (nodes[node].occupancy >> UInt64(child)) & 1 == 1 else { return nil }
      node = children[Int(nodes[node].first) + child].node
      current += 1
    }
    return node == .max ? nil : node
  }

  /// The node of 10 bits of a row and column of such nodes, nil where nobody is.
  @inline(__always)
  func square(row: Int, column: Int, _ known: inout KnownSquares) -> UInt32? {
    let place = (row & 3) << 2 | column & 3
    var entry = known.entries[place]
    if entry.row != row || entry.column != column || entry.growth != growth {
      let node = node(row: row << 6, column: column << 6, level: Self.levels - 2) ?? .max
      entry = KnownSquares.Entry(row: row, column: column, node: node, growth: growth)
      known.entries[place] = entry
    }
    return entry.node == .max ? nil : entry.node
  }

  /// Where a cell is in its block.
  @inline(__always)
  static func cellIndex(_ place: CellCoordinate) -> UInt32 {
    UInt32(place.row & 7) << 3 | UInt32(place.column & 7)
  }

  /// The index in `blocks` of the cell at a place, which must have technicians. O(1): four steps.
  func presentCell(at place: CellCoordinate) -> UInt32 {
    guard let leaf = node(at: place, level: Self.levels - 1) else {
      preconditionFailure("nobody is in the cell")
    }
    return nodes[leaf].first + Self.cellIndex(place)
  }

  /// The index in `blocks` of the cell at a place; its nodes are made when missing, and it counts as occupied.
  /// O(1): four steps.
  mutating func cell(at place: CellCoordinate) -> UInt32 {
    let (row, column) = (Int(place.row), Int(place.column))
    let root = Self.rootIndex(row: row, column: column)
    var node = roots[root]
    if node == .max {
      node = makeNode(parent: .max, row: row >> 12, column: column >> 12)
      roots[root] = node
    }
    for level in 0..<(Self.levels - 1) {
      node = childNode(of: node, row: row, column: column, level: level)
    }
    let child = Self.cellIndex(place)
    nodes[node].occupancy |= 1 << UInt64(child)
    return nodes[node].first + child
  }

  /// The same, knowing another cell and its place: in the same block nothing has to be looked up, and for a block
  /// beside it only that.
  @inline(__always)
  mutating func cell(at place: CellCoordinate, near other: UInt32, _ otherPlace: CellCoordinate) -> UInt32 {
    let child = Self.cellIndex(place)
    if place.isInBlock(of: otherPlace) {
      nodes[blocks.node(of: other)].occupancy |= 1 << UInt64(child)
      return other & ~63 | child
    }
    guard place.isInSquare(of: otherPlace) else { return cell(at: place) }
    let leaf = childNode(
      of: nodes[blocks.node(of: other)].parent, row: Int(place.row), column: Int(place.column),
      level: Self.levels - 2)
    nodes[leaf].occupancy |= 1 << UInt64(child)
    return nodes[leaf].first + child
  }

  /// Removes an empty cell, and the nodes that become empty by it.
  mutating func removeCell(_ cell: UInt32) {
    blocks.clear(cell)
    let leaf = blocks.node(of: cell)
    guard becomesEmpty(leaf, without: Int(cell & 63)) else { return }
    growth += 1
    var node = nodes[leaf].parent
    var child = Self.childIndex(nodes[leaf])
    nodes[leaf].parent = freeLeaf
    freeLeaf = leaf
    while becomesEmpty(node, without: child) {
      let upper = nodes[node].parent
      let (row, column) = (Int(nodes[node].row), Int(nodes[node].column))
      child = Self.childIndex(nodes[node])
      nodes[node].parent = freeNode
      freeNode = node
      guard upper != .max else {
        roots[row << 4 | column] = .max
        return
      }
      node = upper
    }
  }

  private mutating func becomesEmpty(_ node: UInt32, without child: Int) -> Bool {
    nodes[node].occupancy &= ~(1 << UInt64(child))
    return nodes[node].occupancy == 0
  }

  /// The bit of a node in the one above it.
  @inline(__always)
  static func childIndex(_ node: TreeNode) -> Int {
    Int(node.row & 7) << 3 | Int(node.column & 7)
  }

  /// The next node below, made when missing.
  @inline(__always)
  private mutating func childNode(of node: UInt32, row: Int, column: Int, level: Int) -> UInt32 {
    let child = Self.childIndex(row: row, column: column, level: level)
    if (nodes[node].occupancy >> UInt64(child)) & 1 == 1 {
      return children[Int(nodes[node].first) + child].node
    }
    return makeChild(of: node, child, row: row, column: column, level: level)
  }

  @inline(never)
  private mutating func makeChild(
    of node: UInt32, _ child: Int, row: Int, column: Int, level: Int
  ) -> UInt32 {
    let shift = Self.shift(level) - 3
    let made =
      level + 1 == Self.levels - 1
      ? makeLeaf(parent: node, row: row >> shift, column: column >> shift)
      : makeNode(parent: node, row: row >> shift, column: column >> shift)
    nodes[node].occupancy |= 1 << UInt64(child)
    children[Int(nodes[node].first) + child] = ChildNode(node: made)
    return made
  }

  private mutating func makeNode(parent: UInt32, row: Int, column: Int) -> UInt32 {
    let node: UInt32
    let first: UInt32
    growth += 1
    if freeNode != .max {
      node = freeNode
      freeNode = nodes[node].parent
      first = nodes[node].first
    } else {
      node = appendNode()
      first = childrenTop
      childrenTop += 64
      children.reserve(Int(childrenTop))
    }
    nodes[node] = TreeNode(parent: parent, first: first, row: UInt16(row), column: UInt16(column))
    return node
  }

  private mutating func makeLeaf(parent: UInt32, row: Int, column: Int) -> UInt32 {
    let node: UInt32
    let first: UInt32
    growth += 1
    if freeLeaf != .max {
      node = freeLeaf
      freeLeaf = nodes[node].parent
      first = nodes[node].first
    } else {
      node = appendNode()
      first = blocks.append(under: node)
    }
    nodes[node] = TreeNode(parent: parent, first: first, row: UInt16(row), column: UInt16(column))
    return node
  }

  private mutating func appendNode() -> UInt32 {
    let node = nodeTop
    nodeTop += 1
    nodes.reserve(Int(nodeTop))
    return node
  }

  /// The bytes that cells and nodes hold.
  var byteCount: Int {
    blocks.byteCount + nodes.byteCount + children.byteCount + roots.byteCount
  }
}
