// The outbox in SQLite. Only the first message of a booking has a due time; see the table in the second step of the
// schema.

public import Bedrock

extension SQLiteStore {
  /// See `OutboxStore`. One flush; O(log n + limit), however long the queue of any booking is.
  public func takeOutbox(
    of tenant: ClientID, limit: Int, now: Instant, until: Instant
  ) throws(StoreError) -> [OutboxRecord] {
    let limit = StoreLimits.page(limit, max: StoreLimits.outboxPageMax)
    precondition(now < until, "taken for no time")
    return try connection.transaction { () throws(StoreError) in
      try require(tenant)
      var records: [OutboxRecord] = []
      try connection.forEach(.dueMessages, [.text(tenant.text), .time(now), .integer(Int64(limit))]) {
        (row) throws(StoreError) in
        records.append(try Self.message(row))
      }
      for index in records.indices {
        records[index].attempt += 1
        try connection.execute(
          .takeMessage, [.text(tenant.text), .integer(records[index].sequence), .time(until)])
      }
      return records
    }
  }

  /// See `OutboxStore`. One flush.
  public func markDelivered(
    _ id: UUIDv7, attempt: Int, of tenant: ClientID, at: Instant
  ) throws(StoreError) -> Bool {
    try connection.transaction { () throws(StoreError) in
      try require(tenant)
      let values: [SQLiteValue] = [.text(tenant.text), .id(id), .integer(Int64(attempt))]
      return try settle(.removeMessage, values, of: tenant, at: at)
    }
  }

  /// See `OutboxStore`. One flush.
  public func markFailed(
    _ id: UUIDv7, attempt: Int, of tenant: ClientID, at: Instant, nextAttemptAt: Instant?, reason: String
  ) throws(StoreError) -> Bool {
    try StoreLimits.check(reason, "the reason")
    return try connection.transaction { () throws(StoreError) in
      try require(tenant)
      var values: [SQLiteValue] = [.text(tenant.text), .id(id), .integer(Int64(attempt))]
      if let nextAttemptAt {
        values.append(.time(nextAttemptAt))
        return try connection.execute(.postponeMessage, values) > 0
      }
      values += [.time(at), .text(reason)]
      return try settle(.giveUpMessage, values, of: tenant, at: at)
    }
  }

  /// See `OutboxStore`. O(log n + limit).
  public func deadLetters(
    of tenant: ClientID, after: Int64, limit: Int
  ) throws(StoreError) -> [DeadLetterRecord] {
    let limit = StoreLimits.page(limit, max: StoreLimits.outboxPageMax)
    var records: [DeadLetterRecord] = []
    try connection.forEach(
      .deadLetters, [.text(tenant.text), .integer(after), .integer(Int64(limit))]
    ) { (row) throws(StoreError) in
      records.append(
        DeadLetterRecord(record: try Self.message(row), failedAt: row.time(7), reason: row.text(8)))
    }
    return records
  }

  /// See `OutboxStore`. One flush.
  public func resend(_ id: UUIDv7, of tenant: ClientID, at: Instant) throws(StoreError) -> Bool {
    try connection.transaction { () throws(StoreError) in
      try require(tenant)
      let booking = try connection.first(.deadLetterBooking, [.text(tenant.text), .id(id)]) { $0.text(0) }
      guard let booking else { return false }
      let sequence = try nextRevision(of: tenant)
      try connection.execute(
        .reviveMessage, [.text(tenant.text), .id(id), .integer(sequence), .text(booking), .time(at)])
      return true
    }
  }

  /// Takes the first message of a booking out of the queue, and lets the next one follow.
  private func settle(
    _ query: SQLiteQuery, _ values: [SQLiteValue], of tenant: ClientID, at: Instant
  ) throws(StoreError) -> Bool {
    guard let booking = try connection.first(query, values, { $0.text(0) }) else { return false }
    try connection.execute(.promoteMessage, [.text(tenant.text), .text(booking), .time(at)])
    return true
  }

  private static func message(_ row: SQLiteRow) throws(StoreError) -> OutboxRecord {
    OutboxRecord(
      sequence: row.integer(0), booking: try row.clientID(2, "a booking's identifier"),
      attempt: Int(row.integer(5)), queuedAt: row.time(4),
      message: OutboxDraft(
        id: try row.serverID(1, "a message's identifier"), kind: row.text(3), document: row.blob(6)))
  }
}
