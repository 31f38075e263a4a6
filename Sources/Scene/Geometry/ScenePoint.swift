// Positions of the generated world, in degrees. Scene has its own two plain types so that a generated
// number needs no validation: what is made here is in range by construction.

/// A position in WGS84 degrees.
public struct ScenePoint: Hashable, Sendable {
  /// Degrees north of the equator.
  public var latitudeDegrees: Double
  /// Degrees east of Greenwich.
  public var longitudeDegrees: Double

  /// A position; the caller vouches for the range.
  public init(latitudeDegrees: Double, longitudeDegrees: Double) {
    self.latitudeDegrees = latitudeDegrees
    self.longitudeDegrees = longitudeDegrees
  }
}

/// A box between two parallels and two meridians. It never crosses the antimeridian: Riyadh does not.
public struct SceneBox: Hashable, Sendable {
  /// The southern edge, degrees.
  public var southDegrees: Double
  /// The western edge, degrees.
  public var westDegrees: Double
  /// The northern edge, degrees.
  public var northDegrees: Double
  /// The eastern edge, degrees.
  public var eastDegrees: Double

  /// A box. South must not lie above north, nor west beyond east.
  public init(southDegrees: Double, westDegrees: Double, northDegrees: Double, eastDegrees: Double) {
    precondition(southDegrees <= northDegrees && westDegrees <= eastDegrees, "a box turned inside out")
    self.southDegrees = southDegrees
    self.westDegrees = westDegrees
    self.northDegrees = northDegrees
    self.eastDegrees = eastDegrees
  }

  /// The extent of Riyadh with its outskirts, about 66 km by 66 km.
  public static let riyadh = SceneBox(
    southDegrees: 24.45, westDegrees: 46.40, northDegrees: 25.05, eastDegrees: 47.05)

  /// Whether the point lies inside or on the edge.
  public func contains(_ point: ScenePoint) -> Bool {
    point.latitudeDegrees >= southDegrees && point.latitudeDegrees <= northDegrees
      && point.longitudeDegrees >= westDegrees && point.longitudeDegrees <= eastDegrees
  }
}
