// Far pairs: the inverse problem on the auxiliary sphere, solved for the azimuth at the first point.
//
// C. F. F. Karney, "Algorithms for geodesics", J. Geodesy 87 (2013); equation numbers below are his. Series
// of sixth order are exact to nanometres on WGS84. Where he iterates by Newton's method with a starting
// point for antipodes, a bracketed secant is used here: the longitude reached grows with the azimuth, so a
// bracket always exists and shrinks, and convergence needs no special cases.

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

extension Geodesic {
  /// The length of the geodesic between any two positions, in metres.
  static func farDistanceMeters(_ a: GeoPoint, _ b: GeoPoint) -> Double {
    // Canonical order: the first point is the one farther from the equator, in the south.
    var (lat1, lat2) = (a.latitudeAngle, b.latitudeAngle)
    if lat1.magnitude < lat2.magnitude { swap(&lat1, &lat2) }
    if lat1 > 0 { (lat1, lat2) = (-lat1, -lat2) }
    let eastUnits = (b.longitudeAngle &- a.longitudeAngle).magnitude
    let longitude = Double(eastUnits) * WGS84.radiansPerUnit
    let arc = Arc(lat1, lat2)

    // Along a meridian (over the pole when the longitudes are opposite) the azimuth is known.
    if eastUnits == 0 || eastUnits == 1 << 31 || lat1 == -GeoPoint.maxLatitudeAngle {
      return arc.solve(azimuth: eastUnits == 0 ? 0 : .pi).distanceMeters
    }
    // So it is along the equator, up to the point where leaving it becomes shorter.
    if lat1 == 0, longitude <= (1 - WGS84.f) * .pi { return WGS84.a * longitude }
    return arc.distanceMeters(longitude: longitude)
  }

  /// Two reduced latitudes in canonical order, and the geodesics between them by azimuth.
  struct Arc {
    private let sin1: Double
    private let cos1: Double
    private let sin2: Double
    private let cos2: Double
    private let sameLatitude: Bool

    init(_ lat1: Int32, _ lat2: Int32) {
      (sin1, cos1) = Self.reduced(lat1)
      (sin2, cos2) = Self.reduced(lat2)
      sameLatitude = lat1.magnitude == lat2.magnitude
    }

    /// Sine and cosine of the reduced latitude (6). A negative zero at the equator makes a line that leaves
    /// it start on its southern side.
    private static func reduced(_ angle: Int32) -> (sin: Double, cos: Double) {
      if angle == 0 { return (-0.0, 1) }
      let latitude = Double(angle) * WGS84.radiansPerUnit
      let s = (1 - WGS84.f) * sin(latitude)
      let c = angle.magnitude == 1 << 30 ? 0 : cos(latitude)
      let length = (s * s + c * c).squareRoot()
      return (s / length, c / length)
    }

    /// Where a geodesic arrives.
    struct Arrival {
      /// Difference of longitude in radians, from 0 to pi and slightly beyond.
      var longitude: Double
      /// Length in metres.
      var distanceMeters: Double
      /// Clairaut's constant, the sine of the azimuth at the equator.
      var sinAlpha0: Double
    }

    /// Finds the azimuth whose geodesic spans the longitude, in at most 100 steps (4 to 6 are usual).
    func distanceMeters(longitude: Double) -> Double {
      var low = 0.0
      var high = Double.pi
      var azimuth = sphericalAzimuth(longitude)
      var arrival = solve(azimuth: azimuth)
      var previousAzimuth = azimuth
      var previousError = 0.0
      // The second guess aims beside the target by as much as the first one missed.
      var next = sphericalAzimuth(min(.pi, 2 * longitude - arrival.longitude))
      for step in 0..<100 {
        let error = arrival.longitude - longitude
        if error.magnitude <= 1e-14 { break }
        if error > 0 { high = azimuth } else { low = azimuth }
        if step > 0, error != previousError {
          next = azimuth - error * (azimuth - previousAzimuth) / (error - previousError)
        }
        // A secant that leaves the bracket, or is slow, gives way to halving.
        if !(next > low && next < high) || step % 8 == 7 { next = 0.5 * (low + high) }
        if next == azimuth { break }
        (previousAzimuth, previousError) = (azimuth, error)
        azimuth = next
        arrival = solve(azimuth: azimuth)
      }
      // The rest of the miss, to first order: ds = a sin(alpha0) d(longitude).
      return arrival.distanceMeters + WGS84.a * arrival.sinAlpha0 * (longitude - arrival.longitude)
    }

    /// The azimuth on the sphere of the reduced latitudes.
    private func sphericalAzimuth(_ longitude: Double) -> Double {
      let (s, c) = (sin(longitude), cos(longitude))
      return atan2(cos2 * s, cos1 * sin2 - sin1 * cos2 * c)
    }

    /// Follows the geodesic that leaves point 1 at the azimuth (0 to pi) to the latitude of point 2, which it
    /// crosses northwards.
    func solve(azimuth: Double) -> Arrival {
      let sinAlpha1 = azimuth == .pi ? 0 : sin(azimuth)
      let cosAlpha1 = cos(azimuth)
      let sinAlpha0 = sinAlpha1 * cos1  // (5)
      let cosAlpha0 = (cosAlpha1 * cosAlpha1 + sinAlpha1 * sinAlpha1 * sin1 * sin1).squareRoot()
      let cosSigma1 = cosAlpha1 * cos1  // times cos(alpha2) at point 2 (45)
      let rise =
        cos1 < -sin1 ? (cos2 - cos1) * (cos1 + cos2) : (sin1 - sin2) * (sin1 + sin2)
      let cosSigma2 =
        sameLatitude
        ? cosSigma1.magnitude : (cosSigma1 * cosSigma1 + rise).squareRoot()

      // Both points are (sin, cos) of sigma times cos(alpha0): (11), without the angles themselves.
      let omega12 = Self.angle(
        sinAlpha0 * sin1, cosSigma1, sinAlpha0 * sin2, cosSigma2)  // (12)
      let sigma12 = Self.angle(sin1, cosSigma1, sin2, cosSigma2)
      let k2 = cosAlpha0 * cosAlpha0 * WGS84.ep2  // (9)
      let epsilon = k2 / (2 * (1 + (1 + k2).squareRoot()) + k2)  // (16)
      let series = GeodesicSeries(epsilon)
      // Doubled angles; on the equator any will do, since epsilon is 0.
      let scale = cosAlpha0 > 0 ? 1 / (cosAlpha0 * cosAlpha0) : 0
      let (i1, i3) = series.between(
        2 * scale * sin1 * cosSigma1, scale * (cosSigma1 - sin1) * (cosSigma1 + sin1),
        2 * scale * sin2 * cosSigma2, scale * (cosSigma2 - sin2) * (cosSigma2 + sin2), sigma12)
      return Arrival(
        longitude: omega12 - WGS84.f * sinAlpha0 * i3, distanceMeters: WGS84.b * i1,
        sinAlpha0: sinAlpha0)
    }

    /// The angle from direction 1 to direction 2, from 0 to pi.
    private static func angle(_ y1: Double, _ x1: Double, _ y2: Double, _ x2: Double) -> Double {
      atan2(max(0, x1 * y2 - y1 * x2), x1 * x2 + y1 * y2)
    }
  }
}
