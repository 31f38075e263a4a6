// Erasures in Postgres: their records, and what is found and removed, the latter as the system's role. Rewriting is in
// PostgresStore+Rewriting.swift.

public import Bedrock

extension PostgresStore {
  /// See `ErasureStore`.
  public func erasures(of tenant: ClientID) throws(StoreError) -> [ErasureRecord] {
    try list(.erasures, of: tenant) { (row) throws(StoreError) in
      ErasureRecord(
        pseudonym: try row.clientID(0, "a pseudonym"), kind: row.text(1), salt: row.bytes(2),
        proof: row.bytes(3), begunAt: row.time(4))
    }
  }

  /// See `ErasureStore`. One wait.
  public func beginErasure(_ record: ErasureRecord, of tenant: ClientID) throws(StoreError) {
    try StoreLimits.check(record)
    let values: [PostgresValue] = [
      .id(record.pseudonym), .text(record.kind), .bytes(record.salt), .bytes(record.proof),
      .time(record.begunAt),
    ]
    guard try execute(.beginErasure, of: tenant, values) == 1 else { throw .unknownTenant }
  }

  /// See `ErasureStore`. Two waits.
  public func endErasure(
    _ pseudonym: ClientID, of tenant: ClientID, audit: AuditDraft
  ) throws(StoreError) -> Bool {
    try StoreLimits.check(audit)
    return try writing(tenant) { () throws(StoreError) in
      guard try execute(.endErasure, of: tenant, [.id(pseudonym)]) == 1 else { return false }
      try enqueueAudit(audit, of: tenant)
      return true
    }
  }

  /// See `ErasureStore`. As of one moment; O(bytes) in all documents of the tenant.
  public func bookings(
    naming person: ClientID, of tenant: ClientID
  ) throws(StoreError) -> [ClientID] {
    var found: Set<ClientID> = []
    let connection = system(.erasure)
    let values: [PostgresValue] = [.id(tenant), .id(person), .bytes(Array(person.text.utf8))]
    try connection.reading { () throws(StoreError) -> Void in
      for table in ErasureTable.all {
        try connection.forEach(table.postgresNaming, values) { (row) throws(StoreError) in
          found.insert(try row.clientID(0, "a booking's identifier"))
        }
      }
    }
    return found.sorted()
  }

  /// See `ErasureStore`. O(log n + m).
  public func bookings(for customer: ClientID, of tenant: ClientID) throws(StoreError) -> [ClientID] {
    try list(.bookingsOfCustomer, of: tenant, [.id(customer)]) { (row) throws(StoreError) in
      try row.clientID(0, "a booking's identifier")
    }
  }

  /// See `ErasureStore`. O(log n).
  public func summaries(
    of booking: ClientID, tenant: ClientID
  ) throws(StoreError) -> [TripSummaryRecord] {
    try list(.summariesOfBooking, of: tenant, [.id(booking)]) { (row) throws(StoreError) in
      let summary = TripSummaryDraft(
        trip: try row.serverID(0, "a trip's identifier"), endedAt: row.time(1), document: row.bytes(2))
      return TripSummaryRecord(booking: booking, summary: summary)
    }
  }

  /// See `ErasureStore`. One wait; O(log n) for each day, and O(limit).
  public func removePoints(of trip: UUIDv7, tenant: ClientID, limit: Int) throws(StoreError) -> Int {
    precondition(limit > 0, "nothing to remove")
    return try system(.erasure).execute(.removePointsOfTrip, [.id(tenant), .uuid(trip), .count(limit)])
  }
}
