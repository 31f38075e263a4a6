// A hub with subjects whose frames carry a mark, so that it can be told which of them arrived.

import Bedrock
import TrackHub

/// A hub under test, with nobody on the road.
struct SubjectBench: ~Copyable {
  let world = TechnicianTable()
  var hub: TopicHub
  var actions = ActionList()

  static let epoch: UInt64 = 77

  init(eventCapacity: Int = 1_000) {
    hub = TopicHub(epoch: Self.epoch, eventCapacity: 1, subjectEventCapacity: eventCapacity)
  }

  static func mark(_ mark: Int, _ json: inout JSONWriter) {
    json.key("mark")
    json.integer(mark)
  }

  mutating func publish(_ subject: SubjectSlot, _ mark: Int, padding: Int = 0) {
    hub.publish(subject, kind: "test", at: Instant(milliseconds: 9)) { json in
      Self.mark(mark, &json)
      if padding > 0 {
        json.key("padding")
        json.string(String(repeating: "x", count: padding))
      }
    }
  }

  mutating func place(_ subject: SubjectSlot, _ mark: Int) {
    hub.setPosition(subject) { json in Self.mark(mark, &json) }
  }

  mutating func watch(
    _ subject: SubjectSlot, _ session: SessionID, since: EventOffset? = nil, state: Int = 0
  ) -> TopicHub.SubscribeOutcome {
    hub.subscribe(
      toSubject: subject, since: since, session: session, state: { json in Self.mark(state, &json) },
      into: &actions)
  }

  /// What was sent to a session since the last call, for one session at a time.
  mutating func taken(_ session: SessionID) throws -> [[String: Any]] {
    let frames = try Wire.frames(actions, to: session)
    actions.removeAll()
    return frames
  }

  /// Flushes once, then takes.
  mutating func flushed(_ session: SessionID) throws -> [[String: Any]] {
    hub.flush(world, into: &actions)
    return try taken(session)
  }

  /// How much is to be sent to a session.
  func bytes(to session: SessionID) -> Int {
    var count = 0
    for case .send(session, let range) in actions.actions { count += range.count }
    return count
  }
}
