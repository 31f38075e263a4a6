// Whether a trip can be sealed now: not while any of its points may be on the way.

import Bedrock
import TripStore

/// What to do about a trip without a seal.
enum SealDecision: Equatable {
  /// Points may be on the way; look again later.
  case wait
  /// All points that will ever come are there.
  case seal
  /// Points may be gone already: a head over the rest would look like the truth and be none. It is sealed without
  /// chains.
  case tooLate

  /// The time after a trip's end in which its points come, if they come at all: they are on their way for as long as
  /// nobody has acknowledged them, and after an hour without the summary's number nobody waits for them any more.
  static let pointsComeWithinMilliseconds: Int64 = 3_600_000

  /// What is decided without the points, because reading them costs; nil when it depends on them.
  /// - Parameters:
  ///   - summary: what the summary says.
  ///   - isQuiet: whether no acknowledged point waits anywhere outside of the store, as far as this process can see.
  ///   - pointsDays: how long the tenant keeps points.
  static func withoutPoints(
    _ summary: SummaryFacts, endedAt: Instant, isQuiet: Bool, pointsDays: Int, now: Instant
  ) -> SealDecision? {
    let kept = now.advanced(byMilliseconds: -Int64(pointsDays) * 86_400_000)
    if (summary.startedAt ?? endedAt) <= kept { return .tooLate }
    return isQuiet ? nil : .wait
  }

  /// Decides when the points were read.
  /// - Parameters:
  ///   - found: how many points are there.
  ///   - mayMiss: whether points may be elsewhere of which the summary does not know.
  static func of(
    _ summary: SummaryFacts, endedAt: Instant, found: Int, mayMiss: Bool, now: Instant
  ) -> SealDecision {
    if let expected = summary.fixCount, found >= expected, !mayMiss { return .seal }
    return endedAt.advanced(byMilliseconds: pointsComeWithinMilliseconds) <= now ? .seal : .wait
  }
}

/// What sealing and erasing have to know out of a stored summary.
struct SummaryFacts: Equatable {
  /// How many fixes the track had; nil when the summary cannot be read.
  var fixCount: Int?
  /// When the trip began.
  var startedAt: Instant?

  /// Reads a summary's document.
  init(_ document: [UInt8]) {
    guard case .object(let members)? = try? JSONValue.parse(document, field: "summary") else { return }
    if case .number(let count)? = members["fixCount"] { fixCount = Int(exactly: count) }
    if case .number(let start)? = members["startedAt"], let milliseconds = Int64(exactly: start) {
      startedAt = Instant(milliseconds: milliseconds)
    }
  }
}
