// A stored position: two binary angles, small enough for the columns of the index and exact enough for
// every distance that is reported.

public import Bedrock

/// A position on the WGS84 ellipsoid, as two 32-bit binary angles.
///
/// One unit is 360 / 2^32 degree, 9.3 mm along a meridian. Longitudes wrap in the arithmetic of the
/// type: a difference `a &- b` is the short way round, also across the antimeridian. All geometry of the
/// engine is exact over these stored positions.
public struct GeoPoint: Hashable, Sendable, BitwiseCopyable {
  /// Latitude in units of 360 / 2^32 degree, in `-maxLatitudeAngle...maxLatitudeAngle`.
  public let latitudeAngle: Int32
  /// Longitude in units of 360 / 2^32 degree; every value is valid, `.min` is the antimeridian.
  public let longitudeAngle: Int32

  /// The north pole's latitude, 90 degrees, in units of 360 / 2^32 degree.
  public static let maxLatitudeAngle: Int32 = 1 << 30

  /// Wraps two binary angles. A latitude beyond a pole is a bug of the caller.
  @inlinable
  public init(latitudeAngle: Int32, longitudeAngle: Int32) {
    precondition(
      latitudeAngle >= -(1 << 30) && latitudeAngle <= 1 << 30, "a latitude beyond the pole")
    self.latitudeAngle = latitudeAngle
    self.longitudeAngle = longitudeAngle
  }

  /// Rounds a position in degrees to the nearest stored one.
  ///
  /// - Parameters:
  ///   - latitudeDegrees: from -90 to 90, north positive.
  ///   - longitudeDegrees: from -180 to 180, east positive; both ends are the same meridian.
  /// - Throws: `outOfRange` for the field `lat` or `lon` when the number is not finite or beyond its range.
  @inlinable
  public init(latitudeDegrees: Double, longitudeDegrees: Double) throws(FieldError) {
    guard abs(latitudeDegrees) <= 90, abs(longitudeDegrees) <= 180 else {
      throw try Self.fault(latitudeDegrees, longitudeDegrees)
    }
    latitudeAngle = Int32(Self.nearest(latitudeDegrees / Self.degreesPerUnit))
    longitudeAngle = Int32(truncatingIfNeeded: Self.nearest(longitudeDegrees / Self.degreesPerUnit))
  }

  /// Latitude in degrees, exact: the product has 37 significant bits.
  @inlinable
  public var latitudeDegrees: Double { Double(latitudeAngle) * Self.degreesPerUnit }

  /// Longitude in degrees in `-180..<180`, exact.
  @inlinable
  public var longitudeDegrees: Double { Double(longitudeAngle) * Self.degreesPerUnit }

  /// 360 / 2^32 = 45 / 2^29, exact in binary.
  @inlinable
  static var degreesPerUnit: Double { 45 * 0x1p-29 }

  /// Which of the two is out of range.
  @usableFromInline
  static func fault(_ latitudeDegrees: Double, _ longitudeDegrees: Double) throws(FieldError) -> FieldError {
    _ = try latitudeAngle(degrees: latitudeDegrees, field: "lat")
    _ = try longitudeAngle(degrees: longitudeDegrees, field: "lon")
    preconditionFailure("a position that is in range was refused")
  }

  static func latitudeAngle(degrees: Double, field: String) throws(FieldError) -> Int32 {
    guard degrees >= -90, degrees <= 90 else {
      throw FieldError(
        field: field, code: .outOfRange, message: "a latitude is a number from -90 to 90 degrees")
    }
    return Int32(nearest(degrees / degreesPerUnit))
  }

  static func longitudeAngle(degrees: Double, field: String) throws(FieldError) -> Int32 {
    guard degrees >= -180, degrees <= 180 else {
      throw FieldError(
        field: field, code: .outOfRange, message: "a longitude is a number from -180 to 180 degrees")
    }
    return Int32(truncatingIfNeeded: nearest(degrees / degreesPerUnit))
  }

  /// The nearest integer, halves away from zero, of a value far below 2^52. Adding the number below a half and cutting
  /// is what rounding is, without the call to the C library that it takes on processors before AVX-512.
  @inlinable
  static func nearest(_ value: Double) -> Int64 {
    Int64(value + Double(signOf: value, magnitudeOf: 0.5.nextDown))
  }
}
