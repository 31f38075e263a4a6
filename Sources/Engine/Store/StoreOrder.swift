// What the engine wants kept. The engine decides and waits; whoever holds the store carries orders out and
// tells what came of them. Nothing is published, answered or acknowledged before that.

public import Bedrock
public import Trips

/// Something that the store has to do, in the order in which the engine asked for it.
///
/// Orders of one tenant are handed to the store in this order. Each is answered once: ``commit(_:)`` and
/// ``share(_:)`` and ``endShare(_:)`` by ``TenantEngine/settle(_:_:now:into:)``, ``points(_:)`` by
/// ``TenantEngine/settlePoints(_:isDurable:now:into:)``, ``read(_:)`` by ``TenantEngine/settleReading(_:of:now:into:)``,
/// ``find(_:)`` by ``TenantEngine/settleSearch(_:for:now:into:)``.
public enum StoreOrder: Sendable {
  /// Make one transition of a booking durable.
  case commit(CommitOrder)
  /// Make track points durable.
  case points(PointOrder)
  /// Read a booking again: the outcome of a commit is unknown, or somebody else has changed it.
  case read(ClientID)
  /// Look a booking up that is not in service: another process may have placed it.
  case find(BookingSought)
  /// Make a share durable.
  case share(ShareOrder)
  /// End a share before its time.
  case endShare(EndShareOrder)
}

/// Names an order that is answered. Rises within one life of the engine.
public struct OrderNumber: Hashable, Sendable {
  /// The number, from 1.
  public let value: UInt64

  init(_ value: UInt64) { self.value = value }
}

/// One transition of one booking, with everything that becomes true together.
public struct CommitOrder: Sendable {
  /// Names the order.
  public var number: OrderNumber
  /// How many transitions of the booking are durable already; 0 when it is placed.
  public var expectedVersion: Int64
  /// When it was decided.
  public var at: Instant
  /// What to append to the log, in order; never empty.
  public var events: [TripEvent]
  /// The booking as it is afterwards.
  public var life: BookingLife
  /// The booking as callers see it afterwards, as JSON.
  public var document: [UInt8]
  /// When the next promise to the customer falls due.
  public var dueAt: Instant?
  /// Offers that were made or have changed, each with its JSON.
  public var offers: [(offer: Offer, document: [UInt8])] = []
  /// Trips that started or have changed, each with its JSON.
  public var trips: [(trip: Trip, document: [UInt8])] = []
  /// Assignments that began or ended, as they are afterwards.
  public var assignments: [Assignment] = []
  /// What is kept of a trip that ended with this transition.
  public var summary: TripSummary?
  /// The inputs and the result of the match behind an offer, as JSON.
  public var decision: [UInt8]?
  /// The request's key and the answer that repetitions get.
  public var repetition: Repetition?
  /// Who did it by hand, and why.
  public var audit: AuditNote?
  /// One identifier per event, under which webhooks are told of it.
  public var messages: [UUIDv7] = []

  /// A key, what was asked under it, and what was answered.
  public struct Repetition: Sendable {
    /// The caller's key.
    public var key: String
    /// Tells another request under the same key.
    public var requestHash: [UInt8]
    /// The answer's document.
    public var answer: [UInt8]
  }

  /// A row for the audit.
  public struct AuditNote: Sendable {
    /// Who.
    public var actor: Party
    /// What was done, such as `booking.assign`.
    public var action: String
    /// Why, as the person wrote it.
    public var reason: Note
  }
}

/// Fixes of trips that have to be durable before they are acknowledged.
public struct PointOrder: Sendable {
  /// Names the order.
  public var number: OrderNumber
  /// The points in the order of arrival.
  public var points: [TripFix]

  /// The most points of one order.
  public static let pointsMax = 10_000
}

/// One fix of a trip, as it is kept.
public struct TripFix: Hashable, Sendable {
  /// The trip.
  public var trip: UUIDv7
  /// The device that made the fix.
  public var device: ClientID
  /// The device's own number of the fix.
  public var sequence: UInt64
  /// The fix's time.
  public var time: Instant
  /// Degrees north, in units of 360 / 2^32 degree.
  public var latitudeAngle: Int32
  /// Degrees east, in units of 360 / 2^32 degree.
  public var longitudeAngle: Int32
  /// The radius of 68% confidence; NaN when the device does not say.
  public var accuracyMeters: Float
  /// Speed over ground; NaN when the device does not say.
  public var speedMetersPerSecond: Float
  /// Direction of travel clockwise from north; NaN when the device does not say.
  public var headingDegrees: Float

  /// Puts the parts together.
  public init(
    trip: UUIDv7, device: ClientID, sequence: UInt64, time: Instant, latitudeAngle: Int32,
    longitudeAngle: Int32, accuracyMeters: Float, speedMetersPerSecond: Float, headingDegrees: Float
  ) {
    self.trip = trip
    self.device = device
    self.sequence = sequence
    self.time = time
    self.latitudeAngle = latitudeAngle
    self.longitudeAngle = longitudeAngle
    self.accuracyMeters = accuracyMeters
    self.speedMetersPerSecond = speedMetersPerSecond
    self.headingDegrees = headingDegrees
  }
}

/// What came of an order.
public enum StoreVerdict: Sendable, Hashable {
  /// It is durable.
  case durable
  /// Nothing happened: the key of the request was used before.
  case keyUsed
  /// Nothing happened: a rule of uniqueness forbids it.
  case exists
  /// Nothing happened: the booking has another version; somebody else has changed it.
  case changed
  /// Nothing happened: the store is away or full, a document too large, and the like.
  case refused
  /// Nobody knows whether it happened.
  case unknown
}

/// A booking as the store has it.
public struct BookingReading: Sendable {
  /// How many transitions are durable.
  public var version: Int64
  /// The whole log.
  public var events: [TripEvent]

  /// Puts the parts together.
  public init(version: Int64, events: [TripEvent]) {
    self.version = version
    self.events = events
  }
}
