// Ids without distances, on the way to an answer.

// SAFETY: `replace` reads the first `count` ids of the slab, which never lie beyond its capacity, and the array
// copies them at once.

/// Ids that a query has found, and slots for which the exact distance has to decide. Its memory is reused.
struct FoundIDs: ~Copyable {
  var ids = Slab<UInt32>(blank: 0)
  var count = 0
  var doubtful = Slab<UInt32>(blank: 0)
  var doubtfulCount = 0

  mutating func reserve(_ count: Int) {
    ids.reserve(count)
    doubtful.reserve(count)
  }

  mutating func append(_ id: UInt32) {
    ids.reserve(count + 1)
    ids[count] = id
    count += 1
  }

  /// Puts the ids in the place of what the array held. O(count), a copy of plain memory.
  func replace(_ result: inout [UInt32]) {
    precondition(count <= ids.capacity)
    result.removeAll(keepingCapacity: true)
    unsafe result.append(contentsOf: UnsafeBufferPointer(start: ids.base, count: count))
  }
}
