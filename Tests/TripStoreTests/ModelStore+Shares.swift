// The model's shares.

import Bedrock
@testable import TripStore

extension ModelStore {
  func putShare(_ share: ShareDraft, of tenant: ClientID, note: ChangeNote) throws(StoreError) {
    try StoreLimits.check(share, note)
    let isHashUsed = content.values.contains {
      $0.life.shares.values.contains { $0.share.hash == share.hash }
    }
    try change(tenant) { (tenant) throws(StoreError) in
      let version = tenant.life.shareVersion(of: share.booking)
      guard version == share.assignmentVersion else { throw .conflict(found: version ?? 0) }
      guard tenant.life.shares.values.filter({ $0.share.booking == share.booking }).count < 256 else {
        throw .tooLarge(what: "the list of the booking's shares")
      }
      guard !isHashUsed, tenant.life.shares[share.id] == nil else { throw .exists }
      tenant.life.shares[share.id] = ShareRecord(share: share, createdAt: note.at)
      tenant.note("share.create", share, note)
    }
  }

  func endShare(_ id: UUIDv7, of tenant: ClientID, note: ChangeNote) throws(StoreError) -> Bool {
    try StoreLimits.check(note)
    return try change(tenant) { (tenant) throws(StoreError) in
      guard let found = tenant.life.shares[id], found.endedAt == nil else { return false }
      tenant.life.shares[id]?.endedAt = note.at
      tenant.note("share.end", found.share, note)
      return true
    }
  }

  func forEachLiveShare(
    of tenant: ClientID, now: Instant, _ body: (ShareRecord) throws(StoreError) -> Void
  ) throws(StoreError) {
    let live = content[tenant]?.life.shares.values.filter { $0.endedAt == nil && $0.share.expiresAt > now }
    let sorted = (live ?? []).sorted {
      ($0.share.expiresAt, $0.share.id) < ($1.share.expiresAt, $1.share.id)
    }
    for record in sorted { try body(record) }
  }

  func shares(of booking: ClientID, tenant: ClientID) throws(StoreError) -> [ShareRecord] {
    let found = content[tenant]?.life.shares.values.filter { $0.share.booking == booking } ?? []
    return found.sorted { $0.share.id < $1.share.id }
  }

  func share(hash: [UInt8]) throws(StoreError) -> (tenant: ClientID, share: ShareRecord)? {
    for (id, tenant) in content {
      if let found = tenant.life.shares.values.first(where: { $0.share.hash == hash }) { return (id, found) }
    }
    return nil
  }
}

extension ModelStore.Tenant {
  fileprivate mutating func note(_ action: String, _ share: ShareDraft, _ note: ChangeNote) {
    revision += 1
    let detail = #"{"booking":"\#(share.booking)","assignmentVersion":\#(share.assignmentVersion)}"#
    let entry = AuditDraft(note: note, action: action, target: "\(share.id)", detail: Array(detail.utf8))
    audit.append(AuditRecord(sequence: revision, entry: entry))
  }
}

extension ModelLife {
  /// The assignment that a share may name now; nil when the booking has ended or never was.
  func shareVersion(of booking: ClientID) -> Int64? {
    guard let record = bookings[booking], record.booking.endedAt == nil else { return nil }
    let known = assignments[booking] ?? [:]
    return known.values.first { $0.endedAt == nil }?.version ?? 1 + (known.keys.max() ?? 0)
  }

  /// Ends what shows an assignment that has ended.
  mutating func endShares(of booking: ClientID, _ version: Int64, at time: Instant) {
    for (id, record) in shares
    where record.share.booking == booking && record.share.assignmentVersion == version
      && record.endedAt == nil
    {
      shares[id]?.endedAt = time
    }
  }

  /// Ends what waits for an assignment of a booking that has ended.
  mutating func endSharesToCome(of booking: ClientID, at time: Instant) {
    for (id, record) in shares
    where record.share.booking == booking && record.endedAt == nil
      && assignments[booking]?[record.share.assignmentVersion] == nil
    {
      shares[id]?.endedAt = time
    }
  }
}
