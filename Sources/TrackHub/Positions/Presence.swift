// Online, idle, offline: how long ago a technician's phone was last heard of.

public import Bedrock

/// Whether a technician's phone is heard of. Measured in engine time from the last fix that arrived,
/// accepted or not: a phone that sends nonsense is still there.
public enum Presence: UInt8, Sendable, CaseIterable {
  /// Never heard of, silent for too long, or gone with a `bye`.
  case offline
  /// Heard of within the time in which a phone should report.
  case online
  /// Silent for longer than that.
  case idle

  /// The word on the wire.
  public var name: StaticString {
    switch self {
    case .offline: "offline"
    case .online: "online"
    case .idle: "idle"
    }
  }
}

/// The times after which a silent technician is called idle and offline; a part of the settings.
public struct PresenceThresholds: Sendable, Hashable {
  /// Silence until `idle`. Milliseconds, 5 000 to 3 600 000.
  public var idleAfterMilliseconds: Int64 = 60_000
  /// Silence until `offline`. Milliseconds, 10 000 to 86 400 000; more than the time until idle.
  public var offlineAfterMilliseconds: Int64 = 300_000

  /// The defaults.
  public init() {}

  /// Every value that lies outside its limits, with the path of its field.
  public func faults(path: String) -> [FieldError] {
    var limits = LimitCheck(path: path)
    limits.check("idleAfterMilliseconds", Double(idleAfterMilliseconds), in: 5_000...3_600_000)
    limits.check("offlineAfterMilliseconds", Double(offlineAfterMilliseconds), in: 10_000...86_400_000)
    var faults = limits.faults
    if faults.isEmpty, offlineAfterMilliseconds <= idleAfterMilliseconds {
      faults.append(
        FieldError(
          field: path + "offlineAfterMilliseconds", code: .conflict,
          message: "must be more than idleAfterMilliseconds"))
    }
    return faults
  }
}
