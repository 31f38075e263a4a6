// When a trip whose points are not all there is looked at again, decided without I/O.

import Bedrock

/// The trips that wait for more points, each with the time before which nobody reads its points again.
///
/// Most missing points come within seconds, some after minutes, and some never: the older a trip, the longer the pause.
/// Reading each of them with every look would keep the store's thread busy with trips that will be sealed at the end of
/// their hour anyway. Times are milliseconds of a clock that never goes back and never stands still, as engine time does
/// during a replay.
struct SealPatience {
  /// The pauses are a quarter of the time since the trip's end, within these bounds.
  static let pauseMinMilliseconds: Int64 = 2_000
  static let pauseMaxMilliseconds: Int64 = 300_000

  private var next: [UUIDv7: Int64] = [:]

  /// Whether it is time to read a trip's points.
  func isTime(for trip: UUIDv7, now: Int64) -> Bool { next[trip].map { $0 <= now } ?? true }

  /// Notes that a trip's points are not all there, so long after its end in engine time.
  mutating func wait(for trip: UUIDv7, ageMilliseconds: Int64, now: Int64) {
    next[trip] = now + min(max(ageMilliseconds / 4, Self.pauseMinMilliseconds), Self.pauseMaxMilliseconds)
  }

  /// Forgets all trips but those that still wait for a seal.
  mutating func keep(only trips: Set<UUIDv7>) { next = next.filter { trips.contains($0.key) } }
}
