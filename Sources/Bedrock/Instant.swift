// Points in engine time. Time is an input everywhere in the pure ring: nothing below reads a clock.

/// A point in engine time, in Unix milliseconds (UTC, no leap seconds).
///
/// The real clock, a scaled clock and the clock of a recorded trace all produce the same type, so that
/// the engine cannot tell them apart. Engine time never runs backwards; device time may, and is checked
/// against engine time before it is trusted.
public struct Instant: Hashable, Comparable, Sendable {
  /// Milliseconds since 1970-01-01T00:00:00Z.
  public var milliseconds: Int64

  /// Wraps a count of Unix milliseconds.
  @inlinable
  public init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// Whole seconds since 1970-01-01T00:00:00Z.
  @inlinable
  public init(seconds: Int64) {
    self.milliseconds = seconds &* 1000
  }

  /// Whether `a` is the earlier.
  @inlinable
  public static func < (a: Instant, b: Instant) -> Bool { a.milliseconds < b.milliseconds }

  /// Milliseconds from `earlier` to this instant; negative when this one is the earlier.
  @inlinable
  public func milliseconds(since earlier: Instant) -> Int64 {
    milliseconds &- earlier.milliseconds
  }

  /// This instant, later by `milliseconds` (earlier when negative).
  @inlinable
  public func advanced(byMilliseconds milliseconds: Int64) -> Instant {
    Instant(milliseconds: self.milliseconds &+ milliseconds)
  }

  /// The largest instant that every part of geod accepts: 9999-12-31T23:59:59.999Z.
  public static let latest = Instant(milliseconds: 253_402_300_799_999)

  /// The Unix epoch; used where "never yet" has to be a number.
  public static let epoch = Instant(milliseconds: 0)
}
