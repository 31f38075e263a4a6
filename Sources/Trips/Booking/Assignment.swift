// The booking belongs to one technician: since when, how it came, and under which version.

public import Bedrock

/// A booking in the hands of one technician.
public struct Assignment: Hashable, Sendable {
  /// How a technician gets a booking.
  public enum Origin: Hashable, Sendable {
    /// By accepting this offer.
    case offer(UUIDv7)
    /// By hand, for this reason.
    case hand(reason: Note)
  }

  /// Who has it.
  public let technician: ClientID
  /// The trip that follows it. The name exists before the trip does.
  public let trip: UUIDv7
  /// Counts the assignments of the booking from 1. Shares are bound to it: they die with it.
  public let version: UInt32
  /// How it came.
  public let origin: Origin
  /// Since when.
  public let since: Instant
  /// Until when; nil while it is live.
  public internal(set) var endedAt: Instant?

  /// Whether the booking belongs to the technician now.
  public var isLive: Bool { endedAt == nil }

  /// The same assignment when it is over. Not before it began.
  public func ended(at time: Instant) -> Assignment {
    var ended = self
    ended.endedAt = max(time, since)
    return ended
  }
}
