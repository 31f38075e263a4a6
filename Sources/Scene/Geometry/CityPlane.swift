// The plane in metres in which the generated city lies, and directions in it.
//
// Only + - * / and the square root are used in Scene: IEEE 754 defines their last bit, while sine, arc
// tangent and exponential differ between C libraries, and with them every golden hash would.

/// A position or a displacement in the plane: metres east and north of the origin.
struct PlanePoint: Hashable, Sendable {
  var x: Double
  var y: Double

  func distance(to other: PlanePoint) -> Double {
    let dx = other.x - x
    let dy = other.y - y
    return (dx * dx + dy * dy).squareRoot()
  }

  /// The point at `fraction` (0...1) of the way to `other`.
  func toward(_ other: PlanePoint, _ fraction: Double) -> PlanePoint {
    PlanePoint(x: x + (other.x - x) * fraction, y: y + (other.y - y) * fraction)
  }
}

/// An equirectangular projection around the middle of Riyadh's extent, with the WGS84 radii of curvature
/// there. Inside the extent its distances are at most 0.25 % shorter than those on the ellipsoid.
enum CityPlane {
  static let originLatitudeDegrees = 24.75
  static let originLongitudeDegrees = 46.725
  /// Length of a degree of latitude at 24.75 N: the meridian radius of curvature times pi / 180.
  static let metersPerLatitudeDegree = 110_769.177
  /// Length of a degree of longitude at 24.75 N: the prime vertical radius times cos(latitude) times pi / 180.
  static let metersPerLongitudeDegree = 101_153.398

  static func project(_ point: ScenePoint) -> PlanePoint {
    PlanePoint(
      x: (point.longitudeDegrees - originLongitudeDegrees) * metersPerLongitudeDegree,
      y: (point.latitudeDegrees - originLatitudeDegrees) * metersPerLatitudeDegree)
  }

  static func unproject(_ point: PlanePoint) -> ScenePoint {
    ScenePoint(
      latitudeDegrees: originLatitudeDegrees + point.y / metersPerLatitudeDegree,
      longitudeDegrees: originLongitudeDegrees + point.x / metersPerLongitudeDegree)
  }

  /// Degrees clockwise from north in `0..<360` of the direction (`east`, `north`); 0 for no direction.
  /// The arc tangent is the polynomial 4.4.49 of Abramowitz and Stegun, wrong by less than 0.001 degrees.
  static func headingDegrees(east: Double, north: Double) -> Double {
    let across = east.magnitude
    let along = north.magnitude
    guard across > 0 || along > 0 else { return 0 }
    let ratio = min(across, along) / max(across, along)
    let square = ratio * ratio
    let series = -0.3302995 + square * (0.1801410 + square * (-0.0851330 + square * 0.0208351))
    let radians = ratio * (0.9998660 + square * series)
    let octant = radians * 57.295779513082321
    let quadrant = across <= along ? octant : 90 - octant
    let heading =
      switch (east >= 0, north >= 0) {
      case (true, true): quadrant
      case (true, false): 180 - quadrant
      case (false, false): 180 + quadrant
      case (false, true): 360 - quadrant
      }
    return heading < 360 ? heading : 0
  }
}
