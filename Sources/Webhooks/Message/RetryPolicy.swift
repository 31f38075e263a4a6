// When to try again, and when to give up. Time and chance are passed in.

public import Bedrock

/// How often and how long a message is tried.
///
/// The pause doubles from `pauseFirstMilliseconds` to `pauseMaxMilliseconds`; half of it is left to chance, so that what
/// failed together does not come back together.
public struct RetryPolicy: Hashable, Sendable {
  /// The pause after the first attempt, in milliseconds.
  public var pauseFirstMilliseconds: Int64 = 5_000
  /// The longest pause, in milliseconds, also of those that receivers ask for.
  public var pauseMaxMilliseconds: Int64 = 3_600_000
  /// The most attempts.
  public var attemptsMax = 16
  /// No further attempt when a message has waited this long, in milliseconds.
  public var ageMaxMilliseconds: Int64 = 86_400_000

  /// The standard one: from 5 seconds to 1 hour, up to 16 attempts within a day.
  public static let standard = RetryPolicy()

  /// The standard one.
  public init() {}

  /// What follows an attempt.
  /// - Parameters:
  ///   - attempts: how many there were since the message was queued, or queued again by hand; at least 1.
  ///   - since: when that was.
  ///   - now: the time, on the same clock.
  public func verdict(
    on outcome: WebhookOutcome, attempts: Int, since: Instant, now: Instant, random: inout SeededRandom
  ) -> RetryVerdict {
    precondition(attempts > 0, "a verdict on nothing")
    if outcome.isDelivered { return .delivered }
    let reason = outcome.description
    if outcome.isGone { return .endpointGone(reason: reason) }
    let next = now.advanced(
      byMilliseconds: pauseMilliseconds(after: attempts, asked: outcome.retryAfterSeconds, &random))
    guard attempts < attemptsMax, next.milliseconds(since: since) < ageMaxMilliseconds else {
      return .givenUp(reason: reason)
    }
    return .again(at: next, reason: reason)
  }

  /// The pause after that many attempts; longer when the receiver asks for it.
  func pauseMilliseconds(after attempts: Int, asked: Int?, _ random: inout SeededRandom) -> Int64 {
    // The pause stops doubling long before the shift could overflow.
    let doubled = pauseFirstMilliseconds << Int64(min(attempts - 1, 30))
    let pause = min(doubled, pauseMaxMilliseconds)
    let chosen = pause / 2 + Int64(random.unit() * Double(pause / 2))
    let wanted = Int64(min(asked ?? 0, Int(pauseMaxMilliseconds / 1000))) * 1000
    return max(chosen, wanted)
  }
}

/// What follows an attempt.
public enum RetryVerdict: Hashable, Sendable {
  /// The receiver has it.
  case delivered
  /// Another attempt at that time.
  case again(at: Instant, reason: String)
  /// No further attempt.
  case givenUp(reason: String)
  /// The receiver wants no messages at all any more (410 Gone).
  case endpointGone(reason: String)
}
