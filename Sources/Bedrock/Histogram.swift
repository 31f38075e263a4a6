// Latencies and sizes, counted in bounded memory with a bounded relative error.

/// A histogram with logarithmic buckets, each power of two divided into 32 equal parts: every value is
/// known to within 3.2 %, and the memory is the same for one value and for a billion.
///
/// The layout follows the idea of HdrHistogram (Tene): an exponent and a short linear part.
public struct Histogram: Sendable, Equatable {
  private static let subBits = 5
  private static let subCount = 1 << subBits

  private var buckets: [UInt64]
  /// How many values were recorded.
  public private(set) var count: UInt64 = 0
  /// The sum of all recorded values; it saturates.
  public private(set) var sum: UInt64 = 0
  /// The largest recorded value, exact.
  public private(set) var max: UInt64 = 0
  /// The smallest recorded value, exact; 0 while there is none.
  public private(set) var min: UInt64 = 0

  /// An empty histogram: about 15 kB.
  public init() {
    buckets = Array(repeating: 0, count: (64 - Self.subBits + 1) * Self.subCount)
  }

  /// Counts one value. O(1), no allocation.
  public mutating func record(_ value: UInt64) {
    buckets[Self.bucket(of: value)] += 1
    min = count == 0 ? value : Swift.min(min, value)
    max = Swift.max(max, value)
    count += 1
    let (total, overflow) = sum.addingReportingOverflow(value)
    sum = overflow ? .max : total
  }

  /// Adds all values of another histogram.
  public mutating func merge(_ other: Histogram) {
    guard other.count > 0 else { return }
    for index in buckets.indices { buckets[index] += other.buckets[index] }
    min = count == 0 ? other.min : Swift.min(min, other.min)
    max = Swift.max(max, other.max)
    count += other.count
    let (total, overflow) = sum.addingReportingOverflow(other.sum)
    sum = overflow ? .max : total
  }

  /// The value below or at which the given share of the values lies: the upper edge of its bucket, never
  /// more than `max`. 0 while nothing was recorded.
  /// - Parameter quantile: from 0 to 1; 0.99 for p99.
  public func value(atQuantile quantile: Double) -> UInt64 {
    guard count > 0 else { return 0 }
    let rank = Swift.max(1, UInt64((Double(count) * quantile).rounded(.up)))
    var seen: UInt64 = 0
    for index in buckets.indices where buckets[index] > 0 {
      seen += buckets[index]
      if seen >= rank { return Swift.min(max, Self.upperEdge(of: index)) }
    }
    return max
  }

  /// How many values are at most `limit`, counting a bucket that straddles it as above; for cumulative
  /// exports.
  public func count(atMost limit: UInt64) -> UInt64 {
    var seen: UInt64 = 0
    for index in buckets.indices where buckets[index] > 0 && Self.upperEdge(of: index) <= limit {
      seen += buckets[index]
    }
    return limit >= max ? count : seen
  }

  static func bucket(of value: UInt64) -> Int {
    guard value >= UInt64(subCount) else { return Int(value) }
    let exponent = 63 - value.leadingZeroBitCount
    let sub = Int((value >> UInt64(exponent - subBits)) & UInt64(subCount - 1))
    return (exponent - subBits + 1) * subCount + sub
  }

  static func upperEdge(of bucket: Int) -> UInt64 {
    guard bucket >= subCount else { return UInt64(bucket) }
    let exponent = bucket / subCount + subBits - 1
    let sub = UInt64(bucket % subCount)
    let width = UInt64(1) << UInt64(exponent - subBits)
    let lower = (UInt64(1) << UInt64(exponent)) + sub * width
    return lower + (width - 1)
  }
}
