// One step in the life of a booking, as it is committed: everything that becomes true together.

public import Bedrock

/// Everything that one transition of a booking changes. It is committed as a whole or not at all.
///
/// Every part belongs to the one booking, so no part names it again. Documents are the engine's own bytes; what stands
/// beside a document in a field of its own is what the store keeps unique, orders or searches by.
public struct TransitionRecord: Hashable, Sendable {
  /// The booking as it is afterwards.
  public var booking: BookingDraft
  /// The version on which the transition was decided; 0 for a booking that is not there yet. The new version is
  /// larger by exactly 1.
  public var expectedVersion: Int64
  /// When it happened, in engine time.
  public var at: Instant
  /// What happened, in order; the store numbers it. At most `StoreLimits.transitionPartsMax`, as all lists here.
  public var events: [EventDraft] = []
  /// What is to be told outside, in order; queued for each active endpoint that wants it.
  public var outbox: [OutboxDraft] = []
  /// Offers that were made or have changed, each as it is afterwards; none twice.
  public var offers: [OfferDraft] = []
  /// Assignments that began or ended, each as it is afterwards; none twice.
  public var assignments: [AssignmentDraft] = []
  /// Trips that started or have changed, each as it is afterwards; none twice.
  public var trips: [TripDraft] = []
  /// The summary of a trip that has ended with this transition or before.
  public var summary: TripSummaryDraft?
  /// Why technicians are asked, when they are asked with this transition.
  public var decision: DecisionDraft?
  /// The caller's key, and the answer that a repetition of the request gets.
  public var idempotency: IdempotencyDraft?
  /// Who did it by hand.
  public var audit: AuditDraft?

  /// A transition of the booking alone; the other parts are added to it.
  public init(booking: BookingDraft, expectedVersion: Int64, at: Instant) {
    self.booking = booking
    self.expectedVersion = expectedVersion
    self.at = at
  }
}

/// What the store has given a transition.
public struct TransitionReceipt: Hashable, Sendable {
  /// The booking's version now: `expectedVersion + 1`.
  public var version: Int64
  /// How many events the booking has had; the number of the last one. Those of the transition are the last of them.
  public var eventCount: Int64
  /// How many messages were queued, counting each endpoint.
  public var queuedCount: Int

  /// Puts the parts together.
  public init(version: Int64, eventCount: Int64, queuedCount: Int = 0) {
    self.version = version
    self.eventCount = eventCount
    self.queuedCount = queuedCount
  }
}

/// A booking about to be stored.
public struct BookingDraft: Hashable, Sendable {
  /// Its identifier within the tenant.
  public var id: ClientID
  /// The name of its state.
  public var state: String
  /// Who has it, if anybody.
  public var technician: ClientID?
  /// Who it is for, by the client's own name.
  public var customer: ClientID?
  /// When the next promise to the customer falls due.
  public var dueAt: Instant?
  /// When it came to its end; nil while something may still happen to it.
  public var endedAt: Instant?
  /// The booking itself.
  public var document: [UInt8]

  /// Puts the parts together.
  public init(
    id: ClientID, state: String, technician: ClientID? = nil, customer: ClientID? = nil,
    dueAt: Instant? = nil,
    endedAt: Instant? = nil, document: [UInt8]
  ) {
    self.id = id
    self.state = state
    self.technician = technician
    self.customer = customer
    self.dueAt = dueAt
    self.endedAt = endedAt
    self.document = document
  }
}

/// An event about to be appended.
public struct EventDraft: Hashable, Sendable {
  /// The name of what happened.
  public var kind: String
  /// When, in engine time.
  public var at: Instant
  /// The event itself.
  public var document: [UInt8]

  /// Puts the parts together.
  public init(kind: String, at: Instant, document: [UInt8]) {
    self.kind = kind
    self.at = at
    self.document = document
  }
}

/// A message to the outside, about to be queued.
public struct OutboxDraft: Hashable, Sendable {
  /// Made by the engine; receivers recognise repetitions by it.
  public var id: UUIDv7
  /// What kind of message, as its receivers know it.
  public var kind: String
  /// The message itself.
  public var document: [UInt8]

  /// Puts the parts together.
  public init(id: UUIDv7, kind: String, document: [UInt8]) {
    self.id = id
    self.kind = kind
    self.document = document
  }
}

/// The caller's key of a request that changes something, and its answer.
public struct IdempotencyDraft: Hashable, Sendable {
  /// The key, 1 to `StoreLimits.textBytesMax` bytes.
  public var key: String
  /// A hash of the request, so that another request under the same key is noticed.
  public var requestHash: [UInt8]
  /// The answer, to be given again.
  public var response: [UInt8]

  /// Puts the parts together.
  public init(key: String, requestHash: [UInt8], response: [UInt8]) {
    self.key = key
    self.requestHash = requestHash
    self.response = response
  }
}
