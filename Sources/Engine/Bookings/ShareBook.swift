// The shares of a tenant that open something, and who looks through them.

import Bedrock
import TrackHub

/// Shares by secret, by name and by booking. A share that is not in here opens nothing.
struct ShareBook {
  private var shares: [UUIDv7: Share] = [:]
  private var byHash: [ShareHash: UUIDv7] = [:]
  private var byBooking: [ClientID: [UUIDv7]] = [:]
  private var viewers: [UUIDv7: [SessionKey]] = [:]

  var count: Int { shares.count }

  subscript(id: UUIDv7) -> Share? { shares[id] }

  func share(withHash hash: ShareHash) -> Share? { byHash[hash].flatMap { shares[$0] } }

  func shares(of booking: ClientID) -> [Share] { (byBooking[booking] ?? []).compactMap { shares[$0] } }

  mutating func add(_ share: Share) {
    guard shares[share.id] == nil else { return }
    shares[share.id] = share
    byHash[share.hash] = share.id
    byBooking[share.booking, default: []].append(share.id)
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
