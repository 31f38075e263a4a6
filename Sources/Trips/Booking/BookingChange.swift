// Everything that can happen to a booking. What is asked for and what is logged are the same value.

public import Bedrock

/// A change of a booking. As a request it may be refused; in the log it is a fact.
public enum BookingChange: Hashable, Sendable {
  /// The booking came into being.
  case placed(BookingTerms)
  /// An offer went out to these technicians.
  case offered(offer: UUIDv7, technicians: [ClientID])
  /// The live offer ended without a winner.
  case offerEnded(offer: UUIDv7, how: OfferEnd)
  /// Nobody is left to be asked.
  case nobodyLeft
  /// A technician of the live offer took it. `trip` is the name of the trip to come.
  case accepted(offer: UUIDv7, technician: ClientID, trip: UUIDv7)
  /// Somebody gave it to a technician by hand, for a reason that is audited.
  case assigned(technician: ClientID, trip: UUIDv7, reason: Note)
  /// The assignment was given back before the trip began.
  case released(reason: Note)
  /// Another time was agreed.
  case rescheduled(window: TimeWindow, sla: SLATerms, reason: Note)
  /// It was called off; the event's actor says by whom.
  case cancelled(reason: Note)
  /// The customer was not there.
  case noShow(reason: Note)
  /// Its trip moved on.
  case tripChanged(trip: UUIDv7, to: TripState)

  /// How an offer without a winner ended.
  public enum OfferEnd: UInt8, Sendable, CaseIterable {
    /// All who were asked declined.
    case declined
    /// The deadline passed.
    case timedOut
    /// It was taken back without another change of the booking.
    case withdrawn

    /// The word on the wire.
    public var name: StaticString {
      switch self {
      case .declined: "declined"
      case .timedOut: "timedOut"
      case .withdrawn: "withdrawn"
      }
    }
  }

  /// The columns of the booking's table.
  public enum Kind: UInt8, Sendable, CaseIterable {
    /// See ``BookingChange/placed(_:)``.
    case placed
    /// See ``BookingChange/offered(offer:technicians:)``.
    case offered
    /// All who were asked declined.
    case offerDeclined
    /// The offer's deadline passed.
    case offerTimedOut
    /// The offer was taken back.
    case offerWithdrawn
    /// See ``BookingChange/nobodyLeft``.
    case nobodyLeft
    /// See ``BookingChange/accepted(offer:technician:trip:)``.
    case accepted
    /// See ``BookingChange/assigned(technician:trip:reason:)``.
    case assigned
    /// See ``BookingChange/released(reason:)``.
    case released
    /// See ``BookingChange/rescheduled(window:sla:reason:)``.
    case rescheduled
    /// See ``BookingChange/cancelled(reason:)``.
    case cancelled
    /// See ``BookingChange/noShow(reason:)``.
    case noShow
    /// The technician set out.
    case tripEnRoute
    /// The technician is there.
    case tripArrived
    /// The work began.
    case tripInService
    /// The work is done.
    case tripCompleted
    /// The trip was broken off; the booking is open again.
    case tripCancelled

    /// The word on the wire and in the store.
    public var name: StaticString {
      switch self {
      case .placed: "placed"
      case .offered: "offered"
      case .offerDeclined: "offerDeclined"
      case .offerTimedOut: "offerTimedOut"
      case .offerWithdrawn: "offerWithdrawn"
      case .nobodyLeft: "nobodyLeft"
      case .accepted: "accepted"
      case .assigned: "assigned"
      case .released: "released"
      case .rescheduled: "rescheduled"
      case .cancelled: "cancelled"
      case .noShow: "noShow"
      case .tripEnRoute: "tripEnRoute"
      case .tripArrived: "tripArrived"
      case .tripInService: "tripInService"
      case .tripCompleted: "tripCompleted"
      case .tripCancelled: "tripCancelled"
      }
    }
  }

  /// The column of the table.
  public var kind: Kind {
    switch self {
    case .placed: .placed
    case .offered: .offered
    case .offerEnded(_, .declined): .offerDeclined
    case .offerEnded(_, .timedOut): .offerTimedOut
    case .offerEnded(_, .withdrawn): .offerWithdrawn
    case .nobodyLeft: .nobodyLeft
    case .accepted: .accepted
    case .assigned: .assigned
    case .released: .released
    case .rescheduled: .rescheduled
    case .cancelled: .cancelled
    case .noShow: .noShow
    case .tripChanged(_, .enRoute): .tripEnRoute
    case .tripChanged(_, .arrived): .tripArrived
    case .tripChanged(_, .inService): .tripInService
    case .tripChanged(_, .completed): .tripCompleted
    case .tripChanged(_, .cancelled): .tripCancelled
    }
  }
}
