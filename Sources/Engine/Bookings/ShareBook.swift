// The shares of a tenant that open something, and who looks through them.

import Bedrock
import TrackHub

/// Shares by secret, by name and by booking. A share that is not in here opens nothing.
struct ShareBook {
  private var shares: [UUIDv7: Share] = [:]
  private var byHash: [ShareHash: UUIDv7] = [:]
  private var byBooking: [ClientID: [UUIDv7]] = [:]
  private var viewers: [UUIDv7: [SessionKey]] = [:]
  /// Ended by hand, and the store does not know it yet: they open nothing, and can be ended again.
  private var revoked: [UUIDv7: Share] = [:]
  /// No share expires before this.
  private var firstExpiry = Instant.latest

  var count: Int { shares.count }

  subscript(id: UUIDv7) -> Share? { shares[id] }

  func share(withHash hash: ShareHash) -> Share? { byHash[hash].flatMap { shares[$0] } }

  func shares(of booking: ClientID) -> [Share] { (byBooking[booking] ?? []).compactMap { shares[$0] } }

  mutating func add(_ share: Share) {
    guard shares[share.id] == nil else { return }
    shares[share.id] = share
    byHash[share.hash] = share.id
    byBooking[share.booking, default: []].append(share.id)
    firstExpiry = min(firstExpiry, share.expiresAt)
  }

  /// The shares whose time is over. O(1) while there are none, else O(shares).
  mutating func expired(at now: Instant) -> [UUIDv7] {
    guard firstExpiry <= now else { return [] }
    firstExpiry = shares.values.map(\.expiresAt).filter { $0 > now }.min() ?? .latest
    return shares.values.filter { $0.expiresAt <= now }.map(\.id).sorted()
  }

  /// A share that was ended by hand and may still be live in the store.
  func revoked(_ id: UUIDv7) -> Share? { revoked[id] }

  mutating func noteRevoked(_ share: Share) { revoked[share.id] = share }

  mutating func forgetRevoked(_ id: UUIDv7) { revoked[id] = nil }

  /// The store ends shares together with their assignment.
  mutating func forgetRevoked(of booking: ClientID) {
    if !revoked.isEmpty { revoked = revoked.filter { $0.value.booking != booking } }
  }

  /// Ends a share.
  /// - Returns: who looked through it.
  mutating func remove(_ id: UUIDv7) -> [SessionKey] {
    guard let share = shares.removeValue(forKey: id) else { return [] }
    byHash[share.hash] = nil
    byBooking[share.booking]?.removeAll { $0 == id }
    if byBooking[share.booking]?.isEmpty == true { byBooking[share.booking] = nil }
    return viewers.removeValue(forKey: id) ?? []
  }

  mutating func look(_ session: SessionKey, through id: UUIDv7) {
    viewers[id, default: []].append(session)
  }

  mutating func lookAway(_ session: SessionKey, from id: UUIDv7) {
    viewers[id]?.removeAll { $0 == session }
    if viewers[id]?.isEmpty == true { viewers[id] = nil }
  }
}

/// A request about a share that waits for the store.
struct ShareFlight {
  enum Kind {
    case begin(Share)
    case end(UUIDv7)
  }

  var kind: Kind
  var context: WishContext
}
