// The cells that have technicians, and the tree that finds them.
//
// Four levels of nodes stand on the grid, of 4, 7, 10 and 13 bits of row and column; each has 8 x 8 children
// and a bit for each child that exists. Nodes of 13 bits hold cells. A city lives in a handful of nodes that
// stay in the first cache, and a world with few technicians has few nodes; nothing is ever searched by
// walking empty space.

/// One cell: a run of slots, and what its technicians have at most.
struct Cell: BitwiseCopyable {
  var start: UInt32 = 0
  var count: UInt32 = 0
  var sizeClass: UInt32 = 0
  /// The node that holds the cell.
  var parent: UInt32 = .max
  /// The union of the skills; may hold bits that have left (see `removals`).
  var skills: UInt64 = 0
  /// The highest rating; may be higher than anybody's still here.
  var maxRating: Float = 0
  /// How many have left or changed since the two summaries were exact.
  var removals: UInt32 = 0
  var row: UInt16 = 0
  var column: UInt16 = 0
}

/// One node: a square of 8 x 8 children.
struct TreeNode: BitwiseCopyable {
  /// Bit 8 * row + column for each child that exists.
  var occupancy: UInt64 = 0
  /// The union of the skills below; a superset, as in `Cell`.
  var skills: UInt64 = 0
  /// At least the highest rating below.
  var maxRating: Float = 0
  /// How many technicians are below.
  var count: UInt32 = 0
  var removals: UInt32 = 0
  /// `.max` on the uppermost level.
  var parent: UInt32 = .max
  /// Row and column among the nodes of the level.
  var row: UInt16 = 0
  var column: UInt16 = 0
}

/// The live cells and the nodes above them.
struct CellTree: ~Copyable {
  /// How many levels of nodes there are.
  static let levels = 4
  /// Rows and columns are shifted right by this to address the nodes of a level.
  @inline(__always)
  static func shift(_ level: Int) -> Int { 12 - 3 * level }

  var cells = Slab<Cell>(blank: Cell())
  var nodes = Slab<TreeNode>(blank: TreeNode())
  /// 64 for each node: nodes of the next level, or cells below the last.
  var children = Slab<UInt32>(blank: .max)
  /// 16 x 16 uppermost nodes, `.max` where there is none.
  var roots = Slab<UInt32>(blank: .max)
  /// Free cells and nodes, chained through `parent`.
  private var freeCell: UInt32 = .max
  private var freeNode: UInt32 = .max
  private(set) var cellTop: UInt32 = 0
  private(set) var nodeTop: UInt32 = 0

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
    let (row, column) = (Int(place.row), Int(place.column))
    var node = roots[Self.rootIndex(row: row, column: column)]
    var current = 0
    while node != .max, current < level {
      let child = Self.childIndex(row: row, column: column, level: current)
      guard (nodes[node].occupancy >> UInt64(child)) & 1 == 1 else { return nil }
      node = children[Int(node) << 6 | child]
      current += 1
    }
    return node == .max ? nil : node
  }

  /// The cell at a place; it and its nodes are made when missing. O(1): four steps.
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
    let child = Self.childIndex(row: row, column: column, level: Self.levels - 1)
    if (nodes[node].occupancy >> UInt64(child)) & 1 == 1 { return children[Int(node) << 6 | child] }
    let cell = makeCell()
    cells[cell] = Cell(parent: node, row: place.row, column: place.column)
    nodes[node].occupancy |= 1 << UInt64(child)
    children[Int(node) << 6 | child] = cell
    return cell
  }

  /// Removes an empty cell, and the nodes that become empty by it.
  mutating func removeCell(_ cell: UInt32) {
    var node = cells[cell].parent
    let (row, column) = (Int(cells[cell].row), Int(cells[cell].column))
    cells[cell].parent = freeCell
    freeCell = cell
    var level = Self.levels - 1
    while true {
      let child = Self.childIndex(row: row, column: column, level: level)
      nodes[node].occupancy &= ~(1 << UInt64(child))
      guard nodes[node].occupancy == 0 else { return }
      let parent = nodes[node].parent
      nodes[node].parent = freeNode
      freeNode = node
      guard level > 0 else {
        roots[Self.rootIndex(row: row, column: column)] = .max
        return
      }
      node = parent
      level -= 1
    }
  }

  private mutating func childNode(of node: UInt32, row: Int, column: Int, level: Int) -> UInt32 {
    let child = Self.childIndex(row: row, column: column, level: level)
    if (nodes[node].occupancy >> UInt64(child)) & 1 == 1 { return children[Int(node) << 6 | child] }
    let shift = Self.shift(level) - 3
    let made = makeNode(parent: node, row: row >> shift, column: column >> shift)
    nodes[node].occupancy |= 1 << UInt64(child)
    children[Int(node) << 6 | child] = made
    return made
  }

  private mutating func makeNode(parent: UInt32, row: Int, column: Int) -> UInt32 {
    let node: UInt32
    if freeNode != .max {
      node = freeNode
      freeNode = nodes[node].parent
    } else {
      node = nodeTop
      nodeTop += 1
      nodes.reserve(Int(nodeTop))
      children.reserve(Int(nodeTop) << 6)
    }
    nodes[node] = TreeNode(parent: parent, row: UInt16(row), column: UInt16(column))
    return node
  }

  private mutating func makeCell() -> UInt32 {
    if freeCell != .max {
      let cell = freeCell
      freeCell = cells[cell].parent
      return cell
    }
    let cell = cellTop
    cellTop += 1
    cells.reserve(Int(cellTop))
    return cell
  }

  /// The bytes that cells and nodes hold.
  var byteCount: Int {
    cells.byteCount + nodes.byteCount + children.byteCount + roots.byteCount
  }
}
