// Who is being asked right now: the rule that keeps a technician from seeing two offers at once.

public import Bedrock

/// Why leases were not taken.
public struct LeaseRefusal: Error, Hashable, Sendable {
  /// Technicians who have as many live offers as they may.
  public var busy: [ClientID]

  /// Describes a refusal.
  public init(busy: [ClientID]) { self.busy = busy }
}

/// The leases of all technicians of a tenant.
///
/// A lease is taken before an offer is committed, so that two bookings that are decided at the same time
/// cannot take the same technician, and released by every end: accepted, declined, timed out, withdrawn,
/// or not committed after all. It is never stored: pending offers say it all, see ``restore(_:)``.
public struct LeaseBook: Hashable, Sendable {
  /// How many live offers a technician may have at once.
  public let leasesMax: Int
  private var offers: [ClientID: [UUIDv7]] = [:]

  /// Nobody is being asked. `leasesMax` must be positive.
  public init(leasesMax: Int = 1) {
    precondition(leasesMax > 0, "leases for nobody")
    self.leasesMax = leasesMax
  }

  /// How many leases are held in all.
  public var count: Int { offers.values.reduce(0) { $0 + $1.count } }

  /// Whether one more offer may go to a technician. O(1).
  public func isFree(_ technician: ClientID) -> Bool {
    (offers[technician]?.count ?? 0) < leasesMax
  }

  /// The live offers of a technician, in the order of taking.
  public func offers(of technician: ClientID) -> [UUIDv7] { offers[technician] ?? [] }

  /// Takes a lease for every technician of an offer, or for none. Taking again changes nothing.
  /// - Throws: who is busy.
  public mutating func take(_ technicians: [ClientID], for offer: UUIDv7) throws(LeaseRefusal) {
    let busy = technicians.filter { !isFree($0) && !offers(of: $0).contains(offer) }
    guard busy.isEmpty else { throw LeaseRefusal(busy: busy) }
    for technician in technicians where !offers(of: technician).contains(offer) {
      offers[technician, default: []].append(offer)
    }
  }

  /// Gives a lease back. Giving back what is not held changes nothing.
  public mutating func release(_ technician: ClientID, from offer: UUIDv7) {
    guard var held = offers[technician] else { return }
    held.removeAll { $0 == offer }
    offers[technician] = held.isEmpty ? nil : held
  }

  /// Follows the effects of a step that was committed; everything but leases is passed over. A lease that
  /// an effect takes was granted before, so it is entered without asking again.
  public mutating func follow(_ effects: [LifeEffect]) {
    for effect in effects {
      switch effect {
      case .takeLease(let technician, let offer): enter(technician, offer)
      case .releaseLease(let technician, let offer): release(technician, from: offer)
      default: continue
      }
    }
  }

  /// Enters the leases of an offer that came back from the store.
  public mutating func restore(_ offer: Offer) {
    for technician in offer.waiting { enter(technician, offer.id) }
  }

  private mutating func enter(_ technician: ClientID, _ offer: UUIDv7) {
    if !offers(of: technician).contains(offer) { offers[technician, default: []].append(offer) }
  }
}
