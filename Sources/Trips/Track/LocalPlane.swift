// A flat piece of the earth, in metres, for the distance of a point from a line.

import GeoIndex

/// The plane that touches the ellipsoid around a segment: metres to the east and to the north.
///
/// The scales are measured with the geodesic at the middle latitude, so that no trigonometry of its own is
/// needed. Over 20 km the plane is off by some metres at most in cities' latitudes, and by millimetres at the
/// scale of tolerances; segments of tracks are far shorter.
struct LocalPlane {
  private let origin: GeoPoint
  private let metersPerUnitNorth: Double
  private let metersPerUnitEast: Double

  /// How long the measured pieces are: 2^20 units, about 10 km on the equator.
  private static let probe: Int32 = 1 << 20

  /// A plane with its origin at `a`, true in the middle between `a` and `b`.
  init(_ a: GeoPoint, _ b: GeoPoint) {
    origin = a
    let middle = Int32((Int64(a.latitudeAngle) + Int64(b.latitudeAngle)) / 2)
    let limit = GeoPoint.maxLatitudeAngle - Self.probe / 2
    let latitude = min(max(middle, -limit), limit)
    let center = GeoPoint(latitudeAngle: latitude, longitudeAngle: a.longitudeAngle)
    let east = GeoPoint(latitudeAngle: latitude, longitudeAngle: a.longitudeAngle &+ Self.probe)
    metersPerUnitEast = Geodesic.distanceMeters(center, east) / Double(Self.probe)
    let south = GeoPoint(latitudeAngle: latitude - Self.probe / 2, longitudeAngle: a.longitudeAngle)
    let north = GeoPoint(latitudeAngle: latitude + Self.probe / 2, longitudeAngle: a.longitudeAngle)
    metersPerUnitNorth = Geodesic.distanceMeters(south, north) / Double(Self.probe)
  }

  /// Metres from the origin.
  func vector(to point: GeoPoint) -> (east: Double, north: Double) {
    let east = Double(point.longitudeAngle &- origin.longitudeAngle) * metersPerUnitEast
    let north = (Double(point.latitudeAngle) - Double(origin.latitudeAngle)) * metersPerUnitNorth
    return (east, north)
  }
}

/// A straight segment that many points are compared with.
struct Segment {
  private let plane: LocalPlane
  private let east: Double
  private let north: Double
  private let lengthSquared: Double

  init(_ a: GeoPoint, _ b: GeoPoint) {
    plane = LocalPlane(a, b)
    (east, north) = plane.vector(to: b)
    lengthSquared = east * east + north * north
  }

  /// The square of the distance of a point from the segment, its ends included, in square metres.
  func squaredMeters(to point: GeoPoint) -> Double {
    let (x, y) = plane.vector(to: point)
    guard lengthSquared > 0 else { return x * x + y * y }
    let along = min(1, max(0, (x * east + y * north) / lengthSquared))
    let (dx, dy) = (x - along * east, y - along * north)
    return dx * dx + dy * dy
  }
}
