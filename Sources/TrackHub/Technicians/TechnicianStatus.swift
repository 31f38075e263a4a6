// What a technician is doing, as far as work goes. Whether the phone is heard of is Presence.

/// A technician's working status.
public enum TechnicianStatus: UInt8, Sendable, CaseIterable {
  /// May be offered work.
  case available = 0
  /// On shift, not to be disturbed for now.
  case paused = 1
  /// Not working.
  case offDuty = 2

  /// The word on the wire.
  public var name: StaticString {
    switch self {
    case .available: "available"
    case .paused: "paused"
    case .offDuty: "offDuty"
    }
  }

  /// Finds a status by its word on the wire.
  public init?(name: String) {
    guard let status = Self.allCases.first(where: { "\($0.name)" == name }) else { return nil }
    self = status
  }

  /// The bit of this status in a filter over statuses.
  public var bit: UInt64 { 1 << UInt64(rawValue) }
}
