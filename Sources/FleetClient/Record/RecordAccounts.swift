// The accounts of the fleet's record: what was acknowledged of one booking, one trip, one share, one fix.

public import Bedrock

/// What was acknowledged of one booking.
public struct BookingAccount: Sendable {
  /// The answer with the highest version.
  public private(set) var lastAnswer: BookingAnswer?
  /// A state after which nothing follows, as it was answered or told.
  public private(set) var finalState: String?
  /// The kinds of the events that viewers were told, by their number.
  public private(set) var events: [Int64: String] = [:]
  /// Who was told to have won, by the trip that followed.
  public internal(set) var winners: [UUIDv7: ClientID] = [:]
  /// Two viewers were told different things under one number.
  public private(set) var contradiction: String?

  mutating func note(_ answer: BookingAnswer) {
    if BookingAnswer.Document.finalStates.contains(answer.document.state) {
      finalState = answer.document.state
    }
    if let last = lastAnswer, last.document.version > answer.document.version { return }
    lastAnswer = answer
  }

  mutating func note(_ event: TopicEvent) {
    if let known = events.updateValue(event.kind, forKey: event.number), known != event.kind {
      contradiction = "event \(event.number) was told as \(known) and as \(event.kind)"
    }
    switch event.kind {
    case "booking.cancelled": finalState = "cancelled"
    case "booking.noShow": finalState = "noShow"
    case "trip.completed": finalState = "completed"
    default: break
    }
  }
}

/// What was acknowledged of one trip.
public struct TripAccount: Sendable {
  /// The booking that it serves.
  public let booking: ClientID
  /// Who travels.
  public let technician: ClientID
  /// The offer that was won for it; nil when it was assigned by hand.
  public internal(set) var offer: UUIDv7?
  /// How far the technician was told that it is; nil before it began.
  public private(set) var state: String?

  init(booking: ClientID, technician: ClientID) {
    self.booking = booking
    self.technician = technician
  }

  /// The place of a state in the life of a trip; those after which nothing follows are last.
  public static func rank(_ state: String) -> Int {
    switch state {
    case "enRoute": 1
    case "arrived": 2
    case "inService": 3
    case "completed", "cancelled": 4
    default: 0
    }
  }

  mutating func note(_ next: String) {
    if Self.rank(next) >= Self.rank(state ?? "") { state = next }
  }
}

/// What was acknowledged of one share.
public struct ShareAccount: Sendable {
  /// The booking that it shows.
  public let booking: ClientID
  /// The assignment that it shows.
  public let assignmentVersion: Int64
  /// Whether its end was asked for and answered.
  public internal(set) var isEnded = false
}

/// A fix of a trip that was acknowledged as accepted.
public struct AcknowledgedFix: Sendable, Equatable {
  /// The phone's number.
  public var sequence: UInt64
  /// What was sent.
  public var fix: OutgoingFix
}
