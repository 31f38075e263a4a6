// A corner of a polygon: a stored position whose longitude is not wrapped.

public import Bedrock

/// A corner of a ring, in the plane of longitude and latitude.
///
/// Both are whole units of 360 / 2^32 degree, as in `GeoPoint`. The longitude is not wrapped, so that a ring that
/// crosses the antimeridian runs on beyond 180 degrees and its edges stay straight lines of the plane (RFC 7946,
/// section 3.1.1: an edge is a straight line in longitude and latitude).
public struct Corner: Hashable, Sendable, BitwiseCopyable {
  /// Longitude in units of 360 / 2^32 degree, east positive, not wrapped.
  public let longitudeUnits: Int64
  /// Latitude in units of 360 / 2^32 degree, in `-2^30...2^30`.
  public let latitudeAngle: Int32

  /// One turn in units of longitude.
  static let turn: Int64 = 1 << 32
  /// Longitudes may be written from minus to plus this many degrees.
  public static let longitudeDegreesMax = 360.0

  /// Wraps units. A latitude beyond a pole is a bug of the caller.
  @inlinable
  public init(longitudeUnits: Int64, latitudeAngle: Int32) {
    precondition(latitudeAngle.magnitude <= 1 << 30, "a latitude beyond the pole")
    self.longitudeUnits = longitudeUnits
    self.latitudeAngle = latitudeAngle
  }

  /// Rounds a place in degrees to the nearest stored one, as `GeoPoint` does.
  ///
  /// - Parameters:
  ///   - latitudeDegrees: from -90 to 90.
  ///   - longitudeDegrees: from -360 to 360, so that a ring may run over 180.
  /// - Throws: `outOfRange` for the field `lat` or `lon` when the number is not finite or beyond its range.
  public init(latitudeDegrees: Double, longitudeDegrees: Double) throws(FieldError) {
    let latitude = try GeoPoint.latitudeAngle(degrees: latitudeDegrees, field: "lat")
    guard longitudeDegrees.magnitude <= Self.longitudeDegreesMax else {
      throw FieldError(
        field: "lon", code: .outOfRange, message: "a corner's longitude is a number from -360 to 360 degrees")
    }
    self.init(
      longitudeUnits: Int64((longitudeDegrees / GeoPoint.degreesPerUnit).rounded()), latitudeAngle: latitude)
  }

  /// Longitude in degrees, not wrapped.
  public var longitudeDegrees: Double { Double(longitudeUnits) * GeoPoint.degreesPerUnit }
  /// Latitude in degrees.
  public var latitudeDegrees: Double { Double(latitudeAngle) * GeoPoint.degreesPerUnit }

  /// The same place on the ellipsoid.
  public var point: GeoPoint {
    GeoPoint(latitudeAngle: latitudeAngle, longitudeAngle: Int32(truncatingIfNeeded: longitudeUnits))
  }

  /// The same place after a number of turns to the east.
  func turned(_ turns: Int64) -> Corner {
    Corner(longitudeUnits: longitudeUnits + turns * Self.turn, latitudeAngle: latitudeAngle)
  }
}

/// A step from one corner to another. Products are taken with 128 bits: an edge may be 2^32 units long and 2^31 high.
struct CornerStep: Equatable {
  let east: Int64
  let north: Int64

  init(from a: Corner, to b: Corner) {
    east = b.longitudeUnits - a.longitudeUnits
    north = Int64(b.latitudeAngle) - Int64(a.latitudeAngle)
  }

  /// 1 when the other step turns to the left of this one, -1 to the right, 0 for the same or the opposite direction.
  func turn(to other: CornerStep) -> Int {
    let left = Int128(east) * Int128(other.north)
    let right = Int128(north) * Int128(other.east)
    return left > right ? 1 : left < right ? -1 : 0
  }

  /// Whether the angle between both is less than a right one.
  func goesAlong(_ other: CornerStep) -> Bool {
    Int128(east) * Int128(other.east) + Int128(north) * Int128(other.north) > 0
  }

  /// Whether both have the same direction.
  func hasDirection(of other: CornerStep) -> Bool { turn(to: other) == 0 && goesAlong(other) }

  /// Whether a step lies strictly inside the sector that opens counterclockwise from this one to `end`. Both are
  /// different directions.
  func opens(counterclockwiseTo end: CornerStep, over other: CornerStep) -> Bool {
    switch turn(to: end) {
    case 1: turn(to: other) > 0 && other.turn(to: end) > 0
    case 0: turn(to: other) > 0
    default: !(end.turn(to: other) >= 0 && other.turn(to: self) >= 0)
    }
  }
}
