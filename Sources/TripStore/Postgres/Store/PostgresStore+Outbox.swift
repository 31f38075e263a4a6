// The outbox in Postgres: taking and settling. Of an endpoint's messages about a booking only the first has a due time; see
// the table in the sixth step of the schema. Dead letters are in PostgresStore+DeadLetters.swift.

public import Bedrock

extension PostgresStore {
  /// See `OutboxStore`. O(log n + limit), however long the queue of any booking is. Several relays share what is due.
  public func takeOutbox(
    for endpoint: ClientID, of tenant: ClientID, limit: Int, now: Instant, until: Instant
  ) throws(StoreError) -> [OutboxRecord] {
    let limit = StoreLimits.page(limit, max: StoreLimits.outboxPageMax)
    precondition(now < until, "taken for no time")
    return try app.transaction { () throws(StoreError) in
      try enqueue(.hasTenant, of: tenant, nothing: .unknownTenant)
      return try list(
        .takeMessages, of: tenant, [.id(endpoint), .time(now), .count(limit), .time(until)],
        OutboxRecord.init(row:))
    }
  }

  /// See `OutboxStore`. O(log n).
  public func outboxDueAt(for endpoint: ClientID, of tenant: ClientID) throws(StoreError) -> Instant? {
    try first(.nextDueMessage, of: tenant, [.id(endpoint)]) { $0.time(0) }
  }

  /// See `OutboxStore`. Two waits.
  public func markDelivered(
    _ id: UUIDv7, to endpoint: ClientID, attempt: Int, of tenant: ClientID, at: Instant
  ) throws(StoreError) -> Bool {
    try writing(tenant) { () throws(StoreError) in
      try settle(.removeMessage, [.id(endpoint), .uuid(id), .count(attempt)], endpoint, of: tenant, at: at)
    }
  }

  /// See `OutboxStore`. At most two waits.
  public func markFailed(
    _ id: UUIDv7, to endpoint: ClientID, attempt: Int, of tenant: ClientID, at: Instant,
    nextAttemptAt: Instant?, reason: String
  ) throws(StoreError) -> Bool {
    try StoreLimits.check(reason, "the reason")
    let values: [PostgresValue] = [.id(endpoint), .uuid(id), .count(attempt)]
    return try writing(tenant) { () throws(StoreError) in
      guard let nextAttemptAt else {
        return try settle(
          .giveUpMessage, values + [.time(at), .text(reason)], endpoint, of: tenant, at: at)
      }
      return try execute(.postponeMessage, of: tenant, values + [.time(nextAttemptAt)]) > 0
    }
  }

  /// Takes the first message of a booking out of the queue, and lets the next one follow.
  private func settle(
    _ query: PostgresQuery, _ values: [PostgresValue], _ endpoint: ClientID, of tenant: ClientID, at: Instant
  ) throws(StoreError) -> Bool {
    guard let booking = try first(query, of: tenant, values, { $0.text(0) }) else { return false }
    try enqueue(.promoteMessage, of: tenant, [.id(endpoint), .text(booking), .time(at)])
    return true
  }

  /// See `OutboxStore`. As of one moment; O(log n), and O(`StoreLimits.outboxCountMax`) of a long queue.
  public func outboxBacklog(
    for endpoint: ClientID, of tenant: ClientID
  ) throws(StoreError) -> OutboxBacklog {
    let bounded: [PostgresValue] = [.id(endpoint), .count(StoreLimits.outboxCountMax)]
    return try app.reading { () throws(StoreError) in
      var backlog = OutboxBacklog()
      try enqueue(.countWaiting, of: tenant, bounded) { (row) throws(StoreError) in
        backlog.waiting = Int(row.integer(0))
      }
      try enqueue(.countDead, of: tenant, bounded) { (row) throws(StoreError) in
        backlog.dead = Int(row.integer(0))
      }
      backlog.oldestQueuedAt = try first(.oldestWaiting, of: tenant, [.id(endpoint)]) { $0.time(0) }
      return backlog
    }
  }
}
