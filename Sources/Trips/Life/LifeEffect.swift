// What has to be done because something changed. Told after the commit, never before.

public import Bedrock
public import GeoIndex

/// One consequence of a step in the life of a booking. The steps say what; the engine knows how.
public enum LifeEffect: Hashable, Sendable {
  /// An offer occupies a technician.
  case takeLease(technician: ClientID, offer: UUIDv7)
  /// An offer does not occupy a technician any more.
  case releaseLease(technician: ClientID, offer: UUIDv7)
  /// A technician is to see an offer.
  case showOffer(technician: ClientID, offer: UUIDv7)
  /// A technician is to learn what an offer came to.
  case tellOutcome(technician: ClientID, offer: UUIDv7, outcome: OfferOutcome)
  /// The offer's deadline needs a timer.
  case wake(offer: UUIDv7, at: Instant)
  /// The booking belongs to a technician from now on.
  case assignmentBegan(Assignment)
  /// An assignment is over. Every share of this version ends with it.
  case assignmentEnded(technician: ClientID, version: UInt32)
  /// The booking is open: find whom to ask.
  case findNext
  /// The promises or what they depend on changed: read the SLA clock and set its timer.
  case lookAtSLA
  /// Follow the technician's positions until the arrival.
  case watchArrival(trip: UUIDv7, place: GeoPoint)
  /// Nobody waits for the arrival any more.
  case stopWatchingArrival(trip: UUIDv7)
  /// The trip is over: write its summary.
  case summarize(trip: UUIDv7)
}
