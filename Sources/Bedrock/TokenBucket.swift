// Rate limiting as a value: no clock, no lock.

/// A token bucket: `ratePerSecond` on average, up to `burst` at once.
public struct TokenBucket: Sendable {
  /// Tokens at `updatedMilliseconds`.
  public private(set) var tokens: Double
  /// When `tokens` was right, on the caller's clock.
  public private(set) var updatedMilliseconds: Int64

  /// A full bucket.
  public init(burst: Double, nowMilliseconds: Int64) {
    self.tokens = burst
    self.updatedMilliseconds = nowMilliseconds
  }

  /// Takes `cost` tokens if they are there; otherwise takes nothing.
  ///
  /// A clock that steps back adds nothing and loses nothing. O(1).
  public mutating func take(
    _ cost: Double = 1, ratePerSecond: Double, burst: Double, nowMilliseconds: Int64
  ) -> Bool {
    let elapsed = max(0, nowMilliseconds &- updatedMilliseconds)
    tokens = min(burst, tokens + Double(elapsed) * ratePerSecond / 1000)
    updatedMilliseconds = max(updatedMilliseconds, nowMilliseconds)
    guard tokens >= cost else { return false }
    tokens -= cost
    return true
  }

  /// Seconds until `cost` tokens will be there, rounded up to a whole second and at least 1; for
  /// `Retry-After`. At most a day: nobody waits longer, and a rate of nearly zero must not overflow.
  public func secondsUntil(_ cost: Double = 1, ratePerSecond: Double) -> Int {
    guard ratePerSecond > 0, tokens < cost else { return 1 }
    return max(1, Int(min(86_400, (cost - tokens) / ratePerSecond).rounded(.up)))
  }
}
