// A point of a trip's track: what remains of an accepted fix.

public import Bedrock
public import GeoIndex

/// Where a technician was, and when.
public struct TrackPoint: Hashable, Sendable {
  /// Where.
  public var point: GeoPoint
  /// When the device was there.
  public var time: Instant

  /// Describes a point.
  public init(_ point: GeoPoint, at time: Instant) {
    self.point = point
    self.time = time
  }
}
