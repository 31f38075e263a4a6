// Who should take this booking: the answer by names, with everything that it depended on.

public import Bedrock
public import Matcher
public import Trips

/// The answer to a ``MatchQuery``. Writing it is in MatchAnswer+JSON.swift.
public struct MatchAnswer: Sendable, Equatable {
  /// What was asked, its defaults filled in.
  public var query: MatchQuery
  /// Engine time as of which it was answered.
  public var time: Instant
  /// The weights that were in force.
  public var weights: MatchWeights
  /// The travel times that were in force: the speed is that of the hour of ``time``.
  public var travel: TravelTimeEstimate
  /// By how many minutes local time was ahead of UTC.
  public var utcOffsetMinutes: Int

  /// At most as many as wanted, best first.
  public var candidates: [Candidate] = []
  /// All technicians of the tenant by the first gate that refused them; nil when not asked for.
  public var refusals: GateCounts?
  /// Why nobody better was skipped.
  public var certificate = MatchCertificate()
  /// In the order of the query.
  public var explanations: [Explanation] = []
  /// What became of the technician whom the customer picked; nil when nobody was picked.
  public var picked: Explanation?

  /// A technician who passed the gates.
  public struct Candidate: Sendable, Equatable {
    /// Who.
    public var technician: ClientID
    /// The score with its terms.
    public var score: MatchCandidate
    /// When they would arrive, counted from ``MatchAnswer/time``. It follows the way through the hours, where the score
    /// stays with the speed of the first; both agree as long as the way ends in the hour in which it begins.
    public var eta: TravelTime
  }

  /// What became of one technician.
  public struct Explanation: Sendable, Equatable {
    /// Who.
    public var technician: ClientID
    /// What became of them.
    public var verdict: Verdict

    /// Whether they may be asked, among the candidates or not.
    public var hasPassed: Bool {
      switch verdict {
      case .ranked, .outranked: true
      case .unknown, .refused: false
      }
    }
  }

  /// What can become of a technician.
  public enum Verdict: Sendable, Equatable {
    /// There is nobody with this identifier, any more or yet.
    case unknown
    /// Refused by this gate, the first that did.
    case refused(MatchGate)
    /// Among the candidates, 1 for the best.
    case ranked(Int)
    /// Passed the gates, but others cost less.
    case outranked(Candidate, MatchShortfall)
  }
}
