// Which fixes of a device were judged already: sequence numbers across reconnects, repeats, conflicts.

import Bedrock

/// A device's dense number within its tenant.
public struct DeviceSlot: Hashable, Sendable {
  /// The index.
  public let index: UInt32

  /// Wraps an index.
  public init(_ index: UInt32) {
    self.index = index
  }
}

/// The sequence state of every device of a tenant.
///
/// A device's numbers rise across reconnects. A number that was used before is compared with what it
/// carried then, for the last ``window`` fixes of the device: the same content is acknowledged again
/// with the verdict that it had; other content is a conflict. A number from before the window was
/// acknowledged long ago and can no longer be compared; it is a duplicate.
public struct DeviceTable: Sendable {
  /// How many judged fixes are remembered for each device.
  public static let window = 16

  /// How many devices one technician may have.
  public static let perTechnicianMax = 8

  private struct Judged: Sendable {
    var sequence: UInt64 = 0
    var hash: UInt32 = 0
    var verdict = FixVerdict.accepted
    var field = FixField.none
  }

  private var lastSequences: [UInt64] = []
  private var judged: [Judged] = []
  private var positions: [UInt8] = []
  private var vacant: [DeviceSlot] = []

  /// What a sequence number means.
  public enum Standing: Sendable, Equatable {
    /// Higher than all before: to be judged.
    case new
    /// Judged before; acknowledged again with that judgement.
    case repeated(FixJudgement)
  }

  /// No device yet.
  public init() {}

  /// How many devices are known.
  public var count: Int { lastSequences.count - vacant.count }

  /// Adds a device. `lastSequence` is not 0 when the device is known from a snapshot.
  public mutating func add(lastSequence: UInt64 = 0) -> DeviceSlot {
    if let slot = vacant.popLast() {
      lastSequences[Int(slot.index)] = lastSequence
      positions[Int(slot.index)] = 0
      let start = Int(slot.index) * Self.window
      for index in start..<(start + Self.window) { judged[index] = Judged() }
      return slot
    }
    let slot = DeviceSlot(UInt32(lastSequences.count))
    lastSequences.append(lastSequence)
    positions.append(0)
    for _ in 0..<Self.window { judged.append(Judged()) }
    return slot
  }

  /// Forgets a device; its slot is used again.
  public mutating func remove(_ device: DeviceSlot) {
    vacant.append(device)
  }

  /// The highest number that was judged; 0 before the first.
  public func lastSequence(of device: DeviceSlot) -> UInt64 {
    lastSequences[Int(device.index)]
  }

  /// What the number of a fix means. O(window), no allocation.
  public func standing(of fix: Fix, device: DeviceSlot) -> Standing {
    guard fix.sequence <= lastSequences[Int(device.index)] else { return .new }
    let hash = UInt32(truncatingIfNeeded: fix.contentHash)
    let start = Int(device.index) * Self.window
    for index in start..<(start + Self.window) where judged[index].sequence == fix.sequence {
      guard judged[index].hash == hash else { return .repeated(FixJudgement(.conflict, .seq)) }
      return .repeated(FixJudgement(judged[index].verdict, judged[index].field))
    }
    return .repeated(FixJudgement(.duplicate, .seq))
  }

  /// Remembers the judgement of a new fix. Numbers must rise.
  public mutating func remember(_ fix: Fix, _ judgement: FixJudgement, device: DeviceSlot) {
    let index = Int(device.index)
    precondition(fix.sequence > lastSequences[index], "judged out of order")
    lastSequences[index] = fix.sequence
    let position = Int(positions[index])
    judged[index * Self.window + position] = Judged(
      sequence: fix.sequence, hash: UInt32(truncatingIfNeeded: fix.contentHash),
      verdict: judgement.verdict, field: judgement.field)
    positions[index] = UInt8((position + 1) % Self.window)
  }
}
