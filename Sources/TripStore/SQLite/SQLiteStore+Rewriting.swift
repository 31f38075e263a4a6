// Rewriting in SQLite what is kept about a booking, and the audit. The triggers of what never changes let pass what an
// erasure writes, and nothing else; see the eighth step of the schema.

public import Bedrock

extension SQLiteStore {
  /// See `ErasureStore`. One flush; O(rows of the booking).
  public func rewrite(
    _ booking: ClientID, of tenant: ClientID, as pseudonym: ClientID?, _ rewriting: BookingRewriting
  ) throws(StoreError) -> Int {
    guard let pseudonym else { return try rewrite(booking, of: tenant, rewriting, isDryRun: true) }
    return try connection.transaction { () throws(StoreError) in
      try require(tenant)
      let values: [SQLiteValue] = [.text(tenant.text), .text(pseudonym.text)]
      guard try connection.once(.writeErasure, values + [.integer(1)]) == 1 else {
        throw .fatal(reason: "an erasure that has not begun")
      }
      let changed = try rewrite(booking, of: tenant, rewriting, isDryRun: false)
      try connection.once(.writeErasure, values + [.integer(0)])
      return changed
    }
  }

  private func rewrite(
    _ booking: ClientID, of tenant: ClientID, _ rewriting: BookingRewriting, isDryRun: Bool
  ) throws(StoreError) -> Int {
    let place: [SQLiteValue] = [.text(tenant.text), .text(booking.text)]
    // Chains first: whose they are is in the rows that are rewritten.
    var changed = try removeChains(place, rewriting, isDryRun: isDryRun)
    for table in ErasureTable.all {
      for (key, row) in try rows(of: table, place) {
        guard let change = try row.change(in: table, rewriting) else { continue }
        changed += 1
        if isDryRun { continue }
        switch change {
        case .removal: try connection.once(table.sqliteRemoval, place + [key])
        case .values(let new):
          let values: [SQLiteValue] = [
            .optional(new.technician), new.document.map(SQLiteValue.blob) ?? .null,
            new.text.map(SQLiteValue.text) ?? .null,
          ]
          try connection.once(table.sqliteRewriting, place + [key] + values)
        }
      }
    }
    return try changed + rewriteCustomer(place, rewriting, isDryRun: isDryRun)
  }

  private func rows(
    of table: ErasureTable, _ place: [SQLiteValue]
  ) throws(StoreError) -> [(key: SQLiteValue, row: ErasureRow)] {
    var rows: [(key: SQLiteValue, row: ErasureRow)] = []
    try connection.once(table.sqliteRows, place) { (row) throws(StoreError) in
      let technician = try row.optionalClientID(1, "a technician's identifier")
      rows.append(
        (
          row.value(0),
          ErasureRow(
            technician: technician, document: row.optionalBytes(2),
            text: row.optionalText(3))
        ))
    }
    return rows
  }

  /// The chains of trips whose technician has to go with them, sealed or not.
  private func removeChains(
    _ place: [SQLiteValue], _ rewriting: BookingRewriting, isDryRun: Bool
  ) throws(StoreError) -> Int {
    var trips: [(String, ClientID)] = []
    try connection.once("SELECT id, technician FROM trips WHERE tenant = ?1 AND booking = ?2", place) {
      (row) throws(StoreError) in
      trips.append((row.text(0), try row.clientID(1, "a technician's identifier")))
    }
    var removed = 0
    for (trip, technician) in trips where rewriting.removesChains(technician) {
      let values: [SQLiteValue] = [place[0], .text(trip)]
      let sql = isDryRun ? "SELECT 1 FROM" : "DELETE FROM"
      var found = 0
      let deleted = try connection.once("\(sql) trip_chains WHERE tenant = ?1 AND trip = ?2", values) { _ in
        found += 1
      }
      removed += isDryRun ? found : deleted
    }
    return removed
  }

  private func rewriteCustomer(
    _ place: [SQLiteValue], _ rewriting: BookingRewriting, isDryRun: Bool
  ) throws(StoreError) -> Int {
    var customer: ClientID?
    try connection.once("SELECT customer FROM bookings WHERE tenant = ?1 AND id = ?2", place) {
      (row) throws(StoreError) in
      customer = try row.optionalClientID(0, "a customer's identifier")
    }
    guard let customer, rewriting.customer(customer) != customer else { return 0 }
    if !isDryRun {
      try connection.once(
        "UPDATE bookings SET customer = ?3 WHERE tenant = ?1 AND id = ?2",
        place + [.text(rewriting.customer(customer).text)])
    }
    return 1
  }

  /// See `ErasureStore`. One flush; O(bytes) in the audit behind `after`, up to the page.
  public func rewriteAudit(
    naming person: ClientID, of tenant: ClientID, after: Int64, limit: Int, as pseudonym: ClientID?,
    _ rewriting: (AuditDraft) throws(StoreError) -> AuditDraft
  ) throws(StoreError) -> (last: Int64?, changed: Int) {
    let limit = StoreLimits.auditPage(limit)
    return try connection.transaction { () throws(StoreError) in
      var records: [AuditRecord] = []
      try connection.once(
        Self.auditNaming,
        [
          .text(tenant.text), .integer(after), .text(person.text), .blob(Array(person.text.utf8)),
          .integer(Int64(limit)),
        ]
      ) { (row) throws(StoreError) in records.append(AuditRecord(row: row)) }
      var changed = 0
      for record in records {
        let entry = try rewriting(record.entry)
        guard entry != record.entry else { continue }
        changed += 1
        if pseudonym == nil { continue }
        try connection.once(
          """
          UPDATE audit SET actor = ?3, reason = ?4, target = ?5, detail = ?6
          WHERE tenant = ?1 AND sequence = ?2
          """,
          [
            .text(tenant.text), .integer(record.sequence), .text(entry.note.actor),
            .text(entry.note.reason), .text(entry.target), .blob(entry.detail),
          ])
      }
      return (records.last?.sequence, changed)
    }
  }

  private static let auditNaming = """
    SELECT sequence, at_ms, actor, reason, action, target, old_version, new_version, detail FROM audit
    WHERE tenant = ?1 AND sequence > ?2 AND (instr(actor, ?3) > 0 OR instr(reason, ?3) > 0
      OR instr(target, ?3) > 0 OR instr(detail, ?4) > 0)
    ORDER BY sequence LIMIT ?5
    """
}
