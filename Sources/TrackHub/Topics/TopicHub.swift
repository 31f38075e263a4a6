// Who watches what: subscriptions, and what each of them has still to be told. Frames are made in
// TopicHub+Flush; topics that are neither technicians nor maps are in TopicHub+Subjects.

public import Bedrock
public import GeoIndex

/// The subscriptions of one tenant.
///
/// A viewer never has a queue. For positions the hub remembers *whose* position changed, and reads the
/// position when the viewer can take it, so that only the latest is ever sent. For events the hub
/// remembers how far the viewer has come and reads the rest from the ``EventLog``. A slow viewer costs a
/// few bytes for each technician in view, however slow it is.
public struct TopicHub: Sendable {
  /// The most topics that one session may watch.
  public static let topicsPerSessionMax = 64

  /// What a subscription is about, as the hub finds it.
  enum Target: Sendable, Equatable {
    case technician(UInt32)
    case subject(SubjectSlot)
    case map
    case clusters(level: Int)
  }

  struct Subscription: Sendable {
    var session: SessionID
    var topic: Topic
    /// The topic's name as the viewer wrote it; frames carry it back.
    var name: String
    var target: Target
    /// The last event that was sent.
    var sentOffset: UInt64 = 0
    /// The snapshot is due, behind the events that were missed.
    var owesState = false
    /// The position has changed. Not for maps.
    var hasPosition = false
    /// A map: whose place on it may have changed.
    var pending = SlotSet()
    /// A map: whose turn it is to be told. Filled from `pending` only when it is empty, so that nobody waits
    /// for ever behind those who move all the time.
    var telling = SlotSet()
    /// A map: who was shown inside it.
    var inside = SlotSet()
    /// A map: who was removed for good while shown.
    var removed: [ClientID] = []
    /// Counted cells: which, and what was told of them.
    var clusters: ClusterWatch?
    var isDirty = false

    /// Whether anybody on a map waits to be told.
    var hasPending: Bool { !(pending.isEmpty && telling.isEmpty) }

    /// Takes the next technician who waits to be told.
    mutating func nextPending() -> UInt32? {
      if telling.isEmpty { swap(&telling, &pending) }
      return telling.popLast()
    }
  }

  struct Viewer: Sendable {
    var subscriptions: [Int] = []
    var isBlocked = false
    var isDirty = false
  }

  var subscriptions: [Subscription?] = []
  var viewers: [Viewer?] = []
  var dirtyViewers: [UInt32] = []
  /// Those of `dirtyViewers` that are being told; kept for its memory.
  var flushing: [UInt32] = []
  private var vacant: [Int] = []
  private var technicianWatchers: [UInt32: [Int]] = [:]
  private var maps: [Int] = []
  /// Subscriptions to counted cells.
  var clusterWatchers: [Int] = []
  /// The counted cells of each level that somebody looks at.
  var clusterTables: [Int: ClusterTable] = [:]

  /// Topics that are neither technicians nor maps.
  var subjects = SubjectTable()
  /// Counts the times when frames are made; those of one round can be shared.
  var round: UInt64 = 0

  /// The events of technician topics.
  public private(set) var events: EventLog
  /// The events of subjects. A log of its own, so that technicians who come and go push nothing out.
  public internal(set) var subjectEvents: EventLog
  /// Names this life of the event log.
  public let epoch: UInt64

  /// Nobody watches.
  /// - Parameters:
  ///   - eventCapacity: how many events of technician topics are kept.
  ///   - subjectEventCapacity: how many events of subjects are kept.
  public init(epoch: UInt64, eventCapacity: Int = 16_384, subjectEventCapacity: Int = 65_536) {
    self.epoch = epoch
    self.events = EventLog(capacity: eventCapacity)
    self.subjectEvents = EventLog(capacity: subjectEventCapacity)
  }

  /// How many subscriptions there are.
  public var subscriptionCount: Int { subscriptions.count - vacant.count }

  /// Whether any viewer has something to be told and can take it.
  public var hasWork: Bool { !dirtyViewers.isEmpty }

  /// Begins to hear of a session.
  public mutating func open(_ session: SessionID) {
    while viewers.count <= Int(session.index) { viewers.append(nil) }
    precondition(viewers[Int(session.index)] == nil, "a session was opened twice")
    viewers[Int(session.index)] = Viewer()
  }

  /// Ends all subscriptions of a session.
  public mutating func close(_ session: SessionID) {
    guard let viewer = viewers[Int(session.index)] else { return }
    for subscription in viewer.subscriptions { remove(subscription) }
    viewers[Int(session.index)] = nil
  }

  /// The session's socket is full: nothing more is made for it until it is drained.
  public mutating func block(_ session: SessionID) {
    viewers[Int(session.index)]?.isBlocked = true
  }

  /// The session's socket has room again.
  public mutating func unblock(_ session: SessionID) {
    guard viewers[Int(session.index)] != nil else { return }
    viewers[Int(session.index)]?.isBlocked = false
    let mine = viewers[Int(session.index)]?.subscriptions ?? []
    for index in mine where subscriptions[index]?.isDirty == true { markViewer(session) }
  }

  /// What became of a wish to subscribe.
  enum Addition {
    case added(Int)
    case already
    case tooMany
  }

