// The demo's view of engine time: asked once, then continued by the same pace.

import Bedrock
import FleetClient

/// Engine time as the fleet believes it to be.
struct DemoClock: Sendable {
  private let anchor: Instant
  private let anchorNanoseconds: UInt64
  private let scale: Double

  /// Reads the server's clock. The answer was true at some moment of the round trip; its begin is taken, so that the
  /// fleet is never ahead of the server.
  init(_ service: ServiceAPI) throws(FleetError) {
    // The first question also connects; the second is the quick one.
    _ = try service.clock()
    let asked = MonotonicClock.nanoseconds()
    let clock = try service.clock()
    let elapsed = MonotonicClock.nanoseconds() - asked
    scale = clock.scale ?? 1
    anchor = Instant(milliseconds: clock.time - Int64((Double(elapsed) / 1e6 * scale).rounded(.up)))
    anchorNanoseconds = asked
  }

  /// Engine time now.
  func now() -> Instant {
    let elapsed = Double(MonotonicClock.nanoseconds() - anchorNanoseconds) / 1e6
    return anchor.advanced(byMilliseconds: Int64(elapsed * scale))
  }
}
