// The figure of the earth. Everything that measures takes its constants from here.

/// The WGS84 reference ellipsoid (NIMA TR8350.2), in metres.
enum WGS84 {
  /// Equatorial radius.
  static let a = 6_378_137.0
  /// Flattening.
  static let f = 1 / 298.257_223_563
  /// Polar radius.
  static let b = a * (1 - f)
  /// First eccentricity squared.
  static let e2 = f * (2 - f)
  /// Second eccentricity squared.
  static let ep2 = e2 / ((1 - f) * (1 - f))
  /// Third flattening.
  static let n = f / (2 - f)

  /// The least radius of curvature: the meridian's at the equator, a (1 - e2).
  static let minRadius = a * (1 - e2)
  /// The greatest radius of curvature: every direction's at a pole, a / sqrt(1 - e2).
  static let maxRadius = a / (1 - f)

  /// Radians per unit of a binary angle: 2 pi / 2^32.
  static let radiansPerUnit = Double.pi * 0x1p-31
}
