// One line of the log. The log of a booking, read from its first line, is the booking.

public import Bedrock

/// A change of one of the three machines that make up the life of a booking.
public enum LifeChange: Hashable, Sendable {
  /// Of the booking itself.
  case booking(BookingChange)
  /// Of one of its offers.
  case offer(UUIDv7, OfferChange)
  /// Of one of its trips.
  case trip(UUIDv7, TripChange)

  /// `booking.placed`, `offer.accepted`, `trip.arrived` and so on; for viewers, webhooks and audit.
  public var name: StaticString {
    switch self {
    case .booking(let change): change.eventName
    case .offer(_, let change): change.eventName
    case .trip(_, let change): change.eventName
    }
  }
}

/// A fact: what changed, when, and who did it. Facts are appended and never altered.
///
/// The events of a booking, its offers and its trips share one sequence, so that everything that happened
/// to a booking has one order.
public struct TripEvent: Hashable, Sendable {
  /// The booking whose log it is in.
  public let booking: ClientID
  /// The place in that log, from 1 without gaps.
  public let number: UInt64
  /// When it was observed and when it was applied.
  public let time: ChangeTime
  /// Who did it.
  public let actor: Party
  /// What changed.
  public let change: LifeChange

  /// Describes an event.
  public init(booking: ClientID, number: UInt64, time: ChangeTime, actor: Party, change: LifeChange) {
    precondition(number > 0, "events count from 1")
    self.booking = booking
    self.number = number
    self.time = time
    self.actor = actor
    self.change = change
  }
}

extension BookingChange {
  var eventName: StaticString {
    switch self {
    case .placed: "booking.placed"
    case .offered: "booking.offered"
    case .offerEnded: "booking.offerEnded"
    case .nobodyLeft: "booking.nobodyLeft"
    case .accepted: "booking.accepted"
    case .assigned: "booking.assigned"
    case .released: "booking.released"
    case .rescheduled: "booking.rescheduled"
    case .cancelled: "booking.cancelled"
    case .noShow: "booking.noShow"
    case .tripChanged: "booking.tripChanged"
    }
  }
}

extension OfferChange {
  var eventName: StaticString {
    switch self {
    case .made: "offer.made"
    case .accepted: "offer.accepted"
    case .declined: "offer.declined"
    case .timedOut: "offer.timedOut"
    case .withdrawn: "offer.withdrawn"
    }
  }
}

extension TripChange {
  var eventName: StaticString {
    switch self {
    case .started: "trip.started"
    case .arrived: "trip.arrived"
    case .began: "trip.began"
    case .completed: "trip.completed"
    case .cancelled: "trip.cancelled"
    }
  }
}
