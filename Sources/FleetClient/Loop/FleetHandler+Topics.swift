// Topics that come and go: bookings, trips and shares are watched from when they are known until the server says
// that they are over, and every event is counted.

import Bedrock
import Transport

extension FleetHandler {
  /// Viewers of shares at a time; a customer who comes when all places are taken is not simulated.
  static let shareViewersMax = 200

  /// Lets a viewer watch another topic.
  func watch(_ topic: String, phone: Int?, _ loop: inout LoopControl) {
    guard
      let viewer = viewers.indices.first(where: {
        viewers[$0].takesTopics && viewers[$0].topics.count < FleetConfiguration.topicsMax
      })
    else {
      statistics.topicsMissed += 1
      return
    }
    viewers[viewer].topics.append(TopicWatcher(topic: topic, phone: phone))
    guard viewers[viewer].stage == .ready, let connection = viewers[viewer].connection else { return }
    encoder.encodeSubscribe(topic: topic)
    transmit(to: connection, &loop)
  }

  /// Opens a viewer for a share, in a place where another one is over or behind the last.
  func watchShare(key: String, phone: Int?, _ loop: inout LoopControl) {
    var share = Viewer(FleetViewer(.share(key), topics: []))
    share.topics = [TopicWatcher(topic: "share", phone: phone)]
    let free = viewers.indices.first { $0 >= configuration.viewers.count && viewers[$0].isOver }
    let viewer = free ?? viewers.count
    guard viewer < configuration.viewers.count + Self.shareViewersMax else {
      statistics.topicsMissed += 1
      return
    }
    if viewer == viewers.count { viewers.append(share) } else { viewers[viewer] = share }
    open(.viewer(viewer), &loop)
  }

  /// `state`, `event`, `resync`, `end`
  func heard(_ kind: ServerFrame, _ payload: borrowing Span<UInt8>, viewer: Int) {
    statistics.viewerFrames += 1
    guard topicScanner.scan(payload), let topic = topicScanner.topic else {
      return statistics.noteError("a malformed message about a topic")
    }
    // What was on its way when the topic ended here is of no interest.
    guard let place = place(of: topic, payload, viewer: viewer) else { return }
    switch kind {
    case .state, .event:
      guard let epoch = topicScanner.epoch, let offset = topicScanner.offset else {
        return statistics.noteError("a message about a topic without its place")
      }
      if kind == .event { count(payload, viewer: viewer) }
      let fault =
        kind == .state
        ? viewers[viewer].topics[place].state(epoch: epoch, offset: offset)
        : viewers[viewer].topics[place].event(epoch: epoch, offset: offset)
      if let fault { statistics.noteError(fault) }
      if kind == .state { lookWhetherReady(viewer) }
    case .resync: viewers[viewer].topics[place].resync()
    default: forget(place, viewer: viewer)
    }
  }

  private func count(_ payload: borrowing Span<UInt8>, viewer: Int) {
    statistics.events += 1
    guard let range = topicScanner.event else { return }
    let hands = viewers[viewer].handsOverEvents
    guard hands || configuration.record != nil else { return }
    guard let event = TopicEvent(payload, range) else {
      return statistics.noteError("a malformed event of a booking")
    }
    configuration.record?.told(event)
    if hands { news.add(event) }
  }

  private func forget(_ place: Int, viewer: Int) {
    statistics.topicsEnded += 1
    viewers[viewer].topics.remove(at: place)
    if case .share = viewers[viewer].credential { viewers[viewer].isOver = true }
  }

  /// `error`: a topic that is over already, or something that should not be.
  func refused(_ payload: borrowing Span<UInt8>, viewer: Int) {
    guard topicScanner.scan(payload), let code = topicScanner.code,
      FrameCursor.equals("notFound", payload, code)
    else { return noteRefusal(payload) }
    if case .share = viewers[viewer].credential {
      // The share has ended before its viewer came (back); the server closes the connection.
      statistics.topicsMissed += 1
      viewers[viewer].isOver = true
      return
    }
    guard let topic = topicScanner.topic, let place = place(of: topic, payload, viewer: viewer) else {
      return noteRefusal(payload)
    }
    viewers[viewer].topics.remove(at: place)
    statistics.topicsMissed += 1
    lookWhetherReady(viewer)
  }

  /// Whether a viewer whose connection has ended was told everything: then it does not come back.
  func isOver(_ viewer: Int, code: UInt16?) -> Bool {
    guard case .share = viewers[viewer].credential else { return false }
    // A share that is over is told by its key being refused, when its end was missed.
    if code == Self.unauthorized, !viewers[viewer].isOver {
      viewers[viewer].isOver = true
      statistics.topicsMissed += 1
    }
    return viewers[viewer].isOver
  }

  private static let unauthorized: UInt16 = 4401
}
