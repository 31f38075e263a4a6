// How far a box is away.

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

extension GeoBox {
  /// The geodesic distance to the nearest place of the box, in metres; 0 for a place of the box.
  ///
  /// Of the places of one latitude, the one with the least difference of longitude is nearest (the ellipsoid is one of
  /// revolution). So the nearest place lies on the meridian of the origin where the box spans it, at its southern or
  /// northern edge; otherwise on the nearer of its two meridians, where the distance as a function of latitude has
  /// one valley, near that of the sphere. It is searched to one stored unit.
  public func distanceMeters(from origin: Geodesic.Origin) -> Double {
    let point = origin.point
    let east = UInt32(bitPattern: point.longitudeAngle &- westAngle)
    if east <= longitudeSpan {
      let latitude = min(max(point.latitudeAngle, southAngle), northAngle)
      if latitude == point.latitudeAngle { return 0 }
      return origin.distanceMeters(
        to: GeoPoint(latitudeAngle: latitude, longitudeAngle: point.longitudeAngle))
    }
    let isWestNearer =
      (westAngle &- point.longitudeAngle).magnitude <= (point.longitudeAngle &- eastAngle).magnitude
    return Self.meridianMeters(
      origin, longitude: isWestNearer ? westAngle : eastAngle, south: southAngle, north: northAngle)
  }

  /// The distance to the nearest place of a piece of a meridian.
  private static func meridianMeters(
    _ origin: Geodesic.Origin, longitude: Int32, south: Int32, north: Int32
  ) -> Double {
    func meters(_ latitude: Int64) -> Double {
      origin.distanceMeters(to: GeoPoint(latitudeAngle: Int32(latitude), longitudeAngle: longitude))
    }
    // The sphere's valley is within the difference of geodetic and reduced latitudes, 0.2 degrees, of the real one.
    let gap = Double(longitude &- origin.point.longitudeAngle) * WGS84.radiansPerUnit
    let crest = atan2(origin.sinLatitude, origin.cosLatitude * cos(gap)) / WGS84.radiansPerUnit
    let margin = 0.5 / GeoPoint.degreesPerUnit
    var low = Int64(max(Double(south), min(Double(north), crest - margin)))
    var high = Int64(max(Double(south), min(Double(north), crest + margin)))
    var best = min(meters(Int64(south)), meters(Int64(north)))
    let ratio = 0.618_033_988_749_894_8
    var left = high - Int64(Double(high - low) * ratio)
    var right = low + Int64(Double(high - low) * ratio)
    var (leftMeters, rightMeters) = (meters(left), meters(right))
    while high - low > 3 {
      if leftMeters <= rightMeters {
        high = right
        (right, rightMeters) = (left, leftMeters)
        left = high - Int64(Double(high - low) * ratio)
        leftMeters = meters(left)
      } else {
        low = left
        (left, leftMeters) = (right, rightMeters)
        right = low + Int64(Double(high - low) * ratio)
        rightMeters = meters(right)
      }
      // Rounding may bring the probes together or out of order near the end.
      if left >= right { break }
    }
    for latitude in low...high where high - low <= 8 { best = min(best, meters(latitude)) }
    return min(best, leftMeters, rightMeters)
  }
}
