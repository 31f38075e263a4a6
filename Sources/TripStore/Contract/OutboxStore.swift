// The contract of the outbox: messages that a transition has queued, until they are delivered.

public import Bedrock

/// Messages to the outside, delivered at least once, those of one booking in order.
///
/// Only the first message of a booking can be taken; the next one follows when it is delivered or given up. A message
/// that was taken and not settled in time can be taken again: the relay that had it may be dead. Messages are written
/// by `BookingStore.commit`.
public protocol OutboxStore: AnyObject {
  /// Takes messages that are due, those that wait longest first, at most one of each booking.
  /// - Parameters:
  ///   - limit: at most that many, 1 to `StoreLimits.outboxPageMax`.
  ///   - now: only messages that are due then.
  ///   - until: when a message that was not settled can be taken again; later than `now`.
  /// - Returns: the messages with their attempts counted up.
  func takeOutbox(
    of tenant: ClientID, limit: Int, now: Instant, until: Instant
  ) throws(StoreError) -> [OutboxRecord]

  /// Removes a message that was delivered, and lets the next one of its booking follow.
  /// - Parameter attempt: that of the taking.
  /// - Returns: false when it was taken again meanwhile, or is gone.
  func markDelivered(
    _ id: UUIDv7, attempt: Int, of tenant: ClientID, at: Instant
  ) throws(StoreError) -> Bool

  /// Puts a message back after an attempt that failed, or gives it up.
  /// - Parameters:
  ///   - attempt: that of the taking.
  ///   - nextAttemptAt: when to try again; nil to make it a dead letter, so that the next one of its booking follows.
  ///   - reason: what went wrong, for the list of dead letters.
  /// - Returns: false when it was taken again meanwhile, or is gone.
  func markFailed(
    _ id: UUIDv7, attempt: Int, of tenant: ClientID, at: Instant, nextAttemptAt: Instant?, reason: String
  ) throws(StoreError) -> Bool

  /// Dead letters, the first queued first.
  /// - Parameters:
  ///   - after: only those that were queued behind this place: the `sequence` of the last one of the page before; 0 to
  ///     start.
  ///   - limit: at most that many, 1 to `StoreLimits.outboxPageMax`.
  func deadLetters(
    of tenant: ClientID, after: Int64, limit: Int
  ) throws(StoreError) -> [DeadLetterRecord]

  /// Queues a dead letter again: behind what its booking has waiting, under the same identifier, with its attempts
  /// counted on.
  /// - Returns: false when there is no such dead letter.
  func resend(_ id: UUIDv7, of tenant: ClientID, at: Instant) throws(StoreError) -> Bool
}

/// A message that was taken for delivery.
public struct OutboxRecord: Hashable, Sendable {
  /// Its place in the order of commits; rises within a tenant.
  public var sequence: Int64
  /// The booking that it is about.
  public var booking: ClientID
  /// How often it was taken, this time included.
  public var attempt: Int
  /// When the transition happened that has queued it.
  public var queuedAt: Instant
  /// The message.
  public var message: OutboxDraft

  /// Puts the parts together.
  public init(sequence: Int64, booking: ClientID, attempt: Int, queuedAt: Instant, message: OutboxDraft) {
    self.sequence = sequence
    self.booking = booking
    self.attempt = attempt
    self.queuedAt = queuedAt
    self.message = message
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
