// What the kernel found, before the exact distance decides.

/// Squared local distances and slots, side by side.
///
/// SAFETY: the slabs own the memory; `kthLeast` reads only the first `count` elements, which it checks
/// against their capacity.
struct Candidates: ~Copyable {
  var distances = Slab<Float>(blank: 0)
  var slots = Slab<UInt32>(blank: 0)
  private var selection: [Float] = []

  mutating func reserve(_ count: Int) {
    distances.reserve(count)
    slots.reserve(count)
  }

  /// The `rank`-th least (from 1) of the first `count` squared distances.
  ///
  /// For the usual few dozen by counting who is smaller: no branch is mispredicted. Otherwise by a heap.
  mutating func kthLeast(_ rank: Int, of count: Int) -> Float {
    precondition(rank > 0 && rank <= count && count <= distances.capacity)
    if count <= 128 {
      for index in 0..<count {
        let candidate = distances[index]
        var below = 0
        var equal = 0
        for other in 0..<count {
          let value = unsafe distances.base[other]
          below += value < candidate ? 1 : 0
          equal += value == candidate ? 1 : 0
        }
        if below < rank, rank <= below + equal { return candidate }
      }
    }
    selection.removeAll(keepingCapacity: true)
    for index in 0..<count { selection.keepLeast(distances[index], limit: rank) }
    return selection[0]
  }
}
