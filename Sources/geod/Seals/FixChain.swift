// The hash chain over the fixes of one device during one trip; docs/WIRE.md, "The chain of a trip", tells phones how to
// compute it.

import Bedrock
import Transport
import TripStore

/// A chain that grows fix by fix, in the order of the device's numbers.
///
/// `h(0) = SHA-256("geod chain 1\n" tenant "\n" trip "\n" device "\n")`, `h(n) = SHA-256(h(n-1) fix(n))`. Whoever knows
/// the head and has the fixes can tell that nothing was added, taken away, changed or reordered; the head alone tells
/// nothing about where anybody was.
struct FixChain: Sendable {
  /// The device.
  let device: ClientID
  /// The hash behind the last fix; that of the chain's name while there is none.
  private(set) var head: [UInt8]
  /// How many fixes were added.
  private(set) var fixCount: Int64 = 0
  /// The number of the last one; 0 before the first.
  private(set) var lastSequence: UInt64 = 0

  /// A chain without fixes.
  init(tenant: ClientID, trip: UUIDv7, device: ClientID) {
    self.device = device
    head = Digest.sha256(Array("geod chain 1\n\(tenant)\n\(trip)\n\(device)\n".utf8))
  }

  /// Adds the next fix.
  mutating func add(_ fix: ChainedFix) {
    precondition(fixCount == 0 || fix.sequence > lastSequence, "a chain is in the order of the numbers")
    head = Digest.sha256(head + fix.bytes)
    lastSequence = fix.sequence
    fixCount += 1
  }

  /// The chain as it is stored.
  var sealed: TripChain { TripChain(device: device, fixCount: fixCount, head: head) }
}

/// A fix as far as the chain covers it.
struct ChainedFix: Hashable, Sendable {
  /// The device's number of the fix.
  var sequence: UInt64
  /// The fix's time.
  var time: Instant
  /// Degrees north, in units of 360 / 2^32 degree.
  var latitudeAngle: Int32
  /// Degrees east, in units of 360 / 2^32 degree.
  var longitudeAngle: Int32
  /// Nil when the device does not say; so are the next two.
  var accuracyMeters: Float?
  var speedMetersPerSecond: Float?
  var headingDegrees: Float?

  /// The canonical form: 36 bytes, big end first, absent numbers as the quiet NaN `7FC00000`.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.byteCount)
    func append(_ value: some FixedWidthInteger) {
      for shift in stride(from: value.bitWidth - 8, through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: value >> shift))
      }
    }
    append(sequence)
    append(time.milliseconds)
    append(latitudeAngle)
    append(longitudeAngle)
    for number in [accuracyMeters, speedMetersPerSecond, headingDegrees] {
      append(number?.bitPattern ?? Self.absent)
    }
    return bytes
  }

  static let byteCount = 36
  private static let absent: UInt32 = 0x7FC0_0000
}

extension ChainedFix {
  /// The fix of a stored point.
  init(_ point: TrackPoint) {
    self.init(
      sequence: UInt64(bitPattern: point.sequence), time: point.at, latitudeAngle: point.latitudeAngle,
      longitudeAngle: point.longitudeAngle, accuracyMeters: point.accuracyMeters.map { Float($0) },
      speedMetersPerSecond: point.speedMetersPerSecond.map { Float($0) },
      headingDegrees: point.headingDegrees.map { Float($0) })
  }
}

/// The fixes of a trip, sorted by device and number: what its chains are made of.
struct TripFixes: Sendable {
  /// In the order of the devices' identifiers, each with its fixes in the order of their numbers.
  private(set) var devices: [(device: ClientID, fixes: [ChainedFix])] = []

  /// Those of each device, in the order of their numbers.
  init(devices: [(device: ClientID, fixes: [ChainedFix])]) { self.devices = devices }

  /// Reads the points of a trip. O(n log n), all of them in memory.
  init(of trip: UUIDv7, tenant: ClientID, in store: any Store) throws(StoreError) {
    var found: [ClientID: [UInt64: ChainedFix]] = [:]
    try store.forEachPoint(of: trip, tenant: tenant) { (point) throws(StoreError) in
      let fix = ChainedFix(point)
      // A number that came twice, on two days, counts once: as it came first.
      if found[point.device]?[fix.sequence] == nil { found[point.device, default: [:]][fix.sequence] = fix }
    }
    devices = found.sorted { $0.key < $1.key }.map { device, fixes in
      (device, fixes.values.sorted { $0.sequence < $1.sequence })
    }
  }

  /// How many there are.
  var count: Int { devices.reduce(0) { $0 + $1.fixes.count } }

  /// How many numbers the devices leave out between their first fixes and their last ones.
  var missingCount: UInt64 {
    devices.reduce(0) { sum, device in
      guard let first = device.fixes.first, let last = device.fixes.last else { return sum }
      // Made-up numbers may be as far apart as there are numbers.
      return sum &+ (last.sequence - first.sequence - UInt64(device.fixes.count - 1))
    }
  }

  /// The chains over them.
  func chains(tenant: ClientID, trip: UUIDv7) -> [TripChain] {
    devices.map { device, fixes in
      var chain = FixChain(tenant: tenant, trip: trip, device: device)
      for fix in fixes { chain.add(fix) }
      return chain.sealed
    }
  }
}
