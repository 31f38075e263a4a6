// What a tenant may decide: one document, validated as a whole, versioned by the store.

public import Bedrock
public import TrackHub

/// The settings of a tenant. The defaults are good for a fleet of cars in a city.
public struct TenantSettings: Sendable, Hashable {
  /// How fixes are judged.
  public var fix = FixThresholds()
  /// When a silent technician is idle and offline.
  public var presence = PresenceThresholds()
  /// What phones are asked to do.
  public var contract = PhoneContract()
  /// How nearby questions are answered when they leave things open.
  public var nearby = NearbyDefaults()

  /// The defaults.
  public init() {}

  /// Every value that lies outside its limits or contradicts another.
  public var faults: [FieldError] {
    fix.faults(path: "fix.") + presence.faults(path: "presence.") + contract.faults(path: "contract.")
      + nearby.faults(path: "nearby.")
  }
}

/// What a nearby question means where it does not say.
public struct NearbyDefaults: Sendable, Hashable {
  /// How many technicians are returned. 1 to 1 000.
  public var count: Int = 10
  /// Positions older than this do not count. Seconds, 1 to 86 400.
  public var maxAgeSeconds: Int64 = 60

  /// The defaults.
  public init() {}

  /// Every value that lies outside its limits, with the path of its field.
  public func faults(path: String) -> [FieldError] {
    var limits = LimitCheck(path: path)
    limits.check("count", Double(count), in: 1...1_000)
    limits.check("maxAgeSeconds", Double(maxAgeSeconds), in: 1...86_400)
    return limits.faults
  }
}
