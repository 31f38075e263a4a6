// Making frames for viewers that can take them: events first, in order, then the latest positions.

import Bedrock
import GeoIndex

extension TopicHub {
  /// The most technicians in one map frame.
  public static let itemsPerFrameMax = 500
  /// After how many bytes made for one session in one flush the rest waits for the next; a frame more may
  /// come on top.
  public static let bytesPerFlushMax = 48 * 1024

  /// Writes what viewers have to be told, as far as their sockets have room.
  ///
  /// A session with more to be told than ``bytesPerFlushMax`` stays marked, and the caller flushes again
  /// when it was sent. O(what is sent).
  public mutating func flush(_ world: borrowing TechnicianTable, into actions: inout ActionList) {
    round += 1
    swap(&flushing, &dirtyViewers)
    for position in flushing.indices {
      let session = Int(flushing[position])
      guard viewers[session] != nil else { continue }
      viewers[session]?.isDirty = false
      guard viewers[session]?.isBlocked == false else { continue }
      flush(session, world, into: &actions)
    }
    flushing.removeAll(keepingCapacity: true)
  }

  /// Maps come last: the others are small, they carry events, and a busy map would starve them.
  private mutating func flush(
    _ session: Int, _ world: borrowing TechnicianTable, into actions: inout ActionList
  ) {
    var limit = actions.bytes.count + Self.bytesPerFlushMax
    let mine = viewers[session]?.subscriptions ?? []
    for turn in Turn.allCases {
      for index in mine where subscriptions[index]?.isDirty == true {
        guard subscriptions[index]?.target.turn == turn else { continue }
        guard actions.bytes.count < limit else { return mark(index) }
        subscriptions[index]?.isDirty = false
        switch turn {
        case .technicians: flushTechnician(index, world, limit: limit, into: &actions)
        case .subjects: flushSubject(index, limit: &limit, into: &actions)
        case .maps: flushMap(index, world, limit: limit, into: &actions)
        case .clusters: flushClusters(index, limit: limit, into: &actions)
        }
      }
    }
  }

  /// The order in which the topics of one session are told.
  enum Turn: CaseIterable {
    case technicians
    case subjects
    case maps
    case clusters
  }

  /// Events, then the snapshot or the latest position. What does not fit any more stays marked.
  mutating func flushTechnician(
    _ index: Int, _ world: borrowing TechnicianTable, limit: Int, into actions: inout ActionList
  ) {
    guard var subscription = subscriptions[index], case .technician(let technician) = subscription.target
    else { return }
    let isComplete = sendEvents(of: technician, &subscription, limit: limit, into: &actions)
    if isComplete {
      if subscription.owesState {
        ServerMessages.technicianState(
          subscription.name, technician, world, epoch: epoch, offset: subscription.sentOffset,
          to: subscription.session, into: &actions)
      } else if subscription.hasPosition {
        ServerMessages.technicianPosition(
          subscription.name, technician, world, to: subscription.session, into: &actions)
      }
      subscription.owesState = false
      subscription.hasPosition = false
    }
    subscriptions[index] = subscription
    if !isComplete { mark(index) }
  }

  /// Sends the events that the viewer has not seen.
  /// - Returns: false when some are left for the next flush.
  private func sendEvents(
    of technician: UInt32, _ subscription: inout Subscription, limit: Int, into actions: inout ActionList
  ) -> Bool {
    let last = events.offset(of: technician)
    guard subscription.sentOffset != last else { return true }
    guard let frames = events.frames(topic: technician, after: subscription.sentOffset) else {
      // The window has moved on past this viewer: say so, and show what is.
      ServerMessages.resync(topic: subscription.name, to: subscription.session, into: &actions)
      subscription.sentOffset = last
      subscription.owesState = true
      return true
    }
    for frame in frames {
      guard actions.bytes.count < limit else { return false }
      actions.send(actions.add(frame), to: subscription.session)
      subscription.sentOffset += 1
    }
    return true
  }

  private mutating func flushMap(
    _ index: Int, _ world: borrowing TechnicianTable, limit: Int, into actions: inout ActionList
  ) {
    guard var subscription = subscriptions[index], case .map(let box) = subscription.topic else { return }
    // Out of the array while it is changed: its sets are moved, not copied.
    subscriptions[index] = nil
    defer {
      let hasMore = subscription.hasPending
      subscriptions[index] = subscription
      if hasMore { mark(index) }
    }
    let session = subscription.session
    if !subscription.removed.isEmpty {
      // Alone and first: the same name may be in view again, in another slot.
      let message = actions.write { json in ServerMessages.mapRemovals(&subscription, &json) }
      actions.send(message, to: session)
    }
    while subscription.hasPending, actions.bytes.count < limit {
      var isEmpty = true
      let message = actions.write { json in
        isEmpty = ServerMessages.mapFrame(
          &subscription, box: box, world, max: Self.itemsPerFrameMax, limit: limit, &json)
      }
      if !isEmpty { actions.send(message, to: session) }
    }
  }
}

extension TopicHub.Target {
  /// When topics of this kind are told.
  var turn: TopicHub.Turn {
    switch self {
    case .technician: .technicians
    case .subject: .subjects
    case .map: .maps
    case .clusters: .clusters
    }
  }
}
