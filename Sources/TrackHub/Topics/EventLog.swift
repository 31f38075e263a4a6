// The events of many topics in one bounded window, so that a viewer can catch up without a
// queue of its own.

import Bedrock

/// The last events of a tenant, chained per topic.
///
/// Offsets rise by one within a topic. The log keeps the newest ``capacity`` events over all topics; a
/// viewer who asks for older ones is told to start over. One log replaces a queue per viewer: memory does
/// not depend on how many watch or how slow they are.
public struct EventLog: Sendable {
  /// How many events are kept over all topics.
  public let capacity: Int

  private struct Entry: Sendable {
    var topic: UInt32
    var offset: UInt64
    /// The number of the topic's event before this one; 0 for none.
    var previous: UInt64
    var frame: [UInt8]
  }

  private struct Head: Sendable {
    var offset: UInt64 = 0
    var number: UInt64 = 0
  }

  private var ring: [Entry] = []
  /// The number of the newest event; numbers count from 1 over all topics.
  private var newest: UInt64 = 0
  private var heads: [Head] = []

  /// An empty log.
  public init(capacity: Int = 16_384) {
    precondition(capacity > 0, "a log must hold something")
    self.capacity = capacity
  }

  /// The offset of the topic's last event; before the first, the one from which it counts.
  public func offset(of topic: UInt32) -> UInt64 {
    Int(topic) < heads.count ? heads[Int(topic)].offset : 0
  }

  /// Adds an event. `encode` is given the new offset and makes the whole frame.
  public mutating func append(topic: UInt32, encode: (UInt64) -> [UInt8]) {
    if Int(topic) >= heads.count { begin(topic: topic) }
    let offset = heads[Int(topic)].offset + 1
    newest += 1
    let entry = Entry(
      topic: topic, offset: offset, previous: heads[Int(topic)].number, frame: encode(offset))
    if ring.count < capacity {
      ring.append(entry)
    } else {
      ring[index(of: newest)] = entry
    }
    heads[Int(topic)] = Head(offset: offset, number: newest)
  }

  /// Begins a topic, or another life of a slot that is used again.
  ///
  /// A new life counts on from a number that no offset given so far exceeds. A viewer that left off in an
  /// earlier life of the same name therefore finds its place gone, and is told to start over instead of
  /// being given the events of somebody else.
  public mutating func begin(topic: UInt32) {
    while heads.count <= Int(topic) { heads.append(Head()) }
    heads[Int(topic)] = Head(offset: newest, number: 0)
  }

  /// The frames after `offset`, the oldest first; nil when some of them are gone, or when the offset was
  /// never reached. O(events returned).
  public func frames(topic: UInt32, after offset: UInt64) -> [[UInt8]]? {
    let last = self.offset(of: topic)
    guard offset <= last else { return nil }
    var frames: [[UInt8]] = []
    var number = Int(topic) < heads.count ? heads[Int(topic)].number : 0
    var expected = last
    while expected > offset {
      guard number > 0, newest - number < UInt64(capacity) else { return nil }
      let entry = ring[index(of: number)]
      precondition(entry.topic == topic && entry.offset == expected, "the event chain is broken")
      frames.append(entry.frame)
      number = entry.previous
      expected -= 1
    }
    frames.reverse()
    return frames
  }

  private func index(of number: UInt64) -> Int {
    Int((number - 1) % UInt64(capacity))
  }
}
