// Messages that were given up, in Postgres: the list of them, and queuing them again.

public import Bedrock

extension PostgresStore {
  /// See `OutboxStore`. O(log n + limit).
  public func deadLetters(
    of endpoint: ClientID, tenant: ClientID, after: Int64, limit: Int
  ) throws(StoreError) -> [DeadLetterRecord] {
    let limit = StoreLimits.page(limit, max: StoreLimits.outboxPageMax)
    return try list(.deadLetters, of: tenant, [.id(endpoint), .integer(after), .count(limit)]) {
      (row) throws(StoreError) in
      DeadLetterRecord(record: try OutboxRecord(row: row), failedAt: row.time(9), reason: row.text(10))
    }
  }

  /// See `OutboxStore`. At most four waits; O(log n).
  public func resend(
    _ id: UUIDv7, to endpoint: ClientID, of tenant: ClientID, at: Instant
  ) throws(StoreError) -> Bool {
    try writing(tenant) { () throws(StoreError) in
      try revive(.deadLetter, .uuid(id), to: endpoint, of: tenant, at: at) > 0
    }
  }

  /// See `OutboxStore`. At most four waits; O(log n + limit).
  public func resendAll(
    to endpoint: ClientID, of tenant: ClientID, limit: Int, at: Instant
  ) throws(StoreError) -> Int {
    let limit = StoreLimits.page(limit, max: StoreLimits.outboxPageMax)
    return try writing(tenant) { () throws(StoreError) in
      try revive(.oldestDeadLetters, .count(limit), to: endpoint, of: tenant, at: at)
    }
  }

  /// Queues dead letters again, each behind what its booking has waiting.
  /// - Parameters:
  ///   - query: gives their identifiers and bookings.
  ///   - choice: which of the endpoint's.
  private func revive(
    _ query: PostgresQuery, _ choice: PostgresValue, to endpoint: ClientID, of tenant: ClientID, at: Instant
  ) throws(StoreError) -> Int {
    guard try self.endpoint(endpoint, of: tenant)?.endpoint.isActive == true else { return 0 }
    let letters = try list(query, of: tenant, [.id(endpoint), choice]) { (row) throws(StoreError) in
      (id: try row.serverID(0, "a message's identifier"), booking: row.text(1))
    }
    guard !letters.isEmpty else { return 0 }
    var sequence = try nextRevision(of: tenant, count: letters.count) - Int64(letters.count)
    for letter in letters {
      sequence += 1
      try enqueue(
        .reviveMessage, of: tenant,
        [.id(endpoint), .uuid(letter.id), .integer(sequence), .text(letter.booking), .time(at)])
    }
    return letters.count
  }
}