  mutating func add(
    _ topic: Topic, name: String, target: Target, session: SessionID
  ) -> Addition {
    guard let viewer = viewers[Int(session.index)] else { preconditionFailure("unknown session") }
    for index in viewer.subscriptions where subscriptions[index]?.topic == topic { return .already }
    guard viewer.subscriptions.count < Self.topicsPerSessionMax else { return .tooMany }

    let subscription = Subscription(session: session, topic: topic, name: name, target: target)
    let index: Int
    if let reused = vacant.popLast() {
      index = reused
      subscriptions[index] = subscription
    } else {
      index = subscriptions.count
      subscriptions.append(subscription)
    }
    viewers[Int(session.index)]?.subscriptions.append(index)
    switch target {
    case .technician(let technician): technicianWatchers[technician, default: []].append(index)
    case .subject(let subject): subjects.addWatcher(index, to: subject)
    case .map: maps.append(index)
    case .clusters: clusterWatchers.append(index)
    }
    return .added(index)
  }

  /// Stops watching. False when the session did not watch this topic.
  public mutating func unsubscribe(_ topic: Topic, session: SessionID) -> Bool {
    let mine = viewers[Int(session.index)]?.subscriptions ?? []
    guard let index = mine.first(where: { subscriptions[$0]?.topic == topic }) else { return false }
    forget(index)
    return true
  }

  /// Ends one subscription of a session that goes on.
  mutating func forget(_ index: Int) {
    guard let session = subscriptions[index]?.session else { return }
    viewers[Int(session.index)]?.subscriptions.removeAll { $0 == index }
    remove(index)
  }

  private mutating func remove(_ index: Int) {
    guard let subscription = subscriptions[index] else { return }
    switch subscription.target {
    case .technician(let technician):
      technicianWatchers[technician]?.removeAll { $0 == index }
      if technicianWatchers[technician]?.isEmpty == true { technicianWatchers[technician] = nil }
    case .subject(let subject): subjects.removeWatcher(index, from: subject)
    case .map: maps.removeAll { $0 == index }
    case .clusters(let level): dropClusters(index, level: level)
    }
    subscriptions[index] = nil
    vacant.append(index)
  }
}

// What happens to technicians, told to whom it concerns.
extension TopicHub {
  /// A technician has a new position. O(watchers of this technician + maps); no allocation once warm.
  public mutating func positionChanged(_ technician: UInt32, at point: GeoPoint) {
    if let watchers = technicianWatchers[technician] {
      for index in watchers {
        subscriptions[index]?.hasPosition = true
        mark(index)
      }
    }
    for index in maps { offer(technician, at: point, to: index) }
  }

  /// Something else about a technician that maps show has changed (presence, status).
  public mutating func appearanceChanged(_ technician: UInt32, at point: GeoPoint?) {
    guard let point else { return }
    for index in maps { offer(technician, at: point, to: index) }
  }

  /// A technician is somewhere else with their bookings, which maps and the technician's own topic show.
  /// O(watchers of this technician + maps).
  public mutating func jobChanged(_ technician: UInt32, at point: GeoPoint?) {
    guard let point else { return }
    positionChanged(technician, at: point)
  }

  /// Adds an event to a technician's topic. `encode` is given the offset and makes the frame.
  public mutating func publish(_ technician: UInt32, encode: (UInt64) -> [UInt8]) {
    events.append(topic: technician, encode: encode)
    for index in technicianWatchers[technician] ?? [] { mark(index) }
  }

  /// A slot holds a new technician, whose topic begins.
  public mutating func technicianAdded(_ technician: UInt32) {
    events.begin(topic: technician)
  }

  /// A technician is no more: maps forget them by name, since the slot may soon be somebody else's, and
  /// their topic ends. Events must have been flushed before, or they are lost with the topic.
  /// - Returns: who watched the topic, with the name by which they called it.
  public mutating func technicianRemoved(
    _ technician: UInt32, id: ClientID
  ) -> [(session: SessionID, topic: String)] {
    for index in maps {
      let wasShown = subscriptions[index]?.inside.remove(technician) ?? false
      subscriptions[index]?.pending.remove(technician)
      subscriptions[index]?.telling.remove(technician)
      guard wasShown else { continue }
      subscriptions[index]?.removed.append(id)
      mark(index)
    }
    var told: [(session: SessionID, topic: String)] = []
    for index in technicianWatchers[technician] ?? [] {
      guard let subscription = subscriptions[index] else { continue }
      told.append((subscription.session, subscription.name))
      forget(index)
    }
    return told
  }

  private mutating func offer(_ technician: UInt32, at point: GeoPoint, to index: Int) {
    guard case .map(let box) = subscriptions[index]?.topic else { return }
    guard box.contains(point) || subscriptions[index]?.inside.contains(technician) == true else { return }
    // Whose turn has come is told the latest anyway.
    guard subscriptions[index]?.telling.contains(technician) == false else { return }
    if subscriptions[index]?.pending.insert(technician) == true { mark(index) }
  }

  /// Notes that a subscription has something to be told.
  mutating func mark(_ index: Int) {
    guard let session = subscriptions[index]?.session else { return }
    subscriptions[index]?.isDirty = true
    markViewer(session)
  }

  private mutating func markViewer(_ session: SessionID) {
    guard let viewer = viewers[Int(session.index)], !viewer.isDirty, !viewer.isBlocked else { return }
    viewers[Int(session.index)]?.isDirty = true
    dirtyViewers.append(session.index)
  }
}
