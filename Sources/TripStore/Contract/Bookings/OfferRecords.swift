// Offers, leases, assignments and trips as they are stored.

public import Bedrock

/// The right of an offer to a technician: while it is held, nobody else may ask that technician in its place.
public struct Lease: Hashable, Sendable {
  /// Who is being asked.
  public var technician: ClientID
  /// Which of the technician's live offers this is, from 0. No two live offers share it; a tenant that asks one at a
  /// time uses 0 only.
  public var place: Int

  /// Puts the parts together.
  public init(technician: ClientID, place: Int = 0) {
    self.technician = technician
    self.place = place
  }
}

/// An offer about to be stored.
public struct OfferDraft: Hashable, Sendable {
  /// Made by the engine.
  public var id: UUIDv7
  /// The name of its state.
  public var state: String
  /// Until when it may be answered.
  public var deadline: Instant
  /// Who may still answer; empty when the offer has ended. Replaces what the offer held before.
  public var leases: [Lease]
  /// The offer itself.
  public var document: [UInt8]

  /// Puts the parts together.
  public init(id: UUIDv7, state: String, deadline: Instant, leases: [Lease], document: [UInt8]) {
    self.id = id
    self.state = state
    self.deadline = deadline
    self.leases = leases
    self.document = document
  }
}

/// A stored offer.
public struct OfferRecord: Hashable, Sendable {
  /// The booking that is offered.
  public var booking: ClientID
  /// The offer; its leases in the order of technician and place.
  public var offer: OfferDraft

  /// Puts the parts together.
  public init(booking: ClientID, offer: OfferDraft) {
    self.booking = booking
    self.offer = offer
  }
}

/// A lease that is held now.
public struct LeaseRecord: Hashable, Sendable {
  /// Who is being asked, in which place.
  public var lease: Lease
  /// By which offer.
  public var offer: UUIDv7
  /// For which booking.
  public var booking: ClientID
  /// Until when.
  public var deadline: Instant

  /// Puts the parts together.
  public init(lease: Lease, offer: UUIDv7, booking: ClientID, deadline: Instant) {
    self.lease = lease
    self.offer = offer
    self.booking = booking
    self.deadline = deadline
  }
}

/// An assignment of a booking, before and after it is stored.
public struct AssignmentDraft: Hashable, Sendable {
  /// Counts the booking's assignments, from 1.
  public var version: Int64
  /// Who has the booking; never changes.
  public var technician: ClientID
  /// Since when; never changes.
  public var since: Instant
  /// Until when; nil while it is live. What has ended does not live again.
  public var endedAt: Instant?

  /// Puts the parts together.
  public init(version: Int64, technician: ClientID, since: Instant, endedAt: Instant? = nil) {
    self.version = version
    self.technician = technician
    self.since = since
    self.endedAt = endedAt
  }
}

/// A trip about to be stored.
public struct TripDraft: Hashable, Sendable {
  /// Made by the engine.
  public var id: UUIDv7
  /// Who travels; never changes.
  public var technician: ClientID
  /// The name of its state.
  public var state: String
  /// When it set out; never changes.
  public var startedAt: Instant
  /// When it came to its end; nil while it is live. What has ended does not live again.
  public var endedAt: Instant?
  /// The trip itself.
  public var document: [UInt8]

  /// Puts the parts together.
  public init(
    id: UUIDv7, technician: ClientID, state: String, startedAt: Instant, endedAt: Instant? = nil,
    document: [UInt8]
  ) {
    self.id = id
    self.technician = technician
    self.state = state
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.document = document
  }
}

/// A stored trip.
public struct TripRecord: Hashable, Sendable {
  /// The booking that it serves.
  public var booking: ClientID
  /// The trip.
  public var trip: TripDraft

  /// Puts the parts together.
  public init(booking: ClientID, trip: TripDraft) {
    self.booking = booking
    self.trip = trip
  }
}

/// What is kept of a trip when its points are gone; about to be stored.
public struct TripSummaryDraft: Hashable, Sendable {
  /// The trip: one of the same booking, stored with the same transition or before.
  public var trip: UUIDv7
  /// When the trip ended; its retention counts from here.
  public var endedAt: Instant
  /// The summary itself.
  public var document: [UInt8]

  /// Puts the parts together.
  public init(trip: UUIDv7, endedAt: Instant, document: [UInt8]) {
    self.trip = trip
    self.endedAt = endedAt
    self.document = document
  }
}
