// Everything that can happen to an offer, and the states that it passes.

public import Bedrock

/// The states of an offer.
public enum OfferState: UInt8, Sendable, CaseIterable {
  /// At least one technician may still take it.
  case pending
  /// Exactly one took it.
  case accepted
  /// All declined.
  case declined
  /// The deadline passed.
  case timedOut
  /// It was taken back.
  case withdrawn

  /// The word on the wire and in the store.
  public var name: StaticString {
    switch self {
    case .pending: "pending"
    case .accepted: "accepted"
    case .declined: "declined"
    case .timedOut: "timedOut"
    case .withdrawn: "withdrawn"
    }
  }

  /// Whether nothing can happen any more.
  public var isFinal: Bool { self != .pending }
}

/// What an offer says when it goes out.
public struct OfferTerms: Hashable, Sendable {
  /// Who is asked: at least one, nobody twice.
  public let technicians: [ClientID]
  /// Who answers before this moment is in time; at the moment itself it is too late.
  public let deadline: Instant
  /// Which wave of the booking it is, from 1.
  public let wave: Int

  /// The most technicians of one wave.
  public static let techniciansMax = 64

  /// Describes an offer. Nobody, somebody twice, too many, or a wave below 1 is a bug of ours.
  public init(technicians: [ClientID], deadline: Instant, wave: Int) {
    precondition(!technicians.isEmpty, "an offer to nobody")
    precondition(technicians.count <= Self.techniciansMax, "an offer to too many")
    precondition(Set(technicians).count == technicians.count, "an offer that asks somebody twice")
    precondition((1...Int(UInt16.max)).contains(wave), "waves count from 1")
    self.technicians = technicians
    self.deadline = deadline
    self.wave = wave
  }
}

/// A change of an offer. As a request it may be refused; in the log it is a fact.
public enum OfferChange: Hashable, Sendable {
  /// It goes out.
  case made(OfferTerms)
  /// A technician takes it.
  case accepted(technician: ClientID)
  /// A technician does not want it.
  case declined(technician: ClientID, reason: Note)
  /// The deadline passed.
  case timedOut
  /// It is taken back: the booking took another turn.
  case withdrawn

  /// The columns of the offer's table.
  public enum Kind: UInt8, Sendable, CaseIterable {
    /// See ``OfferChange/made(_:)``.
    case made
    /// See ``OfferChange/accepted(technician:)``.
    case accepted
    /// Somebody declined; others may still take it.
    case declined
    /// The last one declined.
    case lastDeclined
    /// See ``OfferChange/timedOut``.
    case timedOut
    /// See ``OfferChange/withdrawn``.
    case withdrawn

    /// The word on the wire and in the store.
    public var name: StaticString {
      switch self {
      case .made: "made"
      case .accepted: "accepted"
      case .declined: "declined"
      case .lastDeclined: "lastDeclined"
      case .timedOut: "timedOut"
      case .withdrawn: "withdrawn"
      }
    }
  }
}

/// What an offer came to for one technician. The losers learn which of these it was, never who won.
public enum OfferOutcome: UInt8, Sendable, CaseIterable {
  /// No answer yet.
  case waiting
  /// This technician has the booking.
  case won
  /// This technician declined.
  case declined
  /// Somebody else was faster.
  case taken
  /// The offer was taken back.
  case withdrawn
  /// The deadline passed without an answer.
  case late

  /// The word on the wire.
  public var name: StaticString {
    switch self {
    case .waiting: "waiting"
    case .won: "won"
    case .declined: "declined"
    case .taken: "taken"
    case .withdrawn: "withdrawn"
    case .late: "late"
    }
  }
}
