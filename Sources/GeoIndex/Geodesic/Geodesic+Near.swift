// Near pairs: the straight chord through the ellipsoid, bent back to the surface.

extension Geodesic {
  /// The reach of the closed form: 5 000 000 units of latitude (46.6 km) and 10 000 000 units of longitude
  /// (93 km on the equator, 0.0146 rad; less towards the poles).
  static func isNear(north: Int32, east: Int32) -> Bool {
    north.magnitude <= 5_000_000 && east.magnitude <= 10_000_000
  }
}

extension Geodesic.Origin {
  /// The distance to the point `north` and `east` units away, which must be near.
  ///
  /// The chord c is exact. A curve of curvature k and length s has the chord
  /// c = s (1 - k^2 s^2 / 24 + O(s^4)), without a term of third order when k is taken at the middle
  /// (do Carmo, "Differential Geometry of Curves and Surfaces", section 1.5). k is the normal curvature in the
  /// direction of the chord by Euler's theorem, 1/M along the meridian and 1/N across. The sphere's next
  /// term, 3/640 (k c)^4, is kept. What is left within the reach is at most 0.1 micrometres.
  func nearDistanceMeters(north: Int32, east: Int32) -> Double {
    let x = Double(north) * WGS84.radiansPerUnit
    let xx = x * x
    let sinNorth = x * (1 - xx * (1 / 6.0 - xx * (1 / 120.0)))
    let cosNorth = 1 - xx * (0.5 - xx * (1 / 24.0 - xx * (1 / 720.0)))
    let sin2 = sinLatitude * cosNorth + cosLatitude * sinNorth
    let cos2 = cosLatitude * cosNorth - sinLatitude * sinNorth
    let y = Double(east) * (0.5 * WGS84.radiansPerUnit)
    let yy = y * y
    let sinHalfEast = y * (1 - yy * (1 / 6.0 - yy * (1 / 120.0)))

    let normal2 = WGS84.a / (1 - WGS84.e2 * sin2 * sin2).squareRoot()
    let axial2 = normal2 * cos2
    let deltaAxial = axial - axial2
    let deltaPolar = polar - normal2 * (1 - WGS84.e2) * sin2
    let alongMeridian = deltaAxial * deltaAxial + deltaPolar * deltaPolar
    let acrossMeridian = 4 * axial * axial2 * sinHalfEast * sinHalfEast
    let chordSquared = alongMeridian + acrossMeridian
    guard chordSquared > 0 else { return 0 }

    let sinMiddle = 0.5 * (sinLatitude + sin2)
    let w = 1 - WGS84.e2 * sinMiddle * sinMiddle
    let bend = acrossMeridian + alongMeridian * w * (1 / (1 - WGS84.e2))
    let t = bend * bend * w * (1 / (WGS84.a * WGS84.a)) / chordSquared
    return chordSquared.squareRoot() * (1 + t * (1 / 24.0 + t * (3 / 640.0)))
  }
}
