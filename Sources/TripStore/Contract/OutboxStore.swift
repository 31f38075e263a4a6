// The contract of the outbox: messages that a transition has queued, until they are delivered.

public import Bedrock

/// Messages to the outside, delivered to each endpoint at least once, those of one booking in order.
///
/// `BookingStore.commit` queues each message of a transition once for every active endpoint of the tenant that wants
/// its kind, in the same transaction. From there on each endpoint has a queue of its own: only its first message of a
/// booking can be taken; the next one follows when that is delivered or given up. A message that was taken and not
/// settled in time can be taken again: the relay that had it may be dead.
public protocol OutboxStore: AnyObject {
  /// Takes messages that are due for an endpoint, those that wait longest first, at most one of each booking.
  /// - Parameters:
  ///   - limit: at most that many, 1 to `StoreLimits.outboxPageMax`.
  ///   - now: only messages that are due then.
  ///   - until: when a message that was not settled can be taken again; later than `now`.
  /// - Returns: the messages with their attempts counted up; none when there is no such endpoint.
  func takeOutbox(
    for endpoint: ClientID, of tenant: ClientID, limit: Int, now: Instant, until: Instant
  ) throws(StoreError) -> [OutboxRecord]

  /// When the next message for an endpoint is due, be it the end of a taking; nil when none waits.
  func outboxDueAt(for endpoint: ClientID, of tenant: ClientID) throws(StoreError) -> Instant?

  /// Removes a message that was delivered, and lets the next one of its booking follow.
  /// - Parameter attempt: that of the taking.
  /// - Returns: false when it was taken again meanwhile, or is gone.
  func markDelivered(
    _ id: UUIDv7, to endpoint: ClientID, attempt: Int, of tenant: ClientID, at: Instant
  ) throws(StoreError) -> Bool

  /// Puts a message back after an attempt that failed, or gives it up.
  /// - Parameters:
  ///   - attempt: that of the taking.
  ///   - nextAttemptAt: when to try again; nil to make it a dead letter, so that the next one of its booking follows.
  ///   - reason: what went wrong, for the list of dead letters.
  /// - Returns: false when it was taken again meanwhile, or is gone.
  func markFailed(
    _ id: UUIDv7, to endpoint: ClientID, attempt: Int, of tenant: ClientID, at: Instant,
    nextAttemptAt: Instant?, reason: String
  ) throws(StoreError) -> Bool

  /// How much waits for an endpoint.
  func outboxBacklog(for endpoint: ClientID, of tenant: ClientID) throws(StoreError) -> OutboxBacklog

  /// Dead letters of an endpoint, the first queued first.
  /// - Parameters:
  ///   - after: only those that were queued behind this place: the `sequence` of the last one of the page before; 0 to
  ///     start.
  ///   - limit: at most that many, 1 to `StoreLimits.outboxPageMax`.
  func deadLetters(
    of endpoint: ClientID, tenant: ClientID, after: Int64, limit: Int
  ) throws(StoreError) -> [DeadLetterRecord]

  /// Queues a dead letter again: behind what its booking has waiting, under the same identifier, with its attempts
  /// counted on.
  /// - Returns: false when there is no such dead letter, or the endpoint is not active.
  func resend(
    _ id: UUIDv7, to endpoint: ClientID, of tenant: ClientID, at: Instant
  ) throws(StoreError) -> Bool

  /// Queues the oldest dead letters of an endpoint again, each as `resend` does, in their order.
  /// - Parameter limit: at most that many, 1 to `StoreLimits.outboxPageMax`.
  /// - Returns: how many; none when the endpoint is not active.
  func resendAll(
    to endpoint: ClientID, of tenant: ClientID, limit: Int, at: Instant
  ) throws(StoreError) -> Int
}

/// A message that was taken for delivery.
public struct OutboxRecord: Hashable, Sendable {
  /// Its place in the order of commits; rises within a tenant.
  public var sequence: Int64
  /// The booking that it is about.
  public var booking: ClientID
  /// How often it was taken for this endpoint, this time included.
  public var attempt: Int
  /// When the transition happened that has queued it.
  public var queuedAt: Instant
  /// The last time that it was queued again by hand.
  public var resent: Resent?
  /// The message.
  public var message: OutboxDraft

  /// How a dead letter came back.
  public struct Resent: Hashable, Sendable {
    /// When.
    public var at: Instant
    /// How often it had been taken by then.
    public var attempts: Int

    /// Puts the parts together.
    public init(at: Instant, attempts: Int) {
      self.at = at
      self.attempts = attempts
    }
  }

  /// Puts the parts together.
  public init(
    sequence: Int64, booking: ClientID, attempt: Int, queuedAt: Instant, resent: Resent? = nil,
    message: OutboxDraft
  ) {
    self.sequence = sequence
    self.booking = booking
    self.attempt = attempt
    self.queuedAt = queuedAt
    self.resent = resent
    self.message = message
  }
}

/// How much waits for an endpoint. Numbers end at `StoreLimits.outboxCountMax`: nobody counts a million rows to draw a
/// line.
public struct OutboxBacklog: Hashable, Sendable {
  /// Messages that are queued or taken.
  public var waiting: Int
  /// Messages that were given up.
  public var dead: Int
  /// When the one that has waited longest was queued.
  public var oldestQueuedAt: Instant?

  /// Puts the parts together.
  public init(waiting: Int = 0, dead: Int = 0, oldestQueuedAt: Instant? = nil) {
    self.waiting = waiting
    self.dead = dead
    self.oldestQueuedAt = oldestQueuedAt
  }
}

/// A message that was given up.
public struct DeadLetterRecord: Hashable, Sendable {
  /// The message as it was when it was taken for the last time.
  public var record: OutboxRecord
  /// When it was given up.
  public var failedAt: Instant
  /// What went wrong.
  public var reason: String

  /// Puts the parts together.
  public init(record: OutboxRecord, failedAt: Instant, reason: String) {
    self.record = record
    self.failedAt = failedAt
    self.reason = reason
  }
}
