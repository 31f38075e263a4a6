// Messages that were given up, in SQLite: the list of them, and queuing them again.

public import Bedrock

extension SQLiteStore {
  /// See `OutboxStore`. O(log n + limit).
  public func deadLetters(
    of endpoint: ClientID, tenant: ClientID, after: Int64, limit: Int
  ) throws(StoreError) -> [DeadLetterRecord] {
    let limit = StoreLimits.page(limit, max: StoreLimits.outboxPageMax)
    var records: [DeadLetterRecord] = []
    try connection.forEach(
      .deadLetters, [.text(tenant.text), .text(endpoint.text), .integer(after), .integer(Int64(limit))]
    ) { (row) throws(StoreError) in
      records.append(
        DeadLetterRecord(record: try OutboxRecord(row: row), failedAt: row.time(9), reason: row.text(10)))
    }
    return records
  }

  /// See `OutboxStore`. One flush; O(log n).
  public func resend(
    _ id: UUIDv7, to endpoint: ClientID, of tenant: ClientID, at: Instant
  ) throws(StoreError) -> Bool {
    try connection.transaction { () throws(StoreError) in
      try require(tenant)
      let values: [SQLiteValue] = [.text(tenant.text), .text(endpoint.text), .id(id)]
      return try revive(.deadLetter, values, to: endpoint, of: tenant, at: at) > 0
    }
  }

  /// See `OutboxStore`. One flush; O(log n + limit).
  public func resendAll(
    to endpoint: ClientID, of tenant: ClientID, limit: Int, at: Instant
  ) throws(StoreError) -> Int {
    let limit = StoreLimits.page(limit, max: StoreLimits.outboxPageMax)
    return try connection.transaction { () throws(StoreError) in
      try require(tenant)
      let values: [SQLiteValue] = [.text(tenant.text), .text(endpoint.text), .integer(Int64(limit))]
      return try revive(.oldestDeadLetters, values, to: endpoint, of: tenant, at: at)
    }
  }

  /// Queues dead letters again, each behind what its booking has waiting.
  /// - Parameter query: gives their identifiers and bookings.
  private func revive(
    _ query: SQLiteQuery, _ values: [SQLiteValue], to endpoint: ClientID, of tenant: ClientID, at: Instant
  ) throws(StoreError) -> Int {
    guard try self.endpoint(endpoint, of: tenant)?.endpoint.isActive == true else { return 0 }
    var letters: [(id: String, booking: String)] = []
    try connection.forEach(query, values) { (row) throws(StoreError) in
      letters.append((row.text(0), row.text(1)))
    }
    guard !letters.isEmpty else { return 0 }
    var sequence = try nextRevision(of: tenant, count: letters.count) - Int64(letters.count)
    for letter in letters {
      sequence += 1
      try connection.execute(
        .reviveMessage,
        [
          .text(tenant.text), .text(endpoint.text), .text(letter.id), .integer(sequence),
          .text(letter.booking), .time(at),
        ])
    }
    return letters.count
  }
}
