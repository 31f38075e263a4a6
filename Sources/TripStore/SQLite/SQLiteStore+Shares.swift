// Shares in SQLite. That they end with their assignment is a trigger; see the fourth step of the schema.

public import Bedrock

extension SQLiteStore {
  /// See `ShareStore`. One flush; O(log n) in all shares, and O(m) in those of the booking.
  public func putShare(
    _ share: ShareDraft, of tenant: ClientID, note: ChangeNote
  ) throws(StoreError) {
    try StoreLimits.check(share, note)
    try connection.transaction { () throws(StoreError) -> Void in
      try require(tenant)
      let values: [SQLiteValue] = [.text(tenant.text), .text(share.booking.text)]
      let version = try connection.first(.sharedAssignment, values) { $0.integer(0) }
      guard version == share.assignmentVersion else { throw .conflict(found: version ?? 0) }
      let count = try connection.first(.countShares, values) { $0.integer(0) } ?? 0
      guard count < StoreLimits.bookingSharesMax else { throw .tooManyShares }
      try connection.execute(
        .addShare,
        [
          .text(tenant.text), .id(share.id), .blob(share.hash), .text(share.booking.text),
          .integer(share.assignmentVersion), .time(note.at), .optional(share.createdBy),
          .time(share.expiresAt),
        ])
      _ = try appendAudit(share.audit("share.create", note), of: tenant)
    }
  }

  /// See `ShareStore`. One flush; O(log n).
  public func endShare(
    _ id: UUIDv7, of tenant: ClientID, note: ChangeNote
  ) throws(StoreError) -> Bool {
    try StoreLimits.check(note)
    return try connection.transaction { () throws(StoreError) in
      try require(tenant)
      let values: [SQLiteValue] = [.text(tenant.text), .id(id)]
      let found = try connection.first(.share, values, ShareRecord.init(row:))
      guard let found, found.endedAt == nil else { return false }
      try connection.execute(.endShare, values + [.time(note.at)])
      _ = try appendAudit(found.share.audit("share.end", note), of: tenant)
      return true
    }
  }

  /// See `ShareStore`. One statement, so one moment.
  public func forEachLiveShare(
    of tenant: ClientID, now: Instant, _ body: (ShareRecord) throws(StoreError) -> Void
  ) throws(StoreError) {
    try connection.forEach(.liveShares, [.text(tenant.text), .time(now)]) { (row) throws(StoreError) in
      try body(try ShareRecord(row: row))
    }
  }

  /// See `ShareStore`. O(log n + m log m) with m shares of the booking.
  public func shares(of booking: ClientID, tenant: ClientID) throws(StoreError) -> [ShareRecord] {
    var records: [ShareRecord] = []
    try connection.forEach(.sharesOfBooking, [.text(tenant.text), .text(booking.text)]) {
      (row) throws(StoreError) in
      records.append(try ShareRecord(row: row))
    }
    return records.sorted { $0.share.id < $1.share.id }
  }

  /// See `ShareStore`. O(log n) in the shares of all tenants.
  public func share(hash: [UInt8]) throws(StoreError) -> (tenant: ClientID, share: ShareRecord)? {
    precondition(hash.count == ShareDraft.hashBytes, "a hash of another length")
    return try connection.first(.shareOfHash, [.blob(hash)]) { (row) throws(StoreError) in
      (try row.clientID(8, "a tenant's identifier"), try ShareRecord(row: row))
    }
  }
}
