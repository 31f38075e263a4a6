// The account of one topic that a viewer watches: what must come next, so that a gap is noticed.

import Bedrock

/// What one viewer knows of one topic. Pure: no socket, no clock.
struct TopicWatcher {
  /// The topic as it is spelled on the wire.
  let topic: String
  /// Whose positions it shows, as a place in `FleetConfiguration.phones`; nil when that is not known.
  let phone: Int?
  /// The life of the events; nil before the first snapshot.
  private(set) var epoch: Int64?
  /// The last event that is known.
  private(set) var offset: Int64 = 0
  /// The next snapshot has not come yet.
  private(set) var isAwaitingState = true
  /// The server has said that events were missed: the next snapshot may stand anywhere.
  private var isResyncing = false
  /// The newest fix that was seen.
  private var newest = Instant.epoch

  init(topic: String, phone: Int? = nil) {
    self.topic = topic
    self.phone = phone
  }

  /// Whether a new connection can go on where the last one ended. Maps have no events to go on with.
  var isResumable: Bool { epoch != nil && !topic.hasPrefix("map:") }

  /// There is a new connection: a snapshot comes again.
  mutating func reconnect() {
    isAwaitingState = true
    if !isResumable { epoch = nil }
  }

  /// A snapshot.
  /// - Returns: what is wrong with it; nil when it is where it must be.
  mutating func state(epoch: Int64, offset: Int64) -> String? {
    defer {
      (self.epoch, self.offset) = (epoch, offset)
      (isAwaitingState, isResyncing) = (false, false)
    }
    guard let known = self.epoch, !isResyncing else { return nil }
    if epoch != known { return "\(topic): another epoch without a resync" }
    if offset != self.offset {
      return "\(topic): the state is at \(offset), the events are at \(self.offset)"
    }
    return nil
  }

  /// An event.
  /// - Returns: what is wrong with it; nil when it follows on the one before.
  mutating func event(epoch: Int64, offset: Int64) -> String? {
    guard let known = self.epoch else { return "\(topic): an event before the first state" }
    defer { (self.epoch, self.offset) = (epoch, offset) }
    if epoch != known { return "\(topic): an event of another epoch" }
    if offset != self.offset + 1 { return "\(topic): event \(offset) after \(self.offset)" }
    return nil
  }

  /// Events were missed, and the server says so.
  mutating func resync() { isResyncing = true }

  /// Whether a position is newer than all that were seen before.
  mutating func isNews(_ time: Instant) -> Bool {
    guard time > newest else { return false }
    newest = time
    return true
  }
}
