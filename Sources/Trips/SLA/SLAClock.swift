// Will a promise be kept? A pure function of now, the expected time and the margins.

public import Bedrock

/// How a promise stands.
public enum SLAMark: UInt8, Sendable, CaseIterable, Comparable {
  /// Kept.
  case met
  /// Nothing speaks against it.
  case onTime
  /// It will be broken unless something happens.
  case atRisk
  /// Broken.
  case breached

  /// The word on the wire.
  public var name: StaticString {
    switch self {
    case .met: "met"
    case .onTime: "onTime"
    case .atRisk: "atRisk"
    case .breached: "breached"
    }
  }

  /// By badness.
  public static func < (a: SLAMark, b: SLAMark) -> Bool { a.rawValue < b.rawValue }
}

/// How early a promise counts as at risk.
public struct SLAThresholds: Hashable, Sendable {
  /// At risk this long before the due time, whatever else is known, in milliseconds.
  public var warningMilliseconds: Int64
  /// At risk when the expected time leaves less than this until the due time, in milliseconds.
  public var slackMilliseconds: Int64

  /// Describes margins; negative ones are a bug of ours.
  public init(warningMilliseconds: Int64, slackMilliseconds: Int64) {
    precondition(warningMilliseconds >= 0 && slackMilliseconds >= 0, "a negative margin")
    self.warningMilliseconds = warningMilliseconds
    self.slackMilliseconds = slackMilliseconds
  }

  /// A warning two minutes ahead; three minutes of slack behind the expected time.
  public static let standard = SLAThresholds(warningMilliseconds: 120_000, slackMilliseconds: 180_000)
}

/// How a promise stands now, and when that may change by itself.
public struct SLAReading: Hashable, Sendable {
  /// How it stands.
  public var mark: SLAMark
  /// The first moment at which the mark is another one if nothing else happens; nil when it stays.
  public var lookAgainAt: Instant?

  /// Describes a reading.
  public init(mark: SLAMark, lookAgainAt: Instant?) {
    self.mark = mark
    self.lookAgainAt = lookAgainAt
  }
}

/// One promise: something is due.
public struct SLAClock: Hashable, Sendable {
  /// The last moment at which the promise is kept.
  public var due: Instant
  /// When it happened; nil as long as it did not.
  public var happenedAt: Instant?

  /// Describes a promise.
  public init(due: Instant, happenedAt: Instant? = nil) {
    self.due = due
    self.happenedAt = happenedAt
  }

  /// Reads the clock. O(1).
  ///
  /// Exact at its edges: at `due` the promise is still kept, one millisecond later it is broken; it is at
  /// risk from `due - warning` on, and as soon as `now + eta + slack` lies beyond `due`.
  /// - Parameter etaMilliseconds: how much longer it will take, counted from `now`; nil when nobody knows.
  public func read(
    now: Instant, etaMilliseconds: Int64?, thresholds: SLAThresholds = .standard
  ) -> SLAReading {
    if let happenedAt {
      return SLAReading(mark: happenedAt <= due ? .met : .breached, lookAgainAt: nil)
    }
    if now > due { return SLAReading(mark: .breached, lookAgainAt: nil) }
    var risk = due.advanced(byMilliseconds: -thresholds.warningMilliseconds)
    if let eta = etaMilliseconds {
      risk = min(risk, due.advanced(byMilliseconds: 1 - max(0, eta) - thresholds.slackMilliseconds))
    }
    if now >= risk {
      return SLAReading(mark: .atRisk, lookAgainAt: due.advanced(byMilliseconds: 1))
    }
    return SLAReading(mark: .onTime, lookAgainAt: risk)
  }
}
