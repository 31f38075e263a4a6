// What a technician's phone would report.

/// One GPS report of the generated world. The device time is the instant that was asked for.
public struct SceneFix: Hashable, Sendable {
  /// Degrees north, with GPS noise.
  public var latitudeDegrees: Double
  /// Degrees east, with GPS noise.
  public var longitudeDegrees: Double
  /// The phone's own estimate of its error, metres.
  public var accuracyMeters: Double
  /// Metres per second over ground.
  public var speedMetersPerSecond: Double
  /// Degrees clockwise from true north, `0..<360`; at rest the last one.
  public var headingDegrees: Double
  /// 0 (empty) to 1 (full).
  public var batteryFraction: Double
  /// Whether the technician moves at this instant.
  public var moving: Bool

  /// The reported position.
  public var point: ScenePoint {
    ScenePoint(latitudeDegrees: latitudeDegrees, longitudeDegrees: longitudeDegrees)
  }
}
