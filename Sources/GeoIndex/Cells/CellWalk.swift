// What a walk over cells looks for, and what it found.

// SAFETY: `CellBlocks.walk` hands the kernel bare pointers for the length of one call. The kernel reads the 64 entries
// of one block, which lie below `top` and so below the capacity of every column, and writes at most 64 runs behind
// each count, for which room was made; the lists belong to the walk, which nobody else touches meanwhile.

import CVector

/// A part of a block: cells from row to row and from column to column, ends included.
struct BlockPart {
  /// The index of the block's first cell.
  var first: UInt32
  /// The cells of the block that have technicians, as in `TreeNode`.
  var occupancy: UInt64
  /// The row and column of that cell in the grid.
  var row: UInt32
  var column: UInt32
  var firstRow: UInt32
  var lastRow: UInt32
  var firstColumn: UInt32
  var lastColumn: UInt32
}

/// What a walk looks for, and the runs of slots that it found, one for each cell. Its memory is reused.
struct CellWalk: ~Copyable {
  var rectangle = CellRectangle(south: 0, north: 0, west: 0, east: 0)
  private(set) var filter = SummaryFilter(.everything)
  fileprivate var query = geod_walk()

  /// The squares of blocks that were looked up last, kept from one query to the next.
  var squares = KnownSquares()
  /// Blocks that are going to be visited.
  var leaves = Slab<UInt32>(blank: 0)
  var leafCount = 0
  /// Cells in reach.
  fileprivate(set) var runs = Slab<geod_run>(blank: geod_run(start: 0, count: 0))
  fileprivate(set) var count = 0
  /// Cells wholly inside, where the reach tells them apart; they are not in `runs` then.
  fileprivate(set) var insideRuns = Slab<geod_run>(blank: geod_run(start: 0, count: 0))
  fileprivate(set) var insideCount = 0
  /// How many technicians the cells in reach hold, whether or not the summary filter left the cells out: an estimate where
  /// it left out whole nodes.
  fileprivate(set) var seen = 0

  /// Forgets what was found and looks for something else. A reach rules cells out; nil takes all of the rectangle.
  mutating func start(_ filter: IndexFilter, reach: LocalReach?) {
    count = 0
    insideCount = 0
    seen = 0
    self.filter = SummaryFilter(filter)
    query = geod_walk()
    query.limit = .infinity
    query.inner = -1
    if let reach { reach.describe(&query) }
    if filter.allSkills != 0 { query.conditions |= UInt32(GEOD_SCAN_ALL_SKILLS) }
    if filter.anySkills != 0 { query.conditions |= UInt32(GEOD_SCAN_ANY_SKILLS) }
    if !(filter.minRating <= 0) { query.conditions |= UInt32(GEOD_SCAN_RATING) }
    query.all_skills = filter.allSkills
    query.any_skills = filter.anySkills
    query.min_rating = filter.minRating
  }
}

extension CellWalk {
  /// Counts technicians of a node that the summary filter left out.
  mutating func pass(by technicians: Int) { seen += technicians }
}

extension CellBlocks {
  /// Appends the cells of a part of a block that are in reach and may hold somebody who passes. `path` other than
  /// the processor's best is for tests.
  func walk(_ part: BlockPart, _ walk: inout CellWalk, path: Int32 = Kernel.chosenPath) {
    precondition(part.first & 63 == 0 && part.first < top, "no such block")
    precondition(part.lastRow < 8 && part.lastColumn < 8 && part.firstColumn < 8, "a part outside the block")
    walk.runs.reserve(walk.count + 64)
    walk.insideRuns.reserve(walk.insideCount + 64)
    let first = Int(part.first)
    var block = unsafe geod_block(
      runs: runs.base + first, skills: skills.base + first, ratings: ratings.base + first,
      occupancy: part.occupancy, row: part.row, column: part.column, first_row: part.firstRow,
      last_row: part.lastRow,
      first_column: part.firstColumn, last_column: part.lastColumn)
    var result = unsafe geod_walk_result(
      runs: walk.runs.base, inside: walk.insideRuns.base, run_count: UInt32(walk.count),
      inside_count: UInt32(walk.insideCount), seen: 0)
    unsafe geod_walk_block_by(path, &walk.query, &block, &result)
    walk.count = unsafe Int(result.run_count)
    walk.insideCount = unsafe Int(result.inside_count)
    walk.seen += unsafe Int(result.seen)
  }
}
