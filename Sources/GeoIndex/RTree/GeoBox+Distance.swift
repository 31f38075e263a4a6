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
  /// one valley, near that of the sphere, or, on a meridian about 90 degrees away, up to two anywhere. They are searched
  /// to one stored unit.
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
    let piece = MeridianPiece(origin: origin, longitude: longitude)
    let best = min(piece.meters(Int64(south)), piece.meters(Int64(north)))
    // On the sphere the cosine of the distance is a wave of the latitude with this height and depth.
    let gap = Double(longitude &- origin.point.longitudeAngle) * WGS84.radiansPerUnit
    let (height, depth) = (origin.sinLatitude, origin.cosLatitude * cos(gap))
    let wave = (height * height + depth * depth).squareRoot()
    guard wave > 0.1 else {
      return min(best, piece.leastMeters(stepping: Int64(south), Int64(north)))
    }
    // The ellipsoid adds another wave of at most 0.0034 to it, which moves the valley by twice that over the greater
    // one, and geodetic latitudes differ from its own by as much again: 0.5 degrees cover both, or more for less.
    let crest = atan2(height, depth) / WGS84.radiansPerUnit
    let margin = 0.5 / GeoPoint.degreesPerUnit / min(1, wave)
    return min(
      best,
      piece.leastMeters(
        Int64(max(Double(south), min(Double(north), crest - margin))),
        Int64(max(Double(south), min(Double(north), crest + margin)))))
  }
}

/// A meridian as seen from an origin.
private struct MeridianPiece {
  let origin: Geodesic.Origin
  let longitude: Int32

  func meters(_ latitude: Int64) -> Double {
    origin.distanceMeters(to: GeoPoint(latitudeAngle: Int32(latitude), longitudeAngle: longitude))
  }

  /// The least distance between two latitudes when there is one valley between them, by the golden section.
  func leastMeters(_ south: Int64, _ north: Int64) -> Double {
    var (low, high) = (south, north)
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
    var best = min(leftMeters, rightMeters)
    for latitude in low...high where high - low <= 8 { best = min(best, meters(latitude)) }
    return best
  }

  /// The least distance between two latitudes with several valleys between them, each wider than a few degrees: looks
  /// every 3 degrees at most, and closer wherever neither neighbour is nearer.
  func leastMeters(stepping south: Int64, _ north: Int64) -> Double {
    let steps: Int64 = 64
    func latitude(_ step: Int64) -> Int64 { south + (north - south) * max(0, min(steps, step)) / steps }
    var least = Double.infinity
    var (before, here) = (Double.infinity, meters(south))
    for step in 0...steps {
      let next = step < steps ? meters(latitude(step + 1)) : .infinity
      if here <= before, here <= next {
        least = min(least, leastMeters(latitude(step - 1), latitude(step + 1)))
      }
      (before, here) = (here, next)
    }
    return least
  }
}
