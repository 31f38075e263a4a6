// The UTC days into which points are sorted.

internal import Bedrock

/// A UTC day of points.
struct PointDay: Hashable, Comparable {
  static let milliseconds: Int64 = 86_400_000

  /// Days since 1970-01-01.
  let number: Int64

  /// The day with that number.
  init(number: Int64) { self.number = number }

  /// The day of a time that is not before 1970.
  init(of time: Instant) { number = time.milliseconds / Self.milliseconds }

  /// The day's first instant.
  var start: Instant { Instant(milliseconds: number * Self.milliseconds) }

  /// The first instant after it.
  var end: Instant { Instant(milliseconds: (number + 1) * Self.milliseconds) }

  /// That many days from that of a time on.
  static func days(from first: Instant, count: Int) -> [PointDay] {
    precondition(first >= .epoch && (1...StoreLimits.pointDaysMax).contains(count), "1 to 32 days since 1970")
    let start = PointDay(of: first).number
    return (start..<(start + Int64(count))).map(PointDay.init(number:))
  }

  static func < (a: PointDay, b: PointDay) -> Bool { a.number < b.number }
}
