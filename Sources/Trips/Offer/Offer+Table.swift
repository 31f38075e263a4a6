// The whole life of an offer, as one table. Nothing else decides what may follow what.

/// Why an offer did not change.
public enum OfferReason: UInt8, Sendable, CaseIterable {
  /// It went out already.
  case alreadyMade
  /// Somebody took it.
  case taken
  /// Everybody declined it, or this technician did.
  case declined
  /// The deadline passed.
  case late
  /// It was taken back.
  case withdrawn
  /// This technician was not asked.
  case notAsked
  /// The deadline has not passed.
  case notDue

  /// The code on the wire.
  public var code: StaticString {
    switch self {
    case .alreadyMade: "alreadyMade"
    case .taken: "taken"
    case .declined: "declined"
    case .late: "late"
    case .withdrawn: "withdrawn"
    case .notAsked: "notAsked"
    case .notDue: "notDue"
    }
  }
}

/// A refused change of an offer.
public typealias OfferRefusal = Refusal<OfferState, OfferChange.Kind, OfferReason>

extension Offer {
  /// Conditions beyond the state.
  public struct Guard: OptionSet, Hashable, Sendable {
    /// One bit per condition.
    public let rawValue: UInt8

    /// Wraps bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The technician is one of those asked; else `notAsked`.
    public static let isAsked = Guard(rawValue: 1)
    /// The technician has not declined; else `declined`.
    public static let isWaiting = Guard(rawValue: 2)
    /// The observed time lies before the deadline; else `late`.
    public static let isInTime = Guard(rawValue: 4)
    /// The observed time is the deadline or later; else `notDue`.
    public static let isDue = Guard(rawValue: 8)
  }

  /// A cell of the table.
  public typealias Rule = TransitionRule<OfferState, Guard, OfferReason>

  /// The table. A decline after the deadline is taken while the offer is pending: it says the same.
  public static func rule(_ state: OfferState, _ kind: OfferChange.Kind) -> Rule {
    switch (state, kind) {
    case (.pending, .accepted): .move(to: .accepted, if: [.isAsked, .isWaiting, .isInTime])
    case (.pending, .declined): .move(to: .pending, if: [.isAsked, .isWaiting])
    case (.pending, .lastDeclined): .move(to: .declined, if: [.isAsked, .isWaiting])
    case (.pending, .timedOut): .move(to: .timedOut, if: .isDue)
    case (.pending, .withdrawn): .move(to: .withdrawn)
    case (.pending, .made), (.accepted, .made), (.declined, .made), (.timedOut, .made), (.withdrawn, .made):
      .refuse(.alreadyMade)
    case (.accepted, .accepted), (.accepted, .declined), (.accepted, .lastDeclined), (.accepted, .timedOut),
      (.accepted, .withdrawn):
      .refuse(.taken)
    case (.declined, .accepted), (.declined, .declined), (.declined, .lastDeclined), (.declined, .timedOut),
      (.declined, .withdrawn):
      .refuse(.declined)
    case (.timedOut, .accepted), (.timedOut, .declined), (.timedOut, .lastDeclined), (.timedOut, .timedOut),
      (.timedOut, .withdrawn):
      .refuse(.late)
    case (.withdrawn, .accepted), (.withdrawn, .declined), (.withdrawn, .lastDeclined),
      (.withdrawn, .timedOut), (.withdrawn, .withdrawn):
      .refuse(.withdrawn)
    }
  }
}
