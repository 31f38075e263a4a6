// What may be asked of a booking's life, and what is answered when it cannot be done.

public import Bedrock

/// A wish that concerns a booking, one of its offers or one of its trips.
///
/// Identifiers of offers and trips to come are made by the caller: there is no entropy here.
public enum LifeRequest: Hashable, Sendable {
  /// Ask these technicians. The leases must be taken already.
  case offer(id: UUIDv7, OfferTerms)
  /// A technician takes an offer; `trip` names the trip to come.
  case accept(offer: UUIDv7, technician: ClientID, trip: UUIDv7)
  /// A technician declines an offer.
  case decline(offer: UUIDv7, technician: ClientID, reason: Note)
  /// An offer's deadline passed.
  case timeOut(offer: UUIDv7)
  /// Take an offer back and open the booking again.
  case withdraw(offer: UUIDv7)
  /// Nobody is left to be asked.
  case nobodyLeft
  /// Give the booking to a technician by hand, also when somebody else has it.
  case assign(technician: ClientID, trip: UUIDv7, reason: Note)
  /// Give the booking back before the trip began.
  case release(reason: Note)
  /// Agree on another time. A live offer is withdrawn, an assignment stays.
  case reschedule(window: TimeWindow, sla: SLATerms, reason: Note)
  /// Call the booking off.
  case cancel(reason: Note)
  /// The customer was not there.
  case noShow(reason: Note)
  /// The technician sets out on the assignment's trip.
  case startTrip(UUIDv7)
  /// The technician is there.
  case arrive(trip: UUIDv7, TripChange.ArrivalSource)
  /// The work begins.
  case begin(trip: UUIDv7)
  /// The work is done.
  case complete(trip: UUIDv7)
  /// The trip is broken off; the booking is open again.
  case cancelTrip(UUIDv7, reason: Note)
}

/// Why nothing happened. Each machine's refusal carries its current state, for the 409.
public enum LifeRefusal: Error, Hashable, Sendable {
  /// The booking's table or guards said no.
  case booking(BookingRefusal)
  /// The offer's table or guards said no.
  case offer(OfferRefusal)
  /// The trip's table or guards said no.
  case trip(TripRefusal)
  /// The booking has no such offer, or forgot it long ago.
  case unknownOffer(UUIDv7)
  /// The booking has no such trip, or forgot it long ago.
  case unknownTrip(UUIDv7)
  /// Somebody changed the booking since the caller saw it.
  case versionConflict(expected: UInt32, actual: UInt32, state: BookingState)

  /// The code on the wire.
  public var code: StaticString {
    switch self {
    case .booking(let refusal): refusal.reason.code
    case .offer(let refusal): refusal.reason.code
    case .trip(let refusal): refusal.reason.code
    case .unknownOffer, .unknownTrip: "notFound"
    case .versionConflict: "versionConflict"
    }
  }

  /// The current state of what refused; nil for what does not exist.
  public var stateName: StaticString? {
    switch self {
    case .booking(let refusal): refusal.state.name
    case .offer(let refusal): refusal.state.name
    case .trip(let refusal): refusal.state.name
    case .versionConflict(_, _, let state): state.name
    case .unknownOffer, .unknownTrip: nil
    }
  }
}

/// A decision that waits for its commit: nothing of it holds, and nothing may be told, until the events are
/// durable.
public struct LifeStep: Sendable {
  /// What to append to the log, in one transaction. Never empty.
  public let events: [TripEvent]
  /// What to do after the commit, in order.
  public let effects: [LifeEffect]
  /// What is true after the commit.
  public let life: BookingLife
}
