// How long a technician needs for a distance: one formula, so that bounds can be proven for it.

public import Bedrock

/// Travel time from straight distance: `overhead + meters * detour / speed`.
///
/// A value instead of a closure or an existential: it costs nothing per candidate, can be stored with a
/// decision, and never falls with the distance, not even by rounding, which is what the bounds of the search
/// rest on. The caller chooses it per question, for example by the hour.
public struct TravelTimeEstimate: Sendable, Hashable {
  /// How much longer the way is than the straight line. 1 to 4.
  public var detourFactor: Double
  /// The mean speed on the way. Metres per second, 0.5 to 60.
  public var speedMetersPerSecond: Double
  /// What every way takes besides, such as parking. Seconds, 0 to 3 600.
  public var overheadSeconds: Double

  /// An estimate; the default is a car in a city, 1.3 times the straight line at 30 km/h.
  public init(
    detourFactor: Double = 1.3, speedMetersPerSecond: Double = 30 / 3.6, overheadSeconds: Double = 0
  ) {
    self.detourFactor = detourFactor
    self.speedMetersPerSecond = speedMetersPerSecond
    self.overheadSeconds = overheadSeconds
  }

  /// The time for a straight distance. Monotone: each operation is, and so is its rounding (IEEE 754).
  @inline(__always)
  public func seconds(meters: Double) -> Double {
    overheadSeconds + meters * detourFactor / speedMetersPerSecond
  }

  /// Every value that lies outside its limits, with the path of its field.
  public func faults(path: String) -> [FieldError] {
    var limits = LimitCheck(path: path)
    limits.check("detourFactor", detourFactor, in: 1...4)
    limits.check("speedMetersPerSecond", speedMetersPerSecond, in: 0.5...60)
    limits.check("overheadSeconds", overheadSeconds, in: 0...3_600)
    return limits.faults
  }
}
