// From a disk on the ellipsoid to the box around it.

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

extension GeoBox {
  /// A box that holds every position whose geodesic distance from `center` is at most `radiusMeters`; about
  /// 1 % wider than it needs to be.
  ///
  /// Why nothing is missed: on the ellipsoid ds^2 = M^2 dlat^2 + N^2 cos^2(lat) dlon^2, and both radii of
  /// curvature are at least `WGS84.minRadius`. So every line is at least as long as its image, with the same
  /// latitudes and longitudes, on a sphere of that radius, and the disk lies inside the sphere's cap. The cap
  /// spans radius/R in latitude, and asin(sin(radius/R) / cos(lat)) in longitude unless it holds a pole.
  public init(enclosing center: GeoPoint, radiusMeters: Double) {
    precondition(radiusMeters >= 0, "a negative radius")
    let cap = radiusMeters / WGS84.minRadius
    let limit = Double(GeoPoint.maxLatitudeAngle)
    let reach = (cap / WGS84.radiansPerUnit).rounded(.up) + 1
    let latitude = Double(center.latitudeAngle)
    let south = max(-limit, latitude - reach)
    let north = min(limit, latitude + reach)
    guard south > -limit, north < limit else {
      self.init(
        southAngle: Int32(south), northAngle: Int32(north), westAngle: .min, longitudeSpan: .max)
      return
    }
    let sine = sin(cap) / cos(latitude * WGS84.radiansPerUnit)
    let width = (asin(min(1, sine)) / WGS84.radiansPerUnit).rounded(.up) + 2
    let half = UInt32(min(width, 0x1p31 - 1))
    self.init(
      southAngle: Int32(south), northAngle: Int32(north),
      westAngle: center.longitudeAngle &- Int32(half), longitudeSpan: 2 * half)
  }
}
