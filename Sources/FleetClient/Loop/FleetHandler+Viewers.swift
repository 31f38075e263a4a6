// What viewers do: greet, subscribe, see positions.

import Bedrock
import Transport

extension FleetHandler {
  /// `welcome`: the viewer subscribes to its topics, except those that it has resumed.
  func welcomed(viewer: Int, _ loop: inout LoopControl) {
    guard viewers[viewer].stage == .arriving, let connection = viewers[viewer].connection else { return }
    viewers[viewer].stage = .ready
    viewers[viewer].attempts = 0
    arrivals.underWay -= 1
    for place in viewers[viewer].topics.indices {
      let isResumed = viewers[viewer].topics[place].isResumable
      viewers[viewer].topics[place].reconnect()
      if !isResumed {
        encoder.encodeSubscribe(topic: viewers[viewer].topics[place].topic)
        transmit(to: connection, &loop)
      }
    }
    lookWhetherReady(viewer)
  }

  /// A viewer is ready when the state of every topic has come.
  func lookWhetherReady(_ viewer: Int) {
    let isReady =
      viewers[viewer].stage == .ready && !viewers[viewer].topics.contains { $0.isAwaitingState }
    if isReady { setReady(true, viewer: viewer) }
  }

  /// Counts a viewer of the configuration as ready, once, or as not ready any more.
  func setReady(_ isReady: Bool, viewer: Int) {
    guard viewer < configuration.viewers.count, viewers[viewer].isReady != isReady else { return }
    viewers[viewer].isReady = isReady
    statistics.viewersReady += isReady ? 1 : -1
  }

  /// `pos`
  func saw(_ payload: borrowing Span<UInt8>, viewer: Int) {
    statistics.viewerFrames += 1
    guard positionScanner.scan(payload) else {
      statistics.noteError("a malformed position")
      return
    }
    let now = MonotonicClock.nanoseconds()
    for seen in positionScanner.seen {
      statistics.sightings += 1
      let id = FrameCursor.string(payload, seen.id)
      if let age = sightings.seen(seen.time, of: id, viewer: viewer, atNanoseconds: now) {
        statistics.sightingNanoseconds.record(age)
      }
    }
    guard let subject = positionScanner.subject, let time = positionScanner.subjectTime,
      let place = place(of: subject, payload, viewer: viewer)
    else { return }
    statistics.sightings += 1
    guard let phone = viewers[viewer].topics[place].phone, viewers[viewer].topics[place].isNews(time),
      let age = sightings.age(time, phone: phone, atNanoseconds: now)
    else { return }
    statistics.sightingNanoseconds.record(age)
  }

  /// Where among a viewer's topics one stands.
  func place(of topic: Range<Int>, _ payload: borrowing Span<UInt8>, viewer: Int) -> Int? {
    for place in viewers[viewer].topics.indices
    where FrameCursor.equals(viewers[viewer].topics[place].topic, payload, topic) {
      return place
    }
    return nil
  }
}
