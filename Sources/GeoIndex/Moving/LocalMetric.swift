// The cheap distance that the kernel computes in 32-bit floats, and how far it can be off.

import CVector

/// Squared distance around one origin as a polynomial in the differences of latitude and longitude, with a
/// proven band: E within (1 +- band) of the squared geodesic distance, for every point within the radius.
///
/// With u, v the differences in radians, p = N cos(lat) the distance from the axis and ' the derivative by
/// latitude (p' = -M sin(lat)), the straight chord is, exactly,
///
///     c^2 = (meridian chord)^2 + p p2 (2 sin(v/2))^2,
///
/// and E = M^2 u^2 + p v^2 (p + p' u + p'' u^2 / 2). With d = radius / minRadius bounding u (times 1.001) and L
/// bounding v, the relative differences of E to s^2 are at most
///
/// * 0.0204 d + d^2/12: M changes by at most 3 e^2 / 2 / (1 - e^2) = 1.02 % per radian; chord for arc;
/// * 0.25 d^3 / cos(lat): the third term of p2, of which |p'''| <= 1.06 M, relative to p2 >= 0.94 p;
/// * L^2/12: sine for arc;
/// * d^2/12: geodesic for chord, s <= c (1 + c^2 / (24 minRadius^2)), since its curvature is at most
///   1/minRadius (Schur's comparison theorem);
/// * 2e-6: seven roundings to 24 bits on each side of the sum.
struct LocalMetric {
  let origin: Geodesic.Origin
  /// Coefficients for differences in units of the binary angle.
  private let north: Double
  private let east0: Double
  private let east1: Double
  private let east2: Double
  /// Of the cosine of the latitude; infinite at a pole, where the band does not exist.
  private let inverseCosine: Double

  init(_ origin: Geodesic.Origin) {
    self.origin = origin
    let (s, c) = (origin.sinLatitude, origin.cosLatitude)
    let w = 1 - WGS84.e2 * s * s
    let meridian = WGS84.a * (1 - WGS84.e2) / (w * w.squareRoot())
    let meridianSlope = 3 * meridian * WGS84.e2 * s * c / w
    let p = origin.axial
    inverseCosine = 1 / c
    let unit = WGS84.radiansPerUnit
    north = meridian * meridian * unit * unit
    east0 = p * p * unit * unit
    east1 = p * meridian * s * unit * unit * unit
    east2 = 0.5 * p * (meridian * c + meridianSlope * s) * unit * unit * unit * unit
  }

  /// Beyond this the exact, general search takes over.
  static let radiusMetersMax = 40_000.0

  /// The band for a radius; nil where the metric does not serve (too far, or too near a pole).
  func band(radiusMeters: Double) -> Double? {
    guard radiusMeters <= Self.radiusMetersMax else { return nil }
    let d = radiusMeters * (1.001 / WGS84.minRadius)
    // p shrinks by less than 6 % over the radius, so that its expansion holds.
    guard origin.cosLatitude >= 20 * d else { return nil }
    let l = 1.06 * d * inverseCosine
    guard l <= 0.02 else { return nil }
    return 1.05
      * (0.0204 * d + (1 / 6.0) * (d * d) + 0.25 * d * d * (d * inverseCosine) + (1 / 12.0) * (l * l) + 2e-6)
  }

  /// Half the height and width, in units, of a box that holds the disk; the band must exist.
  ///
  /// In longitude by the cap on the sphere of `GeoBox(enclosing:)`: asin(sin d / cos) is at most
  /// 1.001 d / cos while d / cos is below 0.06.
  func halfBox(radiusMeters: Double) -> (latitude: Int32, longitude: Int32) {
    let d = radiusMeters * (1 / WGS84.minRadius / WGS84.radiansPerUnit)
    return (Int32(d) + 2, Int32(1.001 * d * inverseCosine) + 2)
  }

  /// The kernel's question: everything whose E is at most `squaredLimit`, among those who pass the filter.
  func query(squaredLimit: Double, filter: IndexFilter) -> geod_scan {
    var query = geod_scan()
    query.latitude = origin.point.latitudeAngle
    query.longitude = origin.point.longitudeAngle
    query.north = Float(north)
    query.east0 = Float(east0)
    query.east1 = Float(east1)
    query.east2 = Float(east2)
    query.limit = Float(squaredLimit).nextUp
    query.setConditions(filter)
    return query
  }

  /// Rules cells out for a squared limit and the box around it.
  func reach(
    squaredLimit: Double, halfBox: (latitude: Int32, longitude: Int32), insideLimit: Double = -1
  ) -> LocalReach {
    let u = Double(halfBox.latitude)
    // The least factor of v^2 within the box: the polynomial is concave, so it is at one end. The greatest is at
    // most the one at the origin and what the slope can add.
    let east = min(east0 - u * (east1 + u * east2), east0 - u * (u * east2 - east1))
    return LocalReach(
      latitude: origin.point.latitudeAngle, longitude: origin.point.longitudeAngle,
      north: Float(north), east: Float(east), limit: Float(squaredLimit * (1 + 4e-6)),
      eastMost: Float(east0 + u * abs(east1)), inner: Float(insideLimit * (1 - 4e-6)))
  }
}

/// Bounds of E over a cell, against limits: with the least differences of latitude and longitude and the least
/// factor of v^2 no point of the cell has less, with the greatest none has more.
struct LocalReach {
  let latitude: Int32
  let longitude: Int32
  let north: Float
  let east: Float
  /// Every point of a cell whose lower bound is greater lies beyond.
  let limit: Float
  let eastMost: Float
  /// Every point of a cell whose upper bound is at most this lies inside; negative where nobody asks.
  let inner: Float

  /// Puts the question to the walk.
  func describe(_ walk: inout geod_walk) {
    walk.latitude = latitude
    walk.longitude = longitude
    walk.north = north
    walk.east = east
    walk.limit = limit
    walk.east_most = eastMost
    walk.inner = inner
  }
}

extension geod_scan {
  /// Names the conditions that the filter really has.
  mutating func setConditions(_ filter: IndexFilter) {
    var conditions: UInt32 = 0
    if filter.allSkills != 0 { conditions |= UInt32(GEOD_SCAN_ALL_SKILLS) }
    if filter.anySkills != 0 { conditions |= UInt32(GEOD_SCAN_ANY_SKILLS) }
    // Not "greater than 0": a rating that is not a number admits nobody, as in the scan.
    if !(filter.minRating <= 0) { conditions |= UInt32(GEOD_SCAN_RATING) }
    if filter.statuses != .max { conditions |= UInt32(GEOD_SCAN_STATUS) }
    if filter.maxLoad != .max { conditions |= UInt32(GEOD_SCAN_LOAD) }
    self.conditions = conditions
    all_skills = filter.allSkills
    any_skills = filter.anySkills
    statuses = filter.statuses
    min_rating = filter.minRating
    max_load = UInt32(filter.maxLoad)
  }
}
