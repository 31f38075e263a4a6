// The live index of technicians: the tour. Changes are in +Updates, queries in +Nearest, +Within and +Far,
// what must always hold in +Invariants.

public import Bedrock

/// Positions and attributes of moving technicians, answering nearest, radius and box exactly.
///
/// A grid of geohash cells of 32 bits (about 600 m by 300 m) holds the technicians, each cell as columns of
/// plain numbers; a shallow tree of occupancy bits finds the cells. A move inside a cell writes two numbers. A
/// query estimates a radius from the local density, lets the vector kernel compute cheap distances with a
/// proven error band over the few cells in reach, and ranks the survivors by the exact geodesic; where the
/// cheap distance does not serve (far away, near the poles) a best-first search with conservative bounds
/// does. Every answer equals that of `LinearScan`.
///
/// Ids are dense slots: memory grows with the greatest id. Nothing is allocated once the columns, the scratch
/// and the caller's result have their capacity. Not for concurrent use: one owner, one thread.
public struct MovingIndex: ~Copyable {
  /// Where a technician is stored, by id.
  struct Location: BitwiseCopyable {
    /// Row and column of the cell, so that a move can tell without looking further whether it stays inside.
    var place = CellCoordinate()
    /// `.max` when absent.
    var slot: UInt32 = .max
    var fixMilliseconds: Int64 = 0

    var fixTime: Instant { Instant(milliseconds: fixMilliseconds) }
  }

  /// How many technicians are present.
  public internal(set) var count = 0

  var locations = Slab<Location>(blank: Location())
  var columns = SlotColumns()
  var tree = CellTree()
  /// How many technicians have each skill: for estimating radii.
  var skillCounts = Slab<UInt32>(blank: 0)
  var scratch = QueryScratch()

  /// An empty index.
  public init() {
    skillCounts.reserve(64)
  }

  /// Whether the technician is present. O(1).
  public func contains(_ id: UInt32) -> Bool {
    Int(id) < locations.capacity && locations[id].slot != .max
  }

  /// The stored position, nil when absent. O(1).
  public func point(of id: UInt32) -> GeoPoint? {
    contains(id) ? columns.points[locations[id].slot] : nil
  }

  /// The attributes, nil when absent. O(1).
  public func attributes(of id: UInt32) -> IndexAttributes? {
    contains(id) ? columns.attributes(locations[id].slot) : nil
  }

  /// The time of the stored position, nil when absent. O(1).
  public func fixTime(of id: UInt32) -> Instant? {
    contains(id) ? locations[id].fixTime : nil
  }

  /// The bytes that the index holds, without the scratch of queries.
  public var byteCount: Int {
    locations.byteCount + columns.byteCount + tree.byteCount + skillCounts.byteCount
  }

  /// The instruction set that the kernel uses on this processor: `portable`, `AVX2` or `AVX-512`.
  public static var kernelName: String { Kernel.name(path: Kernel.chosenPath) }
}

/// Buffers that queries use again and again.
struct QueryScratch: ~Copyable {
  var walk = CellWalk()
  var candidates = Candidates()
  var found = FoundIDs()
  var neighbors: [Neighbor] = []
  /// Candidates of the general search, by their chords.
  var far: [FarCandidate] = []
  var crossings = Slab<CellCrossing>(blank: CellCrossing(index: 0, old: 0, new: 0))
  var queue = SearchQueue()
}
