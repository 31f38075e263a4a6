// Who exists: the map between the names that clients use and the dense slots that everything else uses.

public import Bedrock

/// The technicians of one tenant and their devices.
///
/// Slots are dense and are used again after a removal, so that a fleet whose members come and go does not
/// grow for ever.
public struct Roster: Sendable {
  private struct Entry: Sendable {
    var id: ClientID?
    var status = TechnicianStatus.available
    var devices: [(name: ClientID, slot: DeviceSlot)] = []
  }

  private var entries: [Entry] = []
  private var vacant: [UInt32] = []
  private var slots: [ClientID: UInt32] = [:]

  /// Nobody yet.
  public init() {}

  /// How many technicians exist.
  public var count: Int { slots.count }

  /// One more than the highest slot ever used; columns beside the roster have this length.
  public var slotCount: Int { entries.count }

  /// The slot of a technician, or nil. O(1).
  public func slot(of id: ClientID) -> UInt32? { slots[id] }

  /// Whether a slot holds a technician now.
  public func exists(_ technician: UInt32) -> Bool {
    Int(technician) < entries.count && entries[Int(technician)].id != nil
  }

  /// The name of the technician in a slot, which must hold one.
  public func id(of technician: UInt32) -> ClientID {
    guard let id = entries[Int(technician)].id else { preconditionFailure("no technician in this slot") }
    return id
  }

  /// The working status of a technician.
  public func status(of technician: UInt32) -> TechnicianStatus { entries[Int(technician)].status }

  /// Changes the working status; true when it was another one.
  public mutating func setStatus(_ status: TechnicianStatus, of technician: UInt32) -> Bool {
    guard entries[Int(technician)].status != status else { return false }
    entries[Int(technician)].status = status
    return true
  }

  /// Adds a technician, who must not exist, and returns the slot. O(1) amortised.
  public mutating func add(_ id: ClientID, status: TechnicianStatus) -> UInt32 {
    precondition(slots[id] == nil, "a technician was added twice")
    let entry = Entry(id: id, status: status)
    let slot: UInt32
    if let reused = vacant.popLast() {
      slot = reused
      entries[Int(slot)] = entry
    } else {
      slot = UInt32(entries.count)
      entries.append(entry)
    }
    slots[id] = slot
    return slot
  }

  /// Removes a technician and returns the devices, whose sequence state can be forgotten.
  public mutating func remove(_ technician: UInt32) -> [DeviceSlot] {
    let id = id(of: technician)
    let devices = entries[Int(technician)].devices.map(\.slot)
    entries[Int(technician)] = Entry()
    slots[id] = nil
    vacant.append(technician)
    return devices
  }

  /// The device of a technician by its name, or nil.
  public func device(_ name: ClientID, of technician: UInt32) -> DeviceSlot? {
    entries[Int(technician)].devices.first { $0.name == name }?.slot
  }

  /// The devices of a technician, in the order in which they were first seen.
  public func devices(of technician: UInt32) -> [(name: ClientID, slot: DeviceSlot)] {
    entries[Int(technician)].devices
  }

  /// Adds a device to a technician who has fewer than ``DeviceTable/perTechnicianMax``.
  public mutating func addDevice(_ name: ClientID, slot: DeviceSlot, to technician: UInt32) {
    precondition(
      entries[Int(technician)].devices.count < DeviceTable.perTechnicianMax, "too many devices")
    entries[Int(technician)].devices.append((name, slot))
  }

  /// All slots that hold a technician, ascending.
  public var occupiedSlots: [UInt32] {
    entries.indices.compactMap { entries[$0].id == nil ? nil : UInt32($0) }
  }
}
