// What the engine believes about a technician's whereabouts: the last accepted fix, compactly.

public import Bedrock
public import GeoIndex

/// The last accepted fix of a technician. Numbers that the device did not give are NaN.
public struct Position: Sendable {
  /// Where, in binary angles; this is what all answers are exact over.
  public var point: GeoPoint
  /// When the device was there.
  public var fixTime: Instant
  /// When the engine heard of it.
  public var receivedAt: Instant
  /// Radius of the device's uncertainty in metres, or NaN.
  public var accuracyMeters: Float
  /// Speed over ground in metres per second, or NaN.
  public var speedMetersPerSecond: Float
  /// Course in degrees clockwise from true north, or NaN.
  public var headingDegrees: Float
  /// Charge of the battery from 0 to 1, or NaN.
  public var batteryFraction: Float

  /// Describes a position.
  public init(
    point: GeoPoint, fixTime: Instant, receivedAt: Instant, accuracyMeters: Float = .nan,
    speedMetersPerSecond: Float = .nan, headingDegrees: Float = .nan, batteryFraction: Float = .nan
  ) {
    self.point = point
    self.fixTime = fixTime
    self.receivedAt = receivedAt
    self.accuracyMeters = accuracyMeters
    self.speedMetersPerSecond = speedMetersPerSecond
    self.headingDegrees = headingDegrees
    self.batteryFraction = batteryFraction
  }

  /// The position that an accepted fix makes.
  public init(_ fix: Fix, at point: GeoPoint, receivedAt: Instant) {
    self.init(
      point: point, fixTime: fix.time, receivedAt: receivedAt,
      accuracyMeters: fix.accuracyMeters.map(Float.init) ?? .nan,
      speedMetersPerSecond: fix.speedMetersPerSecond.map(Float.init) ?? .nan,
      headingDegrees: fix.headingDegrees.map(Float.init) ?? .nan,
      batteryFraction: fix.batteryFraction.map(Float.init) ?? .nan)
  }

  /// Milliseconds since the device was there; never negative, although clocks may differ.
  public func ageMilliseconds(at now: Instant) -> Int64 {
    max(0, now.milliseconds(since: fixTime))
  }
}
