// The contract of seals: the heads of the hash chains over the fixes of trips that have ended.

public import Bedrock

/// Seals of trips.
///
/// A seal says what the fixes of a trip were, without holding any of them: the head of one hash chain for each device
/// (docs/WIRE.md, "The chain of a trip"). It belongs to the trip's summary, goes with it, and outlives the points. The
/// store keeps hashes; it computes none. The rules below hold in the data itself, whoever writes:
///
/// * a summary is sealed once, and its seal never changes;
/// * a chain of a seal never changes, and goes only with its summary or by an erasure.
public protocol SealStore: AnyObject {
  /// Trips that have ended and have no seal, of all tenants, in the order of their ends. The cost is that of those alone.
  /// - Parameters:
  ///   - after: only trips behind this one in that order: the last one of the page before; nil to start.
  ///   - limit: at most that many, 1 to `StoreLimits.sealPageMax`.
  func unsealedTrips(after: UnsealedTrip?, limit: Int) throws(StoreError) -> [UnsealedTrip]

  /// Seals a trip.
  /// - Parameters:
  ///   - chains: one for each device that has fixes, at most `StoreLimits.sealChainsMax`; none for a trip without
  ///     fixes, or one whose points were gone before anybody could seal it.
  ///   - fixCount: how many fixes the chains are over, a number that came on two days counting once; nil when points may be
  ///     gone already. A point that becomes durable between the reading for the chains and the seal is noticed by it.
  ///   - at: when.
  /// - Returns: false when it was sealed before, has no summary, or has another number of fixes; nothing has changed then.
  func seal(
    _ trip: UUIDv7, of tenant: ClientID, chains: [TripChain], over fixCount: Int?, at: Instant
  ) throws(StoreError) -> Bool

  /// The seal of a trip, or nil. Its chains are in the order of their devices (by bytes).
  func seal(of trip: UUIDv7, tenant: ClientID) throws(StoreError) -> TripSeal?
}

extension Store {
  /// How many fixes of a trip are there; a number that came on two days counts once. O(n) in its points.
  func fixCount(of trip: UUIDv7, tenant: ClientID) throws(StoreError) -> Int {
    var numbers: Set<FixNumber> = []
    try forEachPoint(of: trip, tenant: tenant) { (point) throws(StoreError) in
      numbers.insert(FixNumber(device: point.device, sequence: point.sequence))
    }
    return numbers.count
  }
}

/// What a fix of a trip is known by.
private struct FixNumber: Hashable {
  let device: ClientID
  let sequence: Int64
}

/// A trip whose summary waits for its seal.
public struct UnsealedTrip: Hashable, Sendable {
  /// Whose.
  public var tenant: ClientID
  /// The trip.
  public var trip: UUIDv7
  /// When it ended.
  public var endedAt: Instant

  /// Puts the parts together.
  public init(tenant: ClientID, trip: UUIDv7, endedAt: Instant) {
    self.tenant = tenant
    self.trip = trip
    self.endedAt = endedAt
  }
}

/// The fixes of one device during one trip, as one hash.
public struct TripChain: Hashable, Sendable {
  /// How many bytes a head has (SHA-256).
  public static let headBytes = 32

  /// The device.
  public var device: ClientID
  /// How many fixes the chain has; at least 1.
  public var fixCount: Int64
  /// The hash behind the last fix; `headBytes` bytes.
  public var head: [UInt8]

  /// Puts the parts together.
  public init(device: ClientID, fixCount: Int64, head: [UInt8]) {
    self.device = device
    self.fixCount = fixCount
    self.head = head
  }
}

/// The seal of a trip.
public struct TripSeal: Hashable, Sendable {
  /// When it was sealed.
  public var sealedAt: Instant
  /// A chain for each device.
  public var chains: [TripChain]

  /// Puts the parts together.
  public init(sealedAt: Instant, chains: [TripChain]) {
    self.sealedAt = sealedAt
    self.chains = chains
  }
}

extension StoreLimits {
  /// The largest page of unsealed trips.
  public static let sealPageMax = 1000
  /// The most chains of a seal; a technician has at most eight devices.
  public static let sealChainsMax = 64

  /// Checks the chains of a seal, which are made by us but for the number of devices.
  static func check(_ chains: [TripChain]) throws(StoreError) {
    guard chains.count <= sealChainsMax else { throw .tooLarge(what: "the list of chains") }
    precondition(Set(chains.map(\.device)).count == chains.count, "a device has one chain")
    precondition(
      chains.allSatisfy { $0.head.count == TripChain.headBytes && $0.fixCount > 0 }, "a chain without a head")
  }
}
