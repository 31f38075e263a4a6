// The contract of track points: many, small, kept for days.

public import Bedrock

/// The fixes of trips.
public protocol PointStore: AnyObject {
  /// Appends points; those that are there already are left as they are.
  ///
  /// A point is known by tenant, trip, device, sequence and the UTC day of its time, so that a batch whose outcome is
  /// unknown can be sent again. Whether the trip is known is not asked.
  /// - Parameter points: at most `StoreLimits.pointBatchMax`, with times from 1970 to 9999.
  /// - Returns: how many were new.
  func appendPoints(_ points: [TrackPoint], of tenant: ClientID) throws(StoreError) -> Int

  /// Hands over the points of a trip, ordered by time, then device, then sequence.
  ///
  /// `body` must not call the store. What it throws ends the reading and is thrown on.
  func forEachPoint(
    of trip: UUIDv7, tenant: ClientID, _ body: (TrackPoint) throws(StoreError) -> Void
  ) throws(StoreError)

  /// A page of the points of a trip, in the order of `forEachPoint`.
  /// - Parameters:
  ///   - after: only points behind this place; nil for the first page.
  ///   - limit: at most that many, 1 to `StoreLimits.pointPageMax`.
  func points(
    of trip: UUIDv7, after: PointPlace?, limit: Int, tenant: ClientID
  ) throws(StoreError) -> [TrackPoint]
}

/// A place between two points of a trip: the end of a page.
public struct PointPlace: Hashable, Sendable {
  /// The time of the last point of the page.
  public var at: Instant
  /// Its device.
  public var device: ClientID
  /// Its count.
  public var sequence: Int64

  /// Puts the parts together.
  public init(at: Instant, device: ClientID, sequence: Int64) {
    self.at = at
    self.device = device
    self.sequence = sequence
  }
}

/// One fix of a trip.
public struct TrackPoint: Hashable, Sendable {
  /// The trip.
  public var trip: UUIDv7
  /// The device that made it.
  public var device: ClientID
  /// The device's own count.
  public var sequence: Int64
  /// The fix's time.
  public var at: Instant
  /// Degrees north, in units of 360 / 2^32 degree.
  public var latitudeAngle: Int32
  /// Degrees east, in units of 360 / 2^32 degree.
  public var longitudeAngle: Int32
  /// The radius of 68% confidence, as the device says.
  public var accuracyMeters: Double?
  /// Speed over ground.
  public var speedMetersPerSecond: Double?
  /// Direction of travel, clockwise from north.
  public var headingDegrees: Double?

  /// Puts the parts together.
  public init(
    trip: UUIDv7, device: ClientID, sequence: Int64, at: Instant, latitudeAngle: Int32,
    longitudeAngle: Int32, accuracyMeters: Double? = nil, speedMetersPerSecond: Double? = nil,
    headingDegrees: Double? = nil
  ) {
    self.trip = trip
    self.device = device
    self.sequence = sequence
    self.at = at
    self.latitudeAngle = latitudeAngle
    self.longitudeAngle = longitudeAngle
    self.accuracyMeters = accuracyMeters
    self.speedMetersPerSecond = speedMetersPerSecond
    self.headingDegrees = headingDegrees
  }
}
