// What viewers do: greet, subscribe, watch.

import Bedrock
import Transport

extension FleetHandler {
  /// `welcome`: the viewer subscribes to its topics.
  func welcomed(viewer: Int, _ loop: inout LoopControl) {
    guard viewers[viewer].stage == .arriving, let connection = viewers[viewer].connection else { return }
    viewers[viewer].stage = .ready
    viewers[viewer].attempts = 0
    arrivals.underWay -= 1
    viewers[viewer].statesAwaited = viewers[viewer].topics.count
    if viewers[viewer].topics.isEmpty { statistics.viewersReady += 1 }
    for topic in viewers[viewer].topics {
      encoder.encodeSubscribe(topic: topic)
      transmit(to: connection, &loop)
    }
  }

  /// `state`: the snapshot of a topic. It is not measured: it tells what was, not what happens.
  func sawState(viewer: Int) {
    statistics.viewerFrames += 1
    guard viewers[viewer].statesAwaited > 0 else { return }
    viewers[viewer].statesAwaited -= 1
    if viewers[viewer].statesAwaited == 0 { statistics.viewersReady += 1 }
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
  }
}
