// The cells, 64 at a time: what is known of each, in columns.

import CVector

/// One cell as a value: a run of slots, and what its technicians have at most.
struct Cell: BitwiseCopyable {
  var start: UInt32
  var count: UInt32
  /// The union of the skills; may hold bits that have left.
  var skills: UInt64
  /// The highest rating; may be higher than anybody's still here.
  var maxRating: Float
  /// Of the grid of 2^16 x 2^16.
  var row: UInt16
  var column: UInt16
}

/// Blocks of 8 x 8 cells. A row of a block is one cache line of runs and one of skills, which is what the walk
/// reads at a time. A cell without technicians has a run of length 0 and empty summaries.
struct CellBlocks: ~Copyable {
  /// Where the technicians of each cell are among the columns.
  var runs = Slab<geod_run>(blank: geod_run(start: 0, count: 0))
  /// At least the union of the skills of each cell's technicians.
  var skills = Slab<UInt64>(blank: 0)
  /// At least the highest rating of each cell's technicians.
  var ratings = Slab<Float>(blank: 0)
  /// The size class of each run; means nothing for an empty cell.
  var sizeClasses = Slab<UInt8>(blank: 0)
  /// How many have left or changed since a cell's summaries were exact.
  var removals = Slab<UInt16>(blank: 0)
  /// The node above each block.
  private var nodes = Slab<UInt32>(blank: .max)
  private(set) var top: UInt32 = 0

  /// Makes a block under a node and returns the index of its first cell.
  mutating func append(under node: UInt32) -> UInt32 {
    let first = top
    top += 64
    runs.reserve(Int(top))
    skills.reserve(Int(top))
    ratings.reserve(Int(top))
    sizeClasses.reserve(Int(top))
    removals.reserve(Int(top))
    nodes.reserve(Int(top >> 6))
    nodes[first >> 6] = node
    return first
  }

  /// Asks for the memory of a cell.
  @inline(__always)
  func prefetch(_ cell: UInt32) {
    runs.prefetch(cell)
    skills.prefetch(cell)
    ratings.prefetch(cell)
    sizeClasses.prefetch(cell)
    removals.prefetch(cell)
  }

  /// The slot behind a cell's last technician; 0 for an empty cell.
  @inline(__always)
  func end(of cell: UInt32) -> UInt32 { runs[cell].start &+ runs[cell].count }

  /// Whether a slot is one of a cell's technicians.
  @inline(__always)
  func holds(_ cell: UInt32, _ slot: UInt32) -> Bool { slot &- runs[cell].start < runs[cell].count }

  /// Whether a cell may hold somebody who passes.
  @inline(__always)
  func mayHold(_ cell: UInt32, _ filter: SummaryFilter) -> Bool {
    filter.asksNothing || filter.mayHold(skills: skills[cell], maxRating: ratings[cell])
  }

  /// The node above a cell.
  @inline(__always)
  func node(of cell: UInt32) -> UInt32 { nodes[cell >> 6] }

  /// Widens the summaries of a cell by somebody who has come or changed.
  @inline(__always)
  mutating func widen(_ cell: UInt32, _ attributes: IndexAttributes) {
    skills[cell] |= attributes.skills
    ratings[cell] = max(ratings[cell], attributes.rating)
  }

  /// How many technicians are in the 3 x 3 cells around a place. Where they would reach beyond the block (whose first cell
  /// is `first`), as many cells on this side are taken.
  @inline(__always)
  func technicians(_ first: UInt32, around place: CellCoordinate) -> UInt32 {
    let row = max(1, min(6, Int(place.row & 7))) - 1
    let column = max(1, min(6, Int(place.column & 7))) - 1
    let corner = Int(first) + 8 * row + column
    var technicians: UInt32 = 0
    for row in 0..<3 {
      for column in 0..<3 { technicians &+= runs[corner + 8 * row + column].count }
    }
    return technicians
  }

  /// Forgets everything about a cell whose last technician has left.
  mutating func clear(_ cell: UInt32) {
    runs[cell] = geod_run(start: 0, count: 0)
    skills[cell] = 0
    ratings[cell] = 0
    removals[cell] = 0
  }

  /// The bytes that the columns hold.
  var byteCount: Int {
    runs.byteCount + skills.byteCount + ratings.byteCount + sizeClasses.byteCount + removals.byteCount
      + nodes.byteCount
  }
}

extension CellTree {
  /// What is known of a cell. O(1).
  func cell(_ index: UInt32) -> Cell {
    let node = blocks.node(of: index)
    return Cell(
      start: blocks.runs[index].start, count: blocks.runs[index].count, skills: blocks.skills[index],
      maxRating: blocks.ratings[index], row: nodes[node].row << 3 | UInt16(index & 63) >> 3,
      column: nodes[node].column << 3 | UInt16(index & 7))
  }
}
