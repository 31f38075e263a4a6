// Erasures in SQLite: their records, and what is found and removed. Rewriting is in SQLiteStore+Rewriting.swift.

public import Bedrock

extension SQLiteStore {
  /// See `ErasureStore`.
  public func erasures(of tenant: ClientID) throws(StoreError) -> [ErasureRecord] {
    var records: [ErasureRecord] = []
    try connection.once(.erasures, [.text(tenant.text)]) { (row) throws(StoreError) in
      records.append(
        ErasureRecord(
          pseudonym: try row.clientID(0, "a pseudonym"), kind: row.text(1), salt: row.bytes(2),
          proof: row.bytes(3), begunAt: row.time(4)))
    }
    return records
  }

  /// See `ErasureStore`. One flush.
  public func beginErasure(_ record: ErasureRecord, of tenant: ClientID) throws(StoreError) {
    try StoreLimits.check(record)
    try connection.transaction { () throws(StoreError) -> Void in
      try require(tenant)
      try connection.once(
        .beginErasure,
        [
          .text(tenant.text), .text(record.pseudonym.text), .text(record.kind), .blob(record.salt),
          .blob(record.proof), .time(record.begunAt),
        ])
    }
  }

  /// See `ErasureStore`. One flush.
  public func endErasure(
    _ pseudonym: ClientID, of tenant: ClientID, audit: AuditDraft
  ) throws(StoreError) -> Bool {
    try StoreLimits.check(audit)
    return try connection.transaction { () throws(StoreError) in
      try require(tenant)
      let values: [SQLiteValue] = [.text(tenant.text), .text(pseudonym.text)]
      guard try connection.once(.endErasure, values) == 1 else { return false }
      _ = try appendAudit(audit, of: tenant)
      return true
    }
  }

  /// See `ErasureStore`. As of one moment, others may write meanwhile; O(bytes) in all documents of the tenant.
  public func bookings(
    naming person: ClientID, of tenant: ClientID
  ) throws(StoreError) -> [ClientID] {
    var found: Set<ClientID> = []
    let values: [SQLiteValue] = [.text(tenant.text), .text(person.text), .blob(Array(person.text.utf8))]
    try connection.reading { () throws(StoreError) -> Void in
      for table in ErasureTable.all {
        try connection.once(table.sqliteNaming, values) { (row) throws(StoreError) in
          found.insert(try row.clientID(0, "a booking's identifier"))
        }
      }
    }
    return found.sorted()
  }

  /// See `ErasureStore`. O(log n + m).
  public func bookings(for customer: ClientID, of tenant: ClientID) throws(StoreError) -> [ClientID] {
    var found: [ClientID] = []
    try connection.once(.bookingsOfCustomer, [.text(tenant.text), .text(customer.text)]) {
      (row) throws(StoreError) in
      found.append(try row.clientID(0, "a booking's identifier"))
    }
    return found
  }

  /// See `ErasureStore`. O(log n).
  public func summaries(
    of booking: ClientID, tenant: ClientID
  ) throws(StoreError) -> [TripSummaryRecord] {
    var found: [TripSummaryRecord] = []
    try connection.once(.summariesOfBooking, [.text(tenant.text), .text(booking.text)]) {
      (row) throws(StoreError) in
      let summary = TripSummaryDraft(
        trip: try row.serverID(0, "a trip's identifier"), endedAt: row.time(1), document: row.bytes(2))
      found.append(TripSummaryRecord(booking: booking, summary: summary))
    }
    return found
  }

  /// See `ErasureStore`. One flush; O(log n) for each day, and O(limit).
  public func removePoints(of trip: UUIDv7, tenant: ClientID, limit: Int) throws(StoreError) -> Int {
    precondition(limit > 0, "nothing to remove")
    return try connection.transaction { () throws(StoreError) in
      try require(tenant)
      var removed = 0
      for day in try pointDays() where removed < limit {
        removed += try connection.execute(
          SQLiteDayQuery(kind: .removeTrip, day: day),
          [.text(tenant.text), .blob(trip.bytes), .integer(Int64(limit - removed))])
      }
      return removed
    }
  }
}
