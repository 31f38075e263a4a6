// What the best-first search has still to look at.

/// A binary heap of nodes and cells, the least bound first. Its memory is reused.
struct SearchQueue: ~Copyable {
  /// A node of a level, or a cell when `level` is `CellTree.levels`.
  struct Entry: BitwiseCopyable {
    /// Nobody below is nearer than this: metres, or whatever orders like them.
    var bound: Double
    var index: UInt32
    var level: Int32
  }

  private var entries = Slab<Entry>(blank: Entry(bound: 0, index: 0, level: 0))
  private(set) var count = 0

  mutating func clear() { count = 0 }

  /// O(log n).
  mutating func push(_ entry: Entry) {
    entries.reserve(count + 1)
    var hole = count
    count += 1
    while hole > 0, entry.bound < entries[(hole - 1) / 2].bound {
      entries[hole] = entries[(hole - 1) / 2]
      hole = (hole - 1) / 2
    }
    entries[hole] = entry
  }

  /// O(log n).
  mutating func pop() -> Entry? {
    guard count > 0 else { return nil }
    let least = entries[0]
    count -= 1
    let last = entries[count]
    var hole = 0
    while true {
      var child = 2 * hole + 1
      guard child < count else { break }
      if child + 1 < count, entries[child + 1].bound < entries[child].bound { child += 1 }
      guard entries[child].bound < last.bound else { break }
      entries[hole] = entries[child]
      hole = child
    }
    entries[hole] = last
    return least
  }
}
