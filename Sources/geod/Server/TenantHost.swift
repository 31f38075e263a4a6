// A tenant on its home loop: the engine, the sockets of its sessions, and the way between them.

import Bedrock
import Engine
import TrackHub
import Transport
import TripStore

/// Owns a tenant's engine. Belongs to one loop's thread and is never seen by another.
final class TenantHost {
  let id: ClientID
  private(set) var settingsVersion: Int64
  private(set) var settings: TenantSettings
  private var engine: TenantEngine
  private var actions = ActionList()
  private var connections: [ConnectionID?] = []
  /// Time of nearby questions inside the engine.
  var nearbyNanoseconds = Histogram()
  /// Time of match requests inside the engine.
  var matchNanoseconds = Histogram()
  /// Fixes judged and technicians removed up to the last snapshot; nil when the next one is due whatever happens.
  private var atSnapshot: (fixes: UInt64, removed: UInt64)? = (0, 0)
  private var lastViewerFlushMilliseconds: Int64 = 0
  /// A timer for the next flush is running.
  var isFlushArmed = false
  /// The host is in the loop's list of those that were touched in this turn.
  var isTouched = false

  /// Requests that wait for the store.
  private var pendingAnswers: [Ticket: PendingAnswer] = [:]
  private var lastTicket: UInt64 = 0

  /// Where the answer to a request goes, and how it is made.
  struct PendingAnswer {
    var address: ReplyAddress
    var finish: Transition.Finish
    var afterwards: (@Sendable (any Store) throws(StoreError) -> Problem?)?
  }

  /// Viewers are told at most so often. A person cannot see more; a phone's battery can feel it.
  static let viewerFlushMilliseconds: Int64 = 10

  /// - Parameter isShared: whether another process may serve the tenant, too.
  init(_ seed: TenantSeed, now: Instant, epoch: UInt64, isShared: Bool) {
    id = seed.id
    settings = seed.settings
    settingsVersion = seed.settingsVersion
    engine = TenantEngine(
      settings: seed.settings, now: now, epoch: epoch, entropy: UInt64.random(in: .min ... .max))
    engine.isShared = isShared
    for profile in seed.profiles { engine.put(profile, now: now) }
    for zone in seed.zones { engine.put(zone) }
  }

  /// Gives a request a ticket, under which the engine will answer it.
  func take(_ pending: PendingAnswer) -> Ticket {
    lastTicket += 1
    let ticket = Ticket(lastTicket)
    pendingAnswers[ticket] = pending
    return ticket
  }

  /// The request that a ticket was given to; once.
  func pending(_ ticket: Ticket) -> PendingAnswer? { pendingAnswers.removeValue(forKey: ticket) }

  /// What the engine has decided to answer.
  func takeAnswers() -> [BookingAnswer] { engine.takeAnswers() }

  /// What the store has to do for the engine.
  func takeOrders() -> [StoreOrder] { engine.takeOrders() }

  /// Gives the engine to `body`. What the engine wants sent is sent at the end of the turn.
  func withEngine<Value, Failure>(
    _ body: (inout TenantEngine, inout ActionList) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    try body(&engine, &actions)
  }

  /// Remembers the socket of a session that was just opened.
  func bind(_ session: SessionID, to connection: ConnectionID) {
    while connections.count <= Int(session.index) { connections.append(nil) }
    connections[Int(session.index)] = connection
  }

  /// Forgets the socket of a session that has ended.
  func unbind(_ session: SessionID) {
    connections[Int(session.index)] = nil
  }

  /// Takes over new settings after they were committed.
  func apply(_ settings: TenantSettings, version: Int64) {
    // Commits arrive in their order, but a slow answer must not bring old settings back.
    guard version > settingsVersion else { return }
    self.settings = settings
    settingsVersion = version
    engine.apply(settings)
  }

  /// Sends what is due at the end of a turn: acknowledgements always, viewers' frames when enough time has
  /// passed since the last ones.
  /// - Returns: after how many milliseconds to flush again, when viewers still wait.
  func endTurn(_ loop: inout LoopControl, onClosed: (ConnectionID) -> Void) -> Int64? {
    let waited = loop.nowMilliseconds - lastViewerFlushMilliseconds
    let viewersAreDue = waited >= Self.viewerFlushMilliseconds
    if viewersAreDue, engine.hasViewerWork { lastViewerFlushMilliseconds = loop.nowMilliseconds }
    engine.flush(viewers: viewersAreDue, into: &actions)
    perform(&loop, onClosed: onClosed)
    guard engine.hasViewerWork else { return nil }
    return max(1, Self.viewerFlushMilliseconds - (viewersAreDue ? 0 : waited))
  }

  private func perform(_ loop: inout LoopControl, onClosed: (ConnectionID) -> Void) {
    guard !actions.isEmpty else { return }
    for action in actions.actions {
      switch action {
      case .send(let session, let range):
        guard let connection = connections[Int(session.index)] else { continue }
        loop.send(text: actions.bytes.span.extracting(range), to: connection)
      case .close(let session, let code, let reason):
        guard let connection = connections[Int(session.index)] else { continue }
        connections[Int(session.index)] = nil
        onClosed(connection)
        loop.close(connection, WebSocketCloseCode(rawValue: code), reason: reason)
      }
    }
    actions.removeAll()
  }

  /// A snapshot of live positions and sequence numbers, when a fix was judged since the last one, or somebody was removed
  /// whose position it has.
  func snapshotIfChanged(now: Instant) -> PositionSnapshot? {
    let current = (fixes: engine.statistics.ledger.total, removed: engine.removedCount)
    if let atSnapshot, atSnapshot == current { return nil }
    atSnapshot = current
    return PositionSnapshot(takenAt: now, payload: engine.snapshot())
  }

  /// The last snapshot came to nothing; the next one is due whatever happens until then.
  func snapshotWasNotSaved() { atSnapshot = nil }

  /// The numbers of the engine.
  var statistics: TenantStatistics { engine.statistics }
}
