// Whether a trip can be sealed now: not while any of its points may be on the way.

import Bedrock
import TripStore

/// What to do about a trip without a seal.
enum SealDecision: Equatable {
  /// Points may be on the way; look again later.
  case wait
  /// All points that will ever come are there.
  case seal

  /// The time after a trip's end in which its points come, if they come at all: they are on their way for as long as
  /// nobody has acknowledged them, and after an hour without the summary's number nobody waits for them any more.
  static let pointsComeWithinMilliseconds: Int64 = 3_600_000

  /// Whether points of the trip may be gone already, which is told without reading any. A head over the rest would look like
  /// the truth and be none: the trip is sealed without chains.
  /// - Parameters:
  ///   - summary: what the summary says.
  ///   - pointsDays: how long the tenant keeps points.
  static func isTooLate(_ summary: SummaryFacts, endedAt: Instant, pointsDays: Int, now: Instant) -> Bool {
    (summary.startedAt ?? endedAt) <= now.advanced(byMilliseconds: -Int64(pointsDays) * 86_400_000)
  }

  /// Decides when the points were read, while none waited outside of the store as far as this process can see.
  /// - Parameters:
  ///   - found: how many points are there.
  ///   - missing: how many numbers the devices leave out between them.
  ///   - isShared: whether points may be elsewhere of which the summary does not know: in the spool of another server,
  ///     which acknowledged them and then lost the trip to this one. What shows is a number that is missing though its fix
  ///     was not refused.
  static func of(
    _ summary: SummaryFacts, endedAt: Instant, found: Int, missing: UInt64, isShared: Bool, now: Instant
  ) -> SealDecision {
    let isExplained = !isShared || missing <= summary.refusedCount
    if let expected = summary.fixCount, found >= expected, isExplained { return .seal }
    return endedAt.advanced(byMilliseconds: pointsComeWithinMilliseconds) <= now ? .seal : .wait
  }
}

/// What sealing and erasing have to know out of a stored summary.
struct SummaryFacts: Equatable {
  /// How many fixes the track had; nil when the summary cannot be read.
  var fixCount: Int?
  /// How many numbers are missing because their fixes were refused; 0 when it does not say.
  var refusedCount: UInt64 = 0
  /// When the trip began.
  var startedAt: Instant?

  /// Reads a summary's document.
  init(_ document: [UInt8]) {
    guard case .object(let members)? = try? JSONValue.parse(document, field: "summary") else { return }
    if case .number(let count)? = members["fixCount"] { fixCount = Int(exactly: count) }
    if case .number(let count)? = members["refusedCount"] { refusedCount = UInt64(exactly: count) ?? 0 }
    if case .number(let start)? = members["startedAt"], let milliseconds = Int64(exactly: start) {
      startedAt = Instant(milliseconds: milliseconds)
    }
  }
}
