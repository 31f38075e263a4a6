// Bookings, events, decisions and answers as they come out of a store.

public import Bedrock

/// A stored booking.
public struct BookingRecord: Hashable, Sendable {
  /// Counts its transitions, from 1.
  public var version: Int64
  /// How many events it has had; the number of the last one.
  public var eventCount: Int64
  /// When its first transition happened.
  public var placedAt: Instant
  /// When its last transition happened.
  public var changedAt: Instant
  /// What the last transition has put.
  public var booking: BookingDraft

  /// Puts the parts together.
  public init(
    version: Int64, eventCount: Int64, placedAt: Instant, changedAt: Instant, booking: BookingDraft
  ) {
    self.version = version
    self.eventCount = eventCount
    self.placedAt = placedAt
    self.changedAt = changedAt
    self.booking = booking
  }
}

/// Which bookings, in pages from the latest placed to the first.
public struct BookingQuery: Hashable, Sendable {
  /// A place between two bookings: the end of a page.
  public struct Cursor: Hashable, Sendable {
    /// When the last booking of the page was placed.
    public var placedAt: Instant
    /// Its identifier; orders those that were placed in the same millisecond.
    public var id: ClientID

    /// Puts the parts together.
    public init(placedAt: Instant, id: ClientID) {
      self.placedAt = placedAt
      self.id = id
    }
  }

  /// Only bookings in this state; nil for all.
  public var state: String?
  /// Only bookings that were placed then or later.
  public var from: Instant?
  /// Only bookings that were placed before.
  public var until: Instant?
  /// Only bookings behind this place; nil for the first page.
  public var after: Cursor?
  /// At most that many, 1 to `StoreLimits.bookingPageMax`.
  public var limit: Int

  /// Puts the parts together.
  public init(
    state: String? = nil, from: Instant? = nil, until: Instant? = nil, after: Cursor? = nil, limit: Int
  ) {
    self.state = state
    self.from = from
    self.until = until
    self.after = after
    self.limit = limit
  }
}

/// A stored event.
public struct EventRecord: Hashable, Sendable {
  /// Its place among the booking's events, from 1 without gaps.
  public var number: Int64
  /// What was appended.
  public var event: EventDraft

  /// Puts the parts together.
  public init(number: Int64, event: EventDraft) {
    self.number = number
    self.event = event
  }
}

/// What is kept of a trip when its points are gone.
public struct TripSummaryRecord: Hashable, Sendable {
  /// The booking that the trip served.
  public var booking: ClientID
  /// What was put.
  public var summary: TripSummaryDraft

  /// Puts the parts together.
  public init(booking: ClientID, summary: TripSummaryDraft) {
    self.booking = booking
    self.summary = summary
  }
}

/// Why technicians are asked; about to be stored.
public struct DecisionDraft: Hashable, Sendable {
  /// The offer that came from it.
  public var offer: UUIDv7
  /// Which wave of asking that was, from 1.
  public var wave: Int64
  /// The inputs and the result of the match.
  public var document: [UInt8]

  /// Puts the parts together.
  public init(offer: UUIDv7, wave: Int64, document: [UInt8]) {
    self.offer = offer
    self.wave = wave
    self.document = document
  }
}

/// A stored decision. It may outlive the booking.
public struct DecisionRecord: Hashable, Sendable {
  /// The version of the booking that came from it.
  public var version: Int64
  /// When.
  public var at: Instant
  /// The offer that came from it; nil for one that was stored before this was noted.
  public var offer: UUIDv7?
  /// Which wave of asking that was, from 1; nil as for `offer`.
  public var wave: Int64?
  /// The inputs and the result of the match.
  public var document: [UInt8]

  /// Puts the parts together.
  public init(version: Int64, at: Instant, offer: UUIDv7?, wave: Int64?, document: [UInt8]) {
    self.version = version
    self.at = at
    self.offer = offer
    self.wave = wave
    self.document = document
  }
}

/// A stored key of a request, with its answer.
public struct IdempotencyRecord: Hashable, Sendable {
  /// The booking that the request was about.
  public var booking: ClientID
  /// When it was answered.
  public var createdAt: Instant
  /// Key, hash and answer.
  public var entry: IdempotencyDraft

  /// Puts the parts together.
  public init(booking: ClientID, createdAt: Instant, entry: IdempotencyDraft) {
    self.booking = booking
    self.createdAt = createdAt
    self.entry = entry
  }
}
