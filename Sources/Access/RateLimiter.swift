// Rate limits per token and per address, in a table that cannot grow.

internal import Bedrock

/// What a rate limiter answers.
public enum RateVerdict: Hashable, Sendable {
  /// Go on.
  case allowed
  /// Too many; try again after that many whole seconds (for `Retry-After`).
  case refused(retryAfterSeconds: Int)
}

/// A fixed table of token buckets.
///
/// The table is divided into sets of eight entries; a key belongs to one set, and a new key takes the place of the
/// one in its set that was seen longest ago. So a call costs at most eight comparisons and no allocation, and memory
/// never changes. A key that lost its place starts again with a full bucket: under a flood of made-up keys the limit
/// per key becomes weaker, never stricter, and the limit per address still holds for whoever sends the flood.
public struct RateLimiter: Sendable {
  private struct Entry {
    /// 0 when the place is free.
    var key: UInt64
    var bucket: TokenBucket
  }

  private static let setSize = 8

  /// Tokens that come back per second; 0 when the limiter is off.
  public let ratePerSecond: Double
  /// Tokens of a full bucket: what may come at once.
  public let burst: Double
  /// How many keys are remembered at most.
  public let capacity: Int
  private var entries: [Entry]

  /// An empty table.
  /// - Parameters:
  ///   - ratePerSecond: 0 switches the limiter off: everything is allowed and no memory is used.
  ///   - burst: at least 1.
  ///   - capacity: how many keys to remember, rounded up to a power of two of at least 8; an entry is 24 bytes.
  public init(ratePerSecond: Double, burst: Double, capacity: Int) {
    precondition(ratePerSecond >= 0 && ratePerSecond.isFinite, "a rate is not negative")
    precondition(burst >= 1 && burst.isFinite, "a burst is at least 1")
    precondition((1...(1 << 30)).contains(capacity), "a capacity is 1 to 2^30")
    self.ratePerSecond = ratePerSecond
    self.burst = burst
    var size = Self.setSize
    while size < capacity { size *= 2 }
    self.capacity = size
    let free = Entry(key: 0, bucket: TokenBucket(burst: 0, nowMilliseconds: 0))
    self.entries = ratePerSecond > 0 ? Array(repeating: free, count: size) : []
  }

  /// Takes `cost` tokens of the key's bucket, or says when they will be there. O(1).
  /// - Parameters:
  ///   - cost: at most `burst`, otherwise it can never be granted.
  ///   - nowMilliseconds: a monotonic clock, the same for all calls.
  public mutating func take(_ key: RateKey, cost: Double = 1, nowMilliseconds: Int64) -> RateVerdict {
    guard ratePerSecond > 0 else { return .allowed }
    precondition(cost <= burst, "a cost above the burst can never be granted")
    let place = place(for: key.hash, nowMilliseconds: nowMilliseconds)
    let granted = entries[place].bucket.take(
      cost, ratePerSecond: ratePerSecond, burst: burst, nowMilliseconds: nowMilliseconds)
    guard !granted else { return .allowed }
    let seconds = entries[place].bucket.secondsUntil(cost, ratePerSecond: ratePerSecond)
    return .refused(retryAfterSeconds: seconds)
  }

  /// How many keys are remembered now. O(capacity); for metrics and tests.
  public var trackedCount: Int { entries.count { $0.key != 0 } }

  /// The index of the key's entry; a fresh one takes a free place or the oldest one of its set.
  private mutating func place(for key: UInt64, nowMilliseconds: Int64) -> Int {
    let first = Int(truncatingIfNeeded: key) & (capacity - 1) & ~(Self.setSize - 1)
    var oldest = first
    for index in first..<(first + Self.setSize) {
      if entries[index].key == key { return index }
      if entries[oldest].key == 0 { continue }
      if entries[index].key == 0
        || entries[index].bucket.updatedMilliseconds < entries[oldest].bucket.updatedMilliseconds
      {
        oldest = index
      }
    }
    entries[oldest] = Entry(
      key: key, bucket: TokenBucket(burst: burst, nowMilliseconds: nowMilliseconds))
    return oldest
  }
}
