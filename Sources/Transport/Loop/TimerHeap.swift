// The handler's timers, exact to the millisecond.

/// A binary heap of (time, token); equal times fire in the order in which they were set.
struct TimerHeap {
  private struct Entry {
    var time: Int64
    var order: UInt64
    var token: UInt64

    static func < (a: Entry, b: Entry) -> Bool { a.time != b.time ? a.time < b.time : a.order < b.order }
  }

  private var entries: [Entry] = []
  private var order: UInt64 = 0

  /// When the first timer fires.
  var nextTime: Int64? { entries.first?.time }

  /// O(log count).
  mutating func insert(token: UInt64, at time: Int64) {
    entries.append(Entry(time: time, order: order, token: token))
    order += 1
    var child = entries.count - 1
    while child > 0, entries[child] < entries[(child - 1) / 2] {
      entries.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Takes the first timer if its time has come. O(log count).
  mutating func pop(now: Int64) -> UInt64? {
    guard let first = entries.first, first.time <= now else { return nil }
    entries.swapAt(0, entries.count - 1)
    entries.removeLast()
    var parent = 0
    while true {
      var least = parent
      for child in (2 * parent + 1)...(2 * parent + 2)
      where child < entries.count && entries[child] < entries[least] {
        least = child
      }
      if least == parent { return first.token }
      entries.swapAt(parent, least)
      parent = least
    }
  }
}
