// PROJ's geodesics: the independent measure that geod's own distances are held against.

import CProj
public import GeoIndex

/// The inverse geodesic problem by PROJ's `geodesic.h` (C. F. F. Karney), on WGS84.
public enum GeodesicReference {
  /// The length of the shortest line between two stored positions, in metres. About 0.5 us.
  public static func inverseMeters(_ a: GeoPoint, _ b: GeoPoint) -> Double {
    inverseMeters(
      latitudeDegrees: a.latitudeDegrees, longitudeDegrees: a.longitudeDegrees,
      toLatitudeDegrees: b.latitudeDegrees, toLongitudeDegrees: b.longitudeDegrees)
  }

  /// The length of the shortest line between two positions in degrees, in metres.
  public static func inverseMeters(
    latitudeDegrees: Double, longitudeDegrees: Double, toLatitudeDegrees: Double,
    toLongitudeDegrees: Double
  ) -> Double {
    // SAFETY: both structures are on this stack and the callee keeps no pointer to them.
    var ellipsoid = geod_geodesic()
    unsafe geod_init(&ellipsoid, 6_378_137, 1 / 298.257_223_563)
    var meters = 0.0
    unsafe geod_inverse(
      &ellipsoid, latitudeDegrees, longitudeDegrees, toLatitudeDegrees, toLongitudeDegrees, &meters,
      nil, nil)
    return meters
  }
}
