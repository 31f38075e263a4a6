// The contract for the life of bookings: one way to write, and what can be read.

public import Bedrock

/// Bookings with everything that belongs to them: events, offers, leases, assignments, trips, decisions.
///
/// They change by `commit` alone, one transition at a time. The rules below hold in the data itself, whoever writes:
///
/// * versions of a booking rise by exactly 1; its events are numbered from 1 without gaps, and are never changed;
/// * at most one live assignment and at most one live trip per booking;
/// * at most one live offer per technician and place;
/// * offers, assignments and trips never move to another booking, assignments and trips never to another technician;
/// * assignments and trips that have ended do not live again;
/// * a key of a request is used once.
public protocol BookingStore: AnyObject {
  /// Makes one transition: the booking's row, events, outbox, offers with leases, assignments, trips, summary,
  /// decision, answer and audit row, together.
  ///
  /// Whoever does not know whether a commit succeeded looks its key up (`idempotency`), or the booking's version.
  /// - Returns: the version and the event count of the booking now.
  /// - Throws: `conflict` with the version that is there (0 for none) when it is not the expected one; `exists` when
  ///   a rule of uniqueness is broken: the key was used, a technician's place is taken, there would be two live
  ///   assignments or trips, a message or summary is there already, or something of another booking has that
  ///   identifier; `fatal` when a summary is about a trip that the booking does not have.
  func commit(_ transition: TransitionRecord, of tenant: ClientID) throws(StoreError) -> TransitionReceipt

  /// The booking with that identifier, or nil.
  func booking(_ id: ClientID, of tenant: ClientID) throws(StoreError) -> BookingRecord?

  /// Hands over all bookings that have not ended, in the order of their identifiers (by bytes), as they are at one
  /// moment. Holds one in memory at a time; the cost is that of the live ones, however many have ended.
  ///
  /// `body` must not call the store. What it throws ends the reading and is thrown on.
  func forEachLiveBooking(
    of tenant: ClientID, _ body: (BookingRecord) throws(StoreError) -> Void
  ) throws(StoreError)

  /// A page of bookings by the time of placing, the latest first; among equal ones the larger identifier first.
  func bookings(_ query: BookingQuery, of tenant: ClientID) throws(StoreError) -> [BookingRecord]

  /// Events of a booking in order.
  /// - Parameters:
  ///   - after: only events with a larger number; 0 for all.
  ///   - limit: at most that many, 1 to `StoreLimits.eventPageMax`.
  func events(
    of booking: ClientID, after: Int64, limit: Int, tenant: ClientID
  ) throws(StoreError) -> [EventRecord]

  /// The offers of a booking in the order of their identifiers, which is that of time.
  func offers(of booking: ClientID, tenant: ClientID) throws(StoreError) -> [OfferRecord]

  /// The booking that an offer is of, or nil when there is no such offer.
  func booking(ofOffer offer: UUIDv7, tenant: ClientID) throws(StoreError) -> ClientID?

  /// All leases that are held now, in the order of technician and place.
  func liveLeases(of tenant: ClientID) throws(StoreError) -> [LeaseRecord]

  /// The leases that a technician's live offers hold now, in the order of their places.
  func liveLeases(ofTechnician technician: ClientID, tenant: ClientID) throws(StoreError) -> [LeaseRecord]

  /// All assignments of a booking in the order of their versions; the live one is the one without an end.
  func assignments(of booking: ClientID, tenant: ClientID) throws(StoreError) -> [AssignmentDraft]

  /// The live assignment of a booking, or nil.
  func liveAssignment(of booking: ClientID, tenant: ClientID) throws(StoreError) -> AssignmentDraft?

  /// The trip with that identifier, or nil.
  func trip(_ id: UUIDv7, of tenant: ClientID) throws(StoreError) -> TripRecord?

  /// The trips of a booking in the order of their identifiers, which is that of time.
  func trips(of booking: ClientID, tenant: ClientID) throws(StoreError) -> [TripRecord]

  /// A page of trips by the time of starting, the latest first; among equal ones the larger identifier first.
  func trips(_ query: TripQuery, of tenant: ClientID) throws(StoreError) -> [TripRecord]

  /// The summary of a trip, or nil. It may outlive trip and booking.
  func summary(of trip: UUIDv7, tenant: ClientID) throws(StoreError) -> TripSummaryRecord?

  /// Hands over the summaries that have outlived their bookings, by the end of their trips, the earliest first; among
  /// equal ones the smaller identifier first. Holds one in memory at a time.
  ///
  /// `body` must not call the store. What it throws ends the reading and is thrown on.
  /// - Parameters:
  ///   - from: only summaries of trips that ended then or later.
  ///   - until: only summaries of trips that ended before.
  func forEachSummaryWithoutBooking(
    of tenant: ClientID, from: Instant, until: Instant, _ body: (TripSummaryRecord) throws(StoreError) -> Void
  ) throws(StoreError)

  /// The decisions about a booking, the oldest first; none when it is not there.
  /// - Parameters:
  ///   - after: only decisions of a larger version: the last one of the page before; 0 to start.
  ///   - limit: at most that many, 1 to `StoreLimits.decisionPageMax`.
  func decisions(
    of booking: ClientID, after: Int64, limit: Int, tenant: ClientID
  ) throws(StoreError) -> [DecisionRecord]

  /// The answer to the request with that key, or nil when there was none or its time is over.
  func idempotency(_ key: String, of tenant: ClientID) throws(StoreError) -> IdempotencyRecord?
}
