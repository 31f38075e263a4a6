// The numbers by which fixes are judged; a part of each tenant's settings document.

public import Bedrock

/// Limits for fixes. All checks are on by default: a filter that has to be found first helps nobody.
public struct FixThresholds: Sendable, Hashable {
  /// Reports that admit a larger error are `coarse`. Metres, 1 to 10 000.
  public var accuracyMaxMeters: Double = 200
  /// The fastest believable movement. Metres per second, 1 to 400; 55 is 198 km/h.
  public var speedMaxMetersPerSecond: Double = 55
  /// What position noise may add to any distance before speed is computed. Metres, 0 to 10 000.
  public var jumpSlackMeters: Double = 100
  /// How many refused fixes must agree with each other before the next one there is believed: a
  /// technician whose phone woke up in another city must not be refused for ever. 1 to 10.
  public var jumpConfirmations: Int = 2
  /// How far device clocks may run ahead. Milliseconds, 0 to 600 000.
  public var futureToleranceMilliseconds: Int64 = 30_000
  /// Reports from longer ago are `late`. Milliseconds, 60 000 to 2 678 400 000 (31 days).
  public var ageMaxMilliseconds: Int64 = 86_400_000
  /// A receiver that reports this speed or more cannot stay at one exact place. Metres per second, 0.5
  /// to 100.
  public var frozenSpeedMetersPerSecond: Double = 3
  /// For how long it may seem to. Milliseconds, 5 000 to 3 600 000.
  public var frozenAfterMilliseconds: Int64 = 60_000
  /// Whether reports that the platform marked as simulated are refused.
  public var refusesMock: Bool = true

  /// The defaults.
  public init() {}

  /// Every value that lies outside its limits, with the path of its field.
  public func faults(path: String) -> [FieldError] {
    var limits = LimitCheck(path: path)
    limits.check("accuracyMaxMeters", accuracyMaxMeters, in: 1...10_000)
    limits.check("speedMaxMetersPerSecond", speedMaxMetersPerSecond, in: 1...400)
    limits.check("jumpSlackMeters", jumpSlackMeters, in: 0...10_000)
    limits.check("jumpConfirmations", Double(jumpConfirmations), in: 1...10)
    limits.check("futureToleranceMilliseconds", Double(futureToleranceMilliseconds), in: 0...600_000)
    limits.check("ageMaxMilliseconds", Double(ageMaxMilliseconds), in: 60_000...2_678_400_000)
    limits.check("frozenSpeedMetersPerSecond", frozenSpeedMetersPerSecond, in: 0.5...100)
    limits.check("frozenAfterMilliseconds", Double(frozenAfterMilliseconds), in: 5_000...3_600_000)
    return limits.faults
  }
}
