// How fast an endpoint is served: several messages at once while it answers, one at a time and with pauses while it
// does not. Pure: time is passed in.

import Bedrock

/// The state of one endpoint in the relay.
struct EndpointPace: Sendable, Equatable {
  /// The most messages on their way to one endpoint; each is about another booking.
  static let slotsMax = 8
  /// From so many failures in a row on, an endpoint counts as down: it is tried with one message at a time.
  static let failuresMax = 5
  /// The first pause of an endpoint that is down, and the longest, in milliseconds. The pause doubles.
  static let pauseFirstMilliseconds: Int64 = 5_000
  static let pauseMaxMilliseconds: Int64 = 300_000

  private(set) var inFlight = 0
  private(set) var failuresInRow = 0
  /// Until when nothing is sent.
  private(set) var pausedUntil: Instant?

  /// Whether the endpoint counts as down.
  var isDown: Bool { failuresInRow >= Self.failuresMax }

  /// How many more messages may be sent now.
  func freeSlots(at now: Instant) -> Int {
    if let pausedUntil, now < pausedUntil { return 0 }
    return max(0, (isDown ? 1 : Self.slotsMax) - inFlight)
  }

  /// Messages were sent.
  mutating func sent(_ count: Int) { inFlight += count }

  /// One of them has come to an end.
  mutating func finished(isDelivered: Bool, at now: Instant) {
    inFlight -= 1
    precondition(inFlight >= 0, "more ends than beginnings")
    guard !isDelivered else {
      failuresInRow = 0
      pausedUntil = nil
      return
    }
    failuresInRow += 1
    guard isDown else { return }
    let doubled = Self.pauseFirstMilliseconds << Int64(min(failuresInRow - Self.failuresMax, 20))
    pausedUntil = now.advanced(byMilliseconds: min(doubled, Self.pauseMaxMilliseconds))
  }

  /// Nothing is known that a new one would not know.
  var isForgettable: Bool { inFlight == 0 && failuresInRow == 0 }
}
