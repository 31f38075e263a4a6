// How much of the ellipsoid a box is.

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

extension GeoBox {
  /// The area on the ellipsoid in square metres, edges rounded to stored angles; relative error below 1e-9 for boxes
  /// higher than a metre.
  ///
  /// The zone between the equator and a latitude has the area 2 pi b^2 q / 2 with
  /// q = sin(lat) / (1 - e^2 sin^2(lat)) + atanh(e sin(lat)) / e, from J. P. Snyder, "Map projections: a working
  /// manual", USGS 1987, equation 3-12, where it is scaled by 1 - e^2.
  public var areaSquareMeters: Double {
    let share = (Double(longitudeSpan) + 1) * 0x1p-32
    return Double.pi * WGS84.b * WGS84.b * share * (Self.zone(northAngle) - Self.zone(southAngle))
  }

  /// Snyder's q, without the factor 1 - e^2.
  private static func zone(_ latitudeAngle: Int32) -> Double {
    let e = WGS84.e2.squareRoot()
    let s = sin(Double(latitudeAngle) * WGS84.radiansPerUnit)
    return s / (1 - WGS84.e2 * s * s) + atanh(e * s) / e
  }
}
