// Subjects: topics whose content comes from outside the hub, as the members of their frames. Frames are made
// once for all who watch.

public import Bedrock

extension TopicHub {
  /// How many subjects are open.
  public var subjectCount: Int { subjects.count }

  /// Begins a subject, which must not be open. Its events count on from a number that none had before it, so that
  /// nothing of an earlier life can be taken for its own.
  public mutating func openSubject(_ key: SubjectKey) -> SubjectSlot {
    let subject = subjects.open(key)
    subjectEvents.begin(topic: subject.index)
    return subject
  }

  /// The slot of an open subject; nil when it is not open. O(1).
  public func subject(of key: SubjectKey) -> SubjectSlot? { subjects.slot(of: key) }

  /// Whether anybody watches. O(1).
  public func isWatched(_ subject: SubjectSlot) -> Bool {
    !subjects.entries[subjects.place(of: subject)].watchers.isEmpty
  }

  /// Who watches, in the order in which they came. O(watchers).
  public func watchers(of subject: SubjectSlot) -> [SessionID] {
    subjects.entries[subjects.place(of: subject)].watchers.compactMap { subscriptions[$0]?.session }
  }

  /// Begins a subject's topic for a session. What a viewer that was away is sent is the same as for technicians:
  /// the events that it has missed or a `resync`, then the state.
  /// - Parameters:
  ///   - state: writes the members of the state as it is now, the latest position included. They are kept for as
  ///     long as anybody watches, for those who have to start over.
  public mutating func subscribe(
    toSubject subject: SubjectSlot, since: EventOffset?, session: SessionID,
    state: (inout JSONWriter) -> Void, into actions: inout ActionList
  ) -> SubscribeOutcome {
    let place = subjects.place(of: subject)
    guard let key = subjects.entries[place].key else { preconditionFailure("a subject without a key") }
    let name = subjects.entries[place].name
    let index: Int
    switch add(key.topic, name: name, target: .subject(subject), session: session) {
    case .added(let added): index = added
    case .already: return .already
    case .tooMany: return .tooMany
    }
    subjects.setState(place, state)
    subscriptions[index]?.sentOffset = subjectEvents.offset(of: subject.index)
    subscriptions[index]?.owesState = true
    if let since {
      if since.epoch == epoch {
        subscriptions[index]?.sentOffset = since.offset
      } else {
        ServerMessages.resync(topic: name, to: session, into: &actions)
      }
    }
    round += 1
    var limit = actions.bytes.count + Self.bytesPerFlushMax
    flushSubject(index, limit: &limit, into: &actions)
    return .subscribed
  }

  /// Keeps the members of a subject's state for those who have to start over. It is not sent: whoever watches
  /// follows the events, so it is called after each event that changes the state. Nothing happens, and `write` is
  /// not called, while nobody watches.
  public mutating func setState(_ subject: SubjectSlot, _ write: (inout JSONWriter) -> Void) {
    let place = subjects.place(of: subject)
    guard !subjects.entries[place].watchers.isEmpty else { return }
    subjects.setState(place, write)
  }

  /// Says that a subject's state has changed, without writing it: for large ones, which only those need who start
  /// over. Nothing happens while nobody watches. O(1).
  public mutating func outdateState(_ subject: SubjectSlot) {
    let place = subjects.place(of: subject)
    guard !subjects.entries[place].watchers.isEmpty else { return }
    subjects.outdateState(place)
  }

  /// Whether a flush could not go on without the state of a subject, which was outdated. Then it is to be set, and
  /// the flush to be repeated. O(1).
  public func wantsState(_ subject: SubjectSlot) -> Bool {
    subjects.entries[subjects.place(of: subject)].isStateWanted
  }

  /// Sets a subject's latest position, whose members `write` adds to the frame. Watchers are sent it when they can
  /// take it; one that was not sent by then is replaced. Nothing happens, and `write` is not called, while nobody
  /// watches. O(watchers); no allocation once warm.
  public mutating func setPosition(_ subject: SubjectSlot, _ write: (inout JSONWriter) -> Void) {
    let place = subjects.place(of: subject)
    guard !subjects.entries[place].watchers.isEmpty else { return }
    subjects.setPosition(place, write)
    for index in subjects.entries[place].watchers {
      subscriptions[index]?.hasPosition = true
      mark(index)
    }
  }

  /// Takes a position back: whoever was not sent it yet is not sent it any more.
  public mutating func clearPosition(_ subject: SubjectSlot) {
    subjects.clearPosition(subjects.place(of: subject))
  }

  /// Adds an event to a subject's topic; `write` adds the members that belong to the kind. The frame is made once
  /// and is sent to each watcher in its order, however slow the watcher is, as long as the log has it.
  /// O(watchers).
  public mutating func publish(
    _ subject: SubjectSlot, kind: StaticString, at time: Instant, _ write: (inout JSONWriter) -> Void
  ) {
    let place = subjects.place(of: subject)
    let (name, epoch) = (subjects.entries[place].name, epoch)
    subjectEvents.append(topic: subject.index) { offset in
      ServerMessages.event(topic: name, epoch: epoch, offset: offset, kind: kind, at: time, write)
    }
    for index in subjects.entries[place].watchers { mark(index) }
  }

  /// Ends a subject: whoever watches it is told so, and nothing else about it reaches anybody from here on. What
  /// was not flushed before is lost with it. The slot is void. O(watchers).
  public mutating func closeSubject(
    _ subject: SubjectSlot, reason: StaticString, into actions: inout ActionList
  ) {
    let place = subjects.place(of: subject)
    let (name, watchers) = (subjects.entries[place].name, subjects.entries[place].watchers)
    if !watchers.isEmpty {
      let message = actions.write { json in ServerMessages.topicEnded(name, reason: reason, &json) }
      for index in watchers {
        guard let session = subscriptions[index]?.session else { continue }
        actions.send(message, to: session)
        forget(index)
      }
    }
    subjects.close(subject)
  }
}
