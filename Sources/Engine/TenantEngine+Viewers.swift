// Topics are watched.

public import Bedrock
import GeoIndex
import Matcher
public import TrackHub

extension TenantEngine {
  /// Begins to watch a topic: the session is sent a snapshot and is kept up to date from then on.
  /// Watching a topic twice changes nothing, nor does watching from a session that has ended.
  /// - Parameters:
  ///   - name: the topic as the viewer spells it; frames carry it back.
  ///   - since: where a viewer that was away has left off.
  /// - Throws: `notFound` when what the topic is about does not exist, `tooMany` beyond
  ///   ``TopicHub/topicsPerSessionMax``.
  public mutating func subscribe(
    _ session: SessionID, to topic: Topic, name: String, since: EventOffset?, now time: Instant,
    into actions: inout ActionList
  ) throws(FieldError) {
    observe(time)
    guard sessions.isOpen(session) else { return }
    let outcome: TopicHub.SubscribeOutcome
    switch topic {
    case .technician(let id):
      guard let technician = technicians.roster.slot(of: id) else {
        throw FieldError(
          field: "topic", code: .notFound, message: "there is no technician with this identifier")
      }
      outcome = hub.subscribe(
        toTechnician: technician, id: id, name: name, since: since, session: session, technicians,
        into: &actions)
    case .map(let box):
      changed.removeAll(keepingCapacity: true)
      index.within(box, filter: .everything, into: &changed)
      outcome = hub.subscribe(
        toMap: box, name: name, initial: changed, session: session, into: &actions)
    case .clusters(let view):
      outcome = hub.subscribe(
        toClusters: view, name: name, session: session, technicians, into: &actions)
    case .booking, .trip, .ops, .share:
      outcome = try subscribe(session, to: topic, since: since, into: &actions)
    }
    guard outcome != .tooMany else {
      throw FieldError(
        field: "topic", code: .tooMany,
        message: "a session may watch at most \(TopicHub.topicsPerSessionMax) topics")
    }
  }

  /// Counts anew what viewers see who look from far away, when there are any. The host decides how often; it is not
  /// engine time that counts. O(technicians) for each size of cells that somebody looks at.
  public mutating func refreshClusters() {
    hub.refreshClusters(technicians)
  }

  /// Stops watching a topic.
  /// - Throws: `notFound` when the session does not watch it.
  public mutating func unsubscribe(_ session: SessionID, from topic: Topic) throws(FieldError) {
    guard sessions.isOpen(session) else { return }
    guard hub.unsubscribe(topic, session: session) else {
      throw FieldError(field: "topic", code: .notFound, message: "is not being watched")
    }
  }
}
