// The answer: who, at which cost made of what, who was refused by what, and why nobody better was missed.

/// A technician who passed the gates, with the score and what it was made of.
public struct MatchCandidate: Sendable, Hashable {
  /// The slot of the technician.
  public var technician: UInt32
  /// Straight distance to the place, WGS84 geodesic, in metres.
  public var distanceMeters: Double
  /// The estimated travel time in seconds.
  public var travelSeconds: Double
  /// From the arrival to the deadline in seconds, negative when late; nil without a deadline.
  public var slackSeconds: Double?
  /// The rating shrunk by its count, in stars.
  public var shrunkRating: Double
  /// How many of the preferred skills the technician has.
  public var preferredSkillsHeld: Int
  /// The terms of the score.
  public var terms: MatchTerms
  /// The sum of the terms; lower is better.
  public var costSeconds: Double

  /// The order of candidates: ascending cost, then distance, then slot.
  @inline(__always)
  public func precedes(_ other: MatchCandidate) -> Bool {
    if costSeconds != other.costSeconds { return costSeconds < other.costSeconds }
    if distanceMeters != other.distanceMeters { return distanceMeters < other.distanceMeters }
    return technician < other.technician
  }
}

/// The terms of a score, each in seconds of waiting.
public struct MatchTerms: Sendable, Hashable {
  /// Travel, weighted.
  public var travelSeconds: Double
  /// Missing slack and lateness, weighted; 0 without a deadline.
  public var slackSeconds: Double
  /// The stars below five, weighted.
  public var ratingSeconds: Double
  /// Preferred skills: 0 for none, negative for each that is there.
  public var fitSeconds: Double

  /// The cost. The order of the additions is part of the definition: it decides the last bit.
  @inline(__always)
  public var costSeconds: Double { travelSeconds + slackSeconds + ratingSeconds + fitSeconds }
}

/// Why nobody better was skipped.
public struct MatchCertificate: Sendable, Hashable {
  /// How many technicians were judged one by one.
  public var examined = 0
  /// How many of them passed all gates and got a score.
  public var scored = 0
  /// Everybody nearer than this who has the skills, the status and a recent position was examined; nil when
  /// everybody was.
  public var radiusMeters: Double?
  /// Nobody at that radius or beyond can cost less; at least the cost of the last candidate. Nil without a
  /// radius.
  public var boundSeconds: Double?

  /// Nothing was examined.
  public init() {}

  /// Whether the numbers prove that the candidates are the best `wanted`.
  public func proves(_ candidates: [MatchCandidate], wanted: Int) -> Bool {
    guard radiusMeters != nil, let boundSeconds else { return true }
    guard candidates.count == wanted, let last = candidates.last else { return false }
    return boundSeconds >= last.costSeconds
  }
}

/// What became of one technician in a match.
public struct MatchExplanation: Sendable, Hashable {
  /// The slot of the technician.
  public var technician: UInt32
  /// What became of them.
  public var verdict: Verdict

  /// What can become of a technician.
  public enum Verdict: Sendable, Hashable {
    /// Refused by this gate, the first that did.
    case refused(MatchGate)
    /// Among the candidates, 1 for the best.
    case ranked(Int, MatchCandidate)
    /// Passed the gates, but others cost less.
    case outranked(MatchCandidate, MatchShortfall)
  }
}

/// What a technician lacked for the last place among the candidates.
///
/// Each change alone, everything else equal, would have been enough, and is the smallest of its kind, to the
/// last bit; nil where no change of that kind would have been enough.
public struct MatchShortfall: Sendable, Hashable {
  /// The cost above that of the last candidate, in seconds; 0 where distance or slot broke a tie.
  public var gapSeconds: Double
  /// The greatest distance that would have been enough, in metres.
  public var distanceMaxMeters: Double?
  /// The least rating, by as many votes, that would have been enough.
  public var ratingMin: Float?
  /// The least number of preferred skills that would have been enough.
  public var preferredSkillsMin: Int?
}

/// The answer to a ``MatchRequest``.
public struct MatchResult: Sendable, Equatable {
  /// At most as many as wanted, best first (see ``MatchCandidate/precedes(_:)``).
  public var candidates: [MatchCandidate] = []
  /// All technicians of the tenant by gate; nil when not asked for.
  public var refusals: GateCounts?
  /// Why nobody better was skipped.
  public var certificate = MatchCertificate()
  /// In the order of the request.
  public var explanations: [MatchExplanation] = []
  /// What became of the technician whom the customer picked; nil when nobody was picked.
  public var picked: MatchExplanation?

  /// An empty answer. Its memory is used again by the next search.
  public init() {}

  mutating func removeAll() {
    candidates.removeAll(keepingCapacity: true)
    explanations.removeAll(keepingCapacity: true)
    refusals = nil
    picked = nil
    certificate = MatchCertificate()
  }
}
