// A rectangle in latitude and longitude, over the stored binary angles.

public import Bedrock

/// A range of latitudes and a range of longitudes, edges included.
///
/// The longitudes run eastwards from `west`, so a box may cross the antimeridian (`west > east` in
/// degrees) or hold all longitudes.
public struct GeoBox: Hashable, Sendable {
  /// The southern edge, in units of 360 / 2^32 degree.
  public let southAngle: Int32
  /// The northern edge, not below `southAngle`.
  public let northAngle: Int32
  /// The western edge, in units of 360 / 2^32 degree.
  public let westAngle: Int32
  /// How far the box reaches east of `westAngle`; `.max` holds all longitudes.
  public let longitudeSpan: UInt32

  /// Wraps binary angles. South above north, or a latitude beyond a pole, is a bug of the caller.
  public init(southAngle: Int32, northAngle: Int32, westAngle: Int32, longitudeSpan: UInt32) {
    precondition(southAngle <= northAngle, "a box upside down")
    precondition(
      southAngle >= -GeoPoint.maxLatitudeAngle && northAngle <= GeoPoint.maxLatitudeAngle,
      "a latitude beyond the pole")
    self.southAngle = southAngle
    self.northAngle = northAngle
    self.westAngle = westAngle
    self.longitudeSpan = longitudeSpan
  }

  /// Rounds a box in degrees to the stored angles. Points are rounded the same way, so that a point on an
  /// edge stays inside.
  ///
  /// - Parameters:
  ///   - southDegrees: from -90 to `northDegrees`.
  ///   - westDegrees: from -180 to 180; greater than `eastDegrees` for a box across the antimeridian.
  ///   - northDegrees: up to 90.
  ///   - eastDegrees: from -180 to 180. West -180 and east 180 hold all longitudes.
  /// - Throws: `outOfRange` for `south`, `west`, `north` or `east`; `conflict` for `south` above north.
  public init(
    southDegrees: Double, westDegrees: Double, northDegrees: Double, eastDegrees: Double
  ) throws(FieldError) {
    let south = try GeoPoint.latitudeAngle(degrees: southDegrees, field: "south")
    let west = try GeoPoint.longitudeAngle(degrees: westDegrees, field: "west")
    let north = try GeoPoint.latitudeAngle(degrees: northDegrees, field: "north")
    let east = try GeoPoint.longitudeAngle(degrees: eastDegrees, field: "east")
    guard south <= north else {
      throw FieldError(field: "south", code: .conflict, message: "south is above north")
    }
    let all = eastDegrees - westDegrees >= 360
    self.init(
      southAngle: south, northAngle: north, westAngle: west,
      longitudeSpan: all ? .max : UInt32(bitPattern: east &- west))
  }

  /// The whole ellipsoid.
  public static let world = GeoBox(
    southAngle: -GeoPoint.maxLatitudeAngle, northAngle: GeoPoint.maxLatitudeAngle, westAngle: .min,
    longitudeSpan: .max)

  /// The eastern edge, in units of 360 / 2^32 degree; may be below `westAngle`.
  @inlinable
  public var eastAngle: Int32 { westAngle &+ Int32(bitPattern: longitudeSpan) }

  /// The southern edge in degrees.
  public var southDegrees: Double { Double(southAngle) * GeoPoint.degreesPerUnit }
  /// The northern edge in degrees.
  public var northDegrees: Double { Double(northAngle) * GeoPoint.degreesPerUnit }
  /// The western edge in degrees, in `-180..<180`.
  public var westDegrees: Double { Double(westAngle) * GeoPoint.degreesPerUnit }
  /// The eastern edge in degrees, in `-180..<180`.
  public var eastDegrees: Double { Double(eastAngle) * GeoPoint.degreesPerUnit }

  /// Whether the point lies inside or on an edge.
  @inlinable
  public func contains(_ point: GeoPoint) -> Bool {
    point.latitudeAngle >= southAngle && point.latitudeAngle <= northAngle
      && UInt32(bitPattern: point.longitudeAngle &- westAngle) <= longitudeSpan
  }
}
