// What has to happen at a moment to come: one heap for everything, looked at whenever time passes.

import Bedrock

/// Something to be looked at later. An alarm is a reminder, not a decision: what it finds may have changed.
enum Alarm: Equatable {
  /// The deadline of an offer.
  case offer(UUIDv7)
  /// The SLA clock of a booking reads differently.
  case sla(ClientID)
  /// Look for technicians again.
  case search(ClientID)
  /// What the store did not take comes again.
  case retry(ClientID)
  /// Read a booking again whose last commit is in doubt.
  case read(ClientID)
  /// Points that the store did not take come again.
  case points
  /// A booking that has ended leaves service.
  case forget(ClientID)
  /// A share expires.
  case share(UUIDv7)
  /// A technician of whom nothing is heard may not keep the promise.
  case promise(ClientID)
}

/// Alarms by their time; equal times in the order of setting.
struct AlarmClock {
  private struct Entry {
    var at: Instant
    var order: UInt64
    var alarm: Alarm

    func precedes(_ other: Entry) -> Bool {
      at != other.at ? at < other.at : order < other.order
    }
  }

  private var heap: [Entry] = []
  private var order: UInt64 = 0

  var count: Int { heap.count }

  /// The first moment at which something is due.
  var next: Instant? { heap.first?.at }

  /// O(log alarms).
  mutating func set(_ alarm: Alarm, at: Instant) {
    order += 1
    heap.append(Entry(at: at, order: order, alarm: alarm))
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child].precedes(heap[parent]) else { break }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  /// Takes the first alarm that is due, with the moment for which it was set. O(log alarms).
  mutating func takeDue(_ now: Instant) -> (alarm: Alarm, at: Instant)? {
    guard let first = heap.first, first.at <= now else { return nil }
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      sink()
    }
    return (first.alarm, first.at)
  }

  private mutating func sink() {
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
        if heap[child].precedes(heap[least]) { least = child }
      }
      guard least != parent else { return }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}
