// Shares in Postgres. That they end with their assignment is a trigger; see the fourth step of the schema.

public import Bedrock

extension PostgresStore {
  /// See `ShareStore`. Three waits; O(log n) in all shares, and O(m) in those of the booking.
  public func putShare(
    _ share: ShareDraft, of tenant: ClientID, note: ChangeNote
  ) throws(StoreError) {
    try StoreLimits.check(share, note)
    try writing(tenant) { () throws(StoreError) -> Void in
      let booking = PostgresValue.id(share.booking)
      let version = try first(.sharedAssignment, of: tenant, [booking]) { $0.integer(0) }
      guard version == share.assignmentVersion else { throw .conflict(found: version ?? 0) }
      let count = try first(.countShares, of: tenant, [booking]) { $0.integer(0) } ?? 0
      guard count < StoreLimits.bookingSharesMax else { throw .tooManyShares }
      try enqueue(
        .addShare, of: tenant,
        [
          .uuid(share.id), .bytes(share.hash), booking, .integer(share.assignmentVersion), .time(note.at),
          .id(share.createdBy), .time(share.expiresAt),
        ])
      try enqueueAudit(share.audit("share.create", note), of: tenant)
    }
  }

  /// See `ShareStore`. Two waits; O(log n).
  public func endShare(
    _ id: UUIDv7, of tenant: ClientID, note: ChangeNote
  ) throws(StoreError) -> Bool {
    try StoreLimits.check(note)
    return try writing(tenant) { () throws(StoreError) in
      let found = try first(.share, of: tenant, [.uuid(id)], ShareRecord.init(row:))
      guard let found, found.endedAt == nil else { return false }
      try enqueue(.endShare, of: tenant, [.uuid(id), .time(note.at)])
      try enqueueAudit(found.share.audit("share.end", note), of: tenant)
      return true
    }
  }

  /// See `ShareStore`. One statement, so one moment.
  public func forEachLiveShare(
    of tenant: ClientID, now: Instant, _ body: (ShareRecord) throws(StoreError) -> Void
  ) throws(StoreError) {
    try forEach(.liveShares, of: tenant, [.time(now)]) { (row) throws(StoreError) in
      try body(try ShareRecord(row: row))
    }
  }

  /// See `ShareStore`. O(log n + m log m) with m shares of the booking.
  public func shares(of booking: ClientID, tenant: ClientID) throws(StoreError) -> [ShareRecord] {
    try list(.sharesOfBooking, of: tenant, [.id(booking)], ShareRecord.init(row:))
  }

  /// See `ShareStore`. O(log n) in the shares of all tenants.
  public func share(hash: [UInt8]) throws(StoreError) -> (tenant: ClientID, share: ShareRecord)? {
    precondition(hash.count == ShareDraft.hashBytes, "a hash of another length")
    return try app.first(.shareOfHash, [.bytes(hash)]) { (row) throws(StoreError) in
      (try row.clientID(8, "a tenant's identifier"), try ShareRecord(row: row))
    }
  }
}
