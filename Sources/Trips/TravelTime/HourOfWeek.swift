// The hour of the week in local time: the unit in which traffic repeats itself.

public import Bedrock

/// One of the 168 hours of a week, 0 is Monday from 00:00 to 01:00 local time.
public struct HourOfWeek: Hashable, Sendable {
  /// From 0 to 167.
  public let index: Int
  /// How much of the hour is left, in milliseconds; from 1 to 3 600 000.
  public let millisecondsLeft: Int64

  /// How many hours a week has.
  public static let count = 168

  /// The hour of a moment.
  /// - Parameter utcOffsetMinutes: minutes by which local time is ahead of UTC, 180 for Riyadh.
  public init(_ instant: Instant, utcOffsetMinutes: Int) {
    let local = instant.milliseconds + Int64(utcOffsetMinutes) * 60_000
    let (hours, within) = floorDivide(local, 3_600_000)
    // The epoch was a Thursday, three days after Monday.
    index = Int(floorDivide(hours + 72, Int64(Self.count)).remainder)
    millisecondsLeft = 3_600_000 - within
  }

  /// The hour of the day, 0 to 23.
  public var hourOfDay: Int { index % 24 }
}
