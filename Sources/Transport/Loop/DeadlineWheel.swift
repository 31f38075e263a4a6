// Deadlines of many connections, coarse and cheap: a deadline that moves later costs nothing.

/// A hashed timing wheel (Varghese and Lauck, "Hashed and Hierarchical Timing Wheels", 1987, scheme 6) whose
/// entries are hints: an entry says when to look at a connection, and the look decides. Times beyond the
/// horizon are looked at on the horizon.
struct DeadlineWheel: ~Copyable {
  struct Entry {
    var id: ConnectionID
    /// When the look was asked for; the connection knows whether that is still its entry.
    var time: Int64
  }

  static let tickMilliseconds: Int64 = 64
  private static let slotCount: Int64 = 1024

  private var slots = [[Entry]](repeating: [], count: Int(slotCount))
  /// The last tick that was collected.
  private var tick: Int64
  /// The entries that wait, also those that their connections have forgotten.
  private(set) var count = 0
  /// No entry is due before this tick.
  private var nextTick = Int64.max

  init(now: Int64) { tick = now / Self.tickMilliseconds }

  /// Asks for a look at `time` or up to a tick later; returns the time at which it will really be, which is
  /// earlier when `time` is beyond the horizon. O(1).
  mutating func insert(_ id: ConnectionID, at time: Int64) -> Int64 {
    let wanted = (time + Self.tickMilliseconds - 1) / Self.tickMilliseconds
    let due = min(max(wanted, tick + 1), tick + Self.slotCount - 1)
    let real = due == wanted ? time : due * Self.tickMilliseconds
    slots[Int(due % Self.slotCount)].append(Entry(id: id, time: real))
    nextTick = min(nextTick, due)
    count += 1
    return real
  }

  /// Moves the entries that are due into `entries`. O(due + ticks passed).
  mutating func collect(now: Int64, into entries: inout [Entry]) {
    let target = now / Self.tickMilliseconds
    guard target >= nextTick else {
      if target > tick { tick = target }
      return
    }
    let first = max(tick + 1, target - Self.slotCount + 1)
    tick = target
    for due in first...max(first, target) {
      let slot = Int(due % Self.slotCount)
      guard !slots[slot].isEmpty else { continue }
      count -= slots[slot].count
      entries += slots[slot]
      slots[slot].removeAll(keepingCapacity: slots[slot].capacity <= 256)
    }
    nextTick = findNext()
  }

  /// How long nothing is due; nil when there is no entry.
  func millisecondsUntilNext(now: Int64) -> Int64? {
    count == 0 ? nil : max(0, nextTick * Self.tickMilliseconds - now)
  }

  private func findNext() -> Int64 {
    guard count > 0 else { return .max }
    for due in (tick + 1)..<(tick + Self.slotCount) where !slots[Int(due % Self.slotCount)].isEmpty {
      return due
    }
    return .max
  }
}
