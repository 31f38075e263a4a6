// The one word for what a technician does, where there is room for one word only.

/// What a technician does: for a booking first; then whether they are heard of; then what they say of themselves.
public enum TechnicianActivity: UInt8, Sendable, CaseIterable {
  case available, offered, assigned, enRoute, arrived, inService, paused, offDuty, offline

  /// The word for a technician.
  public init(job: TechnicianJob, presence: Presence, status: TechnicianStatus) {
    switch job {
    case .offered: self = .offered
    case .assigned: self = .assigned
    case .enRoute: self = .enRoute
    case .arrived: self = .arrived
    case .inService: self = .inService
    case .none:
      switch (presence, status) {
      case (.offline, _): self = .offline
      case (_, .available): self = .available
      case (_, .paused): self = .paused
      case (_, .offDuty): self = .offDuty
      }
    }
  }

  /// The word on the wire.
  public var name: StaticString {
    switch self {
    case .available: "available"
    case .offered: "offered"
    case .assigned: "assigned"
    case .enRoute: "enRoute"
    case .arrived: "arrived"
    case .inService: "inService"
    case .paused: "paused"
    case .offDuty: "offDuty"
    case .offline: "offline"
    }
  }
}
