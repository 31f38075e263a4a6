// Making frames for viewers that can take them: events first, in order, then the latest positions.

import Bedrock
import GeoIndex

extension TopicHub {
  /// The most technicians in one map frame.
  public static let itemsPerFrameMax = 500
  /// How many bytes are made for one session in one flush; the rest follows in the next.
  public static let bytesPerFlushMax = 48 * 1024

  /// Writes what viewers have to be told, as far as their sockets have room.
  ///
  /// A session with more to be told than ``bytesPerFlushMax`` stays marked, and the caller flushes again
  /// when it was sent. O(what is sent).
  public mutating func flush(_ world: borrowing TechnicianTable, into actions: inout ActionList) {
    var waiting: [UInt32] = []
    swap(&waiting, &dirtyViewers)
    for session in waiting {
      guard viewers[Int(session)] != nil else { continue }
      viewers[Int(session)]?.isDirty = false
      guard viewers[Int(session)]?.isBlocked == false else { continue }
      flush(SessionID(session), world, into: &actions)
    }
  }

  private mutating func flush(
    _ session: SessionID, _ world: borrowing TechnicianTable, into actions: inout ActionList
  ) {
    let start = actions.bytes.count
    let mine = viewers[Int(session.index)]?.subscriptions ?? []
    for index in mine where subscriptions[index]?.isDirty == true {
      guard actions.bytes.count - start < Self.bytesPerFlushMax else {
        mark(index)
        return
      }
      subscriptions[index]?.isDirty = false
      if subscriptions[index]?.technician != nil {
        flushTechnician(index, world, into: &actions)
      } else {
        flushMap(index, world, limit: start + Self.bytesPerFlushMax, into: &actions)
      }
    }
  }

  private mutating func flushTechnician(
    _ index: Int, _ world: borrowing TechnicianTable, into actions: inout ActionList
  ) {
    guard var subscription = subscriptions[index], let technician = subscription.technician else { return }
    let last = events.offset(of: technician)
    if subscription.sentOffset < last {
      if let frames = events.frames(topic: technician, after: subscription.sentOffset) {
        for frame in frames { actions.send(actions.add(frame), to: subscription.session) }
        subscription.sentOffset = last
      } else {
        // The window has moved on past this viewer: say so, and show what is.
        ServerMessages.resync(topic: subscription.name, to: subscription.session, into: &actions)
        subscription.sentOffset = last
        subscription.hasPosition = false
        ServerMessages.technicianState(
          subscription.name, technician, world, epoch: epoch, offset: last, to: subscription.session,
          into: &actions)
      }
    }
    if subscription.hasPosition {
      subscription.hasPosition = false
      ServerMessages.technicianPosition(
        subscription.name, technician, world, to: subscription.session, into: &actions)
    }
    subscriptions[index] = subscription
  }

  private mutating func flushMap(
    _ index: Int, _ world: borrowing TechnicianTable, limit: Int, into actions: inout ActionList
  ) {
    guard var subscription = subscriptions[index], case .map(let box) = subscription.topic else { return }
    // Out of the array while it is changed: its sets are moved, not copied.
    subscriptions[index] = nil
    defer {
      let hasMore = !subscription.pending.isEmpty
      subscriptions[index] = subscription
      if hasMore { mark(index) }
    }
    while !(subscription.pending.isEmpty && subscription.removed.isEmpty), actions.bytes.count < limit {
      let session = subscription.session
      let message = actions.write { json in
        ServerMessages.mapFrame(&subscription, box: box, world, max: Self.itemsPerFrameMax, &json)
      }
      actions.send(message, to: session)
    }
  }
}
