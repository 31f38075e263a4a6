// The first moments of a subscription: the snapshot, and the way back for those who were away.

public import Bedrock
public import GeoIndex

extension TopicHub {
  /// What the caller has to say about a subscription.
  public enum SubscribeOutcome: Sendable, Equatable {
    /// The viewer was sent its snapshot and will be kept up to date.
    case subscribed
    /// The session watches this topic already.
    case already
    /// The session watches as many topics as it may.
    case tooMany
  }

  /// Begins a technician's topic for a session.
  ///
  /// A viewer that knows an offset of this epoch gets the events that it has missed, as long as the log
  /// has them; otherwise it is told to start over. The state follows in any case: positions are not
  /// events, and the last one may have come while the viewer was away.
  public mutating func subscribe(
    toTechnician technician: UInt32, id: ClientID, name: String, since: EventOffset?,
    session: SessionID, _ world: borrowing TechnicianTable, into actions: inout ActionList
  ) -> SubscribeOutcome {
    let index: Int
    switch add(.technician(id), name: name, target: .technician(technician), session: session) {
    case .added(let added): index = added
    case .already: return .already
    case .tooMany: return .tooMany
    }
    subscriptions[index]?.sentOffset = events.offset(of: technician)
    subscriptions[index]?.owesState = true
    if let since {
      if since.epoch == epoch {
        subscriptions[index]?.sentOffset = since.offset
      } else {
        ServerMessages.resync(topic: name, to: session, into: &actions)
      }
    }
    let limit = actions.bytes.count + Self.bytesPerFlushMax
    flushTechnician(index, world, limit: limit, into: &actions)
    return .subscribed
  }

  /// Begins a map for a session. `initial` are the technicians inside the box now.
  public mutating func subscribe(
    toMap box: GeoBox, name: String, initial: [UInt32], session: SessionID,
    into actions: inout ActionList
  ) -> SubscribeOutcome {
    let index: Int
    switch add(.map(box), name: name, target: .map, session: session) {
    case .added(let added): index = added
    case .already: return .already
    case .tooMany: return .tooMany
    }
    for technician in initial { subscriptions[index]?.pending.insert(technician) }
    ServerMessages.mapState(name, count: initial.count, epoch: epoch, to: session, into: &actions)
    if !initial.isEmpty { mark(index) }
    return .subscribed
  }
}
