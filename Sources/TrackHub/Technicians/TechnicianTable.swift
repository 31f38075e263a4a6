// The columns about technicians that frames are made from, in one place.

public import Bedrock
import GeoIndex

/// What is known of every technician of a tenant: who exists, where they are, whether they are heard of.
public struct TechnicianTable: Sendable {
  /// Who exists.
  public internal(set) var roster = Roster()
  /// Whether they are heard of.
  public internal(set) var presence = PresenceClock()
  private var positions: [Position?] = []
  private var jobs: [TechnicianJob] = []

  /// Nobody yet.
  public init() {}

  /// The last accepted position of a technician; nil before the first.
  public func position(of technician: UInt32) -> Position? { positions[Int(technician)] }

  /// How far a technician is with their bookings. O(1).
  public func job(of technician: UInt32) -> TechnicianJob { jobs[Int(technician)] }

  /// Notes how far a technician is with their bookings; true when it was something else before. O(1).
  public mutating func setJob(_ job: TechnicianJob, of technician: UInt32) -> Bool {
    guard jobs[Int(technician)] != job else { return false }
    jobs[Int(technician)] = job
    return true
  }

  /// Adds a technician, who must not exist.
  public mutating func add(_ id: ClientID, status: TechnicianStatus) -> UInt32 {
    let technician = roster.add(id, status: status)
    while positions.count < roster.slotCount {
      positions.append(nil)
      jobs.append(.none)
    }
    presence.grow(to: roster.slotCount)
    return technician
  }

  /// Removes a technician with position and presence; returns the devices.
  public mutating func remove(_ technician: UInt32) -> [DeviceSlot] {
    _ = presence.leave(technician)
    positions[Int(technician)] = nil
    jobs[Int(technician)] = .none
    return roster.remove(technician)
  }

  /// Changes the working status; true when it was another one.
  public mutating func setStatus(_ status: TechnicianStatus, of technician: UInt32) -> Bool {
    roster.setStatus(status, of: technician)
  }

  /// Adds a device; see ``Roster/addDevice(_:slot:to:)``.
  public mutating func addDevice(_ name: ClientID, slot: DeviceSlot, to technician: UInt32) {
    roster.addDevice(name, slot: slot, to: technician)
  }

  /// Sets the position of a technician.
  public mutating func setPosition(_ position: Position, of technician: UInt32) {
    positions[Int(technician)] = position
  }

  /// Notes a contact; see ``PresenceClock/contact(_:at:)``.
  public mutating func contact(_ technician: UInt32, at now: Instant) -> Bool {
    presence.contact(technician, at: now)
  }

  /// Notes a goodbye; see ``PresenceClock/leave(_:)``.
  public mutating func leave(_ technician: UInt32) -> Bool {
    presence.leave(technician)
  }

  /// Lets time pass; see ``PresenceClock/advance(to:thresholds:changed:)``.
  public mutating func advance(
    to now: Instant, thresholds: PresenceThresholds, changed: inout [UInt32]
  ) {
    presence.advance(to: now, thresholds: thresholds, changed: &changed)
  }
}
