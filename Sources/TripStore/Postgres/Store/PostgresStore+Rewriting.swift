// Rewriting in Postgres what is kept about a booking, and the audit, as the system's role. The triggers of what never changes
// let pass what an erasure writes, and nothing else; see the eighth step of the schema.

public import Bedrock

extension PostgresStore {
  /// See `ErasureStore`. Some twenty waits; O(rows of the booking).
  public func rewrite(
    _ booking: ClientID, of tenant: ClientID, as pseudonym: ClientID?, _ rewriting: BookingRewriting
  ) throws(StoreError) -> Int {
    try erasing(tenant, as: pseudonym) { (connection) throws(StoreError) in
      let place: [PostgresValue] = [.id(tenant), .id(booking)]
      let isDryRun = pseudonym == nil
      // Chains first: whose they are is in the rows that are rewritten.
      var changed = try removeChains(place, rewriting, connection, isDryRun: isDryRun)
      for table in ErasureTable.all {
        changed += try rewrite(table, place, rewriting, connection, isDryRun: isDryRun)
      }
      return try changed + rewriteCustomer(place, rewriting, connection, isDryRun: isDryRun)
    }
  }

  /// A transaction in which the erasure is marked as writing; without a pseudonym one that only reads.
  private func erasing<Value>(
    _ tenant: ClientID, as pseudonym: ClientID?,
    _ body: (PostgresConnection) throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    let connection = system(.erasure)
    guard let pseudonym else {
      return try connection.reading { () throws(StoreError) in try body(connection) }
    }
    return try connection.transaction { () throws(StoreError) in
      let values: [PostgresValue] = [.id(tenant), .id(pseudonym)]
      guard try connection.execute(.writeErasure, values + [.integer(1)]) == 1 else {
        throw .fatal(reason: "an erasure that has not begun")
      }
      let value = try body(connection)
      try connection.execute(.writeErasure, values + [.integer(0)])
      return value
    }
  }

  private func rewrite(
    _ table: ErasureTable, _ place: [PostgresValue], _ rewriting: BookingRewriting,
    _ connection: PostgresConnection, isDryRun: Bool
  ) throws(StoreError) -> Int {
    var rows: [(key: PostgresValue, row: ErasureRow)] = []
    try connection.forEach(table.postgresRows, place) { (row) throws(StoreError) in
      let technician = try row.optionalClientID(1, "a technician's identifier")
      rows.append(
        (
          .text(row.text(0)),
          ErasureRow(
            technician: technician, document: row.optionalBytes(2),
            text: row.optionalText(3))
        ))
    }
    var changed = 0
    for (key, row) in rows {
      guard let change = try row.change(in: table, rewriting) else { continue }
      changed += 1
      if isDryRun { continue }
      switch change {
      case .removal: try connection.execute(table.postgresRemoval, place + [key])
      case .values(let new):
        try connection.execute(
          table.postgresRewriting, place + [key, .id(new.technician), .bytes(new.document), .text(new.text)])
      }
    }
    return changed
  }

  /// The chains of trips whose technician has to go with them.
  private func removeChains(
    _ place: [PostgresValue], _ rewriting: BookingRewriting, _ connection: PostgresConnection, isDryRun: Bool
  ) throws(StoreError) -> Int {
    var trips: [(trip: UUIDv7, technician: ClientID, chains: Int)] = []
    try connection.forEach(.chainsToErase, place) { (row) throws(StoreError) in
      trips.append(
        (
          try row.serverID(0, "a trip's identifier"), try row.clientID(1, "a technician's identifier"),
          Int(row.integer(2))
        ))
    }
    var removed = 0
    for (trip, technician, chains) in trips where rewriting.removesChains(technician) {
      removed += chains
      if !isDryRun { try connection.execute(.removeChains, [place[0], .uuid(trip)]) }
    }
    return removed
  }

  private func rewriteCustomer(
    _ place: [PostgresValue], _ rewriting: BookingRewriting, _ connection: PostgresConnection, isDryRun: Bool
  ) throws(StoreError) -> Int {
    let customer = try connection.first(.customerOfBooking, place) { (row) throws(StoreError) in
      try row.clientID(0, "a customer's identifier")
    }
    guard let customer, rewriting.customer(customer) != customer else { return 0 }
    if !isDryRun {
      try connection.execute(.eraseCustomer, place + [.id(rewriting.customer(customer))])
    }
    return 1
  }

  /// See `ErasureStore`. O(bytes) in the audit behind `after`, up to the page.
  public func rewriteAudit(
    naming person: ClientID, of tenant: ClientID, after: Int64, limit: Int, as pseudonym: ClientID?,
    _ rewriting: (AuditDraft) throws(StoreError) -> AuditDraft
  ) throws(StoreError) -> (last: Int64?, changed: Int) {
    let limit = StoreLimits.auditPage(limit)
    return try erasing(tenant, as: pseudonym) { (connection) throws(StoreError) in
      var records: [AuditRecord] = []
      try connection.forEach(
        .auditNaming,
        [
          .id(tenant), .integer(after), .id(person), .bytes(Array(person.text.utf8)), .count(limit),
        ]
      ) { row in records.append(AuditRecord(row: row)) }
      var changed = 0
      for record in records {
        let entry = try rewriting(record.entry)
        guard entry != record.entry else { continue }
        changed += 1
        if pseudonym == nil { continue }
        try connection.execute(
          .eraseInAudit,
          [
            .id(tenant), .integer(record.sequence), .text(entry.note.actor), .text(entry.note.reason),
            .text(entry.target), .bytes(entry.detail),
          ])
      }
      return (records.last?.sequence, changed)
    }
  }
}
