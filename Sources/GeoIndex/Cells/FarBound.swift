// How near a rectangle of latitude and longitude can be, anywhere on the ellipsoid. For the squares of the tree there
// is `SquareBounds`.

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A lower bound of the geodesic distance from one origin to everything in a rectangle.
///
/// Both radii of curvature of the ellipsoid are at least `WGS84.minRadius`, so no line is shorter than its
/// image (same latitudes and longitudes) on a sphere of that radius; the bound is the sphere's distance, less
/// a metre for rounding (acos near 1 is coarse). It falls short by at most 1 %.
struct FarBound {
  private let longitude: Int32
  private let sinLatitude: Double
  private let cosLatitude: Double
  private let latitude: Double

  init(_ origin: Geodesic.Origin) {
    longitude = origin.point.longitudeAngle
    latitude = Double(origin.point.latitudeAngle) * WGS84.radiansPerUnit
    sinLatitude = origin.sinLatitude
    cosLatitude = origin.cosLatitude
  }

  /// The bound in metres for a box.
  func meters(_ box: GeoBox) -> Double {
    meters(
      south: Double(box.southAngle) * WGS84.radiansPerUnit,
      north: Double(box.northAngle) * WGS84.radiansPerUnit, west: box.westAngle,
      span: box.longitudeSpan)
  }

  /// Latitudes in radians, longitudes in units.
  private func meters(south: Double, north: Double, west: Int32, span: UInt32) -> Double {
    if UInt32(bitPattern: longitude &- west) <= span {
      let gap = max(0, south - latitude, latitude - north)
      return max(0, gap * WGS84.minRadius - 1)
    }
    // The nearer of the two bounding meridians: at equal latitude, less longitude is less distance.
    let east = west &+ Int32(bitPattern: span)
    let gap = min((west &- longitude).magnitude, (longitude &- east).magnitude)
    let cosGap = cos(Double(gap) * WGS84.radiansPerUnit)
    // cos(distance) along the meridian is a sine wave of the latitude; its crest is at `crest`.
    let crest = atan2(sinLatitude, cosLatitude * cosGap)
    var cosDistance = max(cosDistance(south, cosGap), self.cosDistance(north, cosGap))
    if crest > south, crest < north {
      cosDistance = max(cosDistance, self.cosDistance(crest, cosGap))
    }
    return max(0, acos(min(1, cosDistance)) * WGS84.minRadius - 1)
  }

  /// No geodesic between two points at this distance through the earth is longer: its curvature is at most that of a
  /// circle with the least radius, whose arc it then cannot exceed (Schur's comparison theorem). Where the circle has
  /// no such chord, half the meridian's ellipse and more.
  static func longestArcMeters(chord: Double) -> Double {
    let half = (chord + 0.001) / (2 * WGS84.minRadius)
    guard half < 0.9 else { return 2.1e7 }
    return 2 * WGS84.minRadius * asin(half) + 0.001
  }

  private func cosDistance(_ other: Double, _ cosGap: Double) -> Double {
    sinLatitude * sin(other) + cosLatitude * cos(other) * cosGap
  }
}

extension Geodesic.Origin {
  /// The straight line through the earth to a position, in metres: never longer than the geodesic.
  func chordMeters(to other: GeoPoint) -> Double {
    let latitude = Double(other.latitudeAngle) * WGS84.radiansPerUnit
    let east = Double(other.longitudeAngle &- point.longitudeAngle) * WGS84.radiansPerUnit
    let (s, c) = (sin(latitude), cos(latitude))
    let normal = WGS84.a / (1 - WGS84.e2 * s * s).squareRoot()
    let (x, y) = (normal * c * cos(east) - axial, normal * c * sin(east))
    let z = normal * (1 - WGS84.e2) * s - polar
    return (x * x + y * y + z * z).squareRoot()
  }
}
