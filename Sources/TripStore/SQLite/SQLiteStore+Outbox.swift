// The outbox in SQLite: taking and settling. Of an endpoint's messages about a booking only the first has a due time;
// see the table in the sixth step of the schema. Dead letters are in SQLiteStore+DeadLetters.swift.

public import Bedrock

extension SQLiteStore {
  /// Queues the messages of a transition for everybody who wants them, behind those that the booking has already.
  /// O(messages * endpoints).
  /// - Returns: how many rows that are.
  func queue(_ transition: TransitionRecord, of tenant: ClientID) throws(StoreError) -> Int {
    guard !transition.outbox.isEmpty else { return 0 }
    let takers = try messageTakers(of: tenant)
    guard !takers.isEmpty else { return 0 }
    let rows = transition.outbox.flatMap { message in
      takers.filter { $0.wants(message.kind) }.map { (message, $0.id) }
    }
    guard !rows.isEmpty else { return 0 }
    var sequence = try nextRevision(of: tenant, count: rows.count) - Int64(rows.count)
    for (message, endpoint) in rows {
      sequence += 1
      try connection.execute(
        .queueMessage,
        [
          .text(tenant.text), .integer(sequence), .id(message.id), .text(transition.booking.id.text),
          .text(message.kind), .time(transition.at), .blob(message.document), .text(endpoint.text),
        ])
    }
    return rows.count
  }

  /// The active endpoints, without their addresses.
  private func messageTakers(of tenant: ClientID) throws(StoreError) -> [EndpointDraft] {
    var takers: [EndpointDraft] = []
    try connection.forEach(.messageTakers, [.text(tenant.text)]) { (row) throws(StoreError) in
      let kinds = row.optionalText(1)?.split(separator: ",").map(String.init)
      takers.append(
        EndpointDraft(id: try row.clientID(0, "an endpoint's identifier"), url: "", kinds: kinds))
    }
    return takers
  }

  /// See `OutboxStore`. One flush when something is due; O(log n + limit), however long the queue of any booking is.
  public func takeOutbox(
    for endpoint: ClientID, of tenant: ClientID, limit: Int, now: Instant, until: Instant
  ) throws(StoreError) -> [OutboxRecord] {
    let limit = StoreLimits.page(limit, max: StoreLimits.outboxPageMax)
    precondition(now < until, "taken for no time")
    return try connection.transaction { () throws(StoreError) in
      try require(tenant)
      var records: [OutboxRecord] = []
      try connection.forEach(
        .dueMessages, [.text(tenant.text), .text(endpoint.text), .time(now), .integer(Int64(limit))]
      ) { (row) throws(StoreError) in
        records.append(try OutboxRecord(row: row))
      }
      for index in records.indices {
        records[index].attempt += 1
        try connection.execute(
          .takeMessage, [.text(tenant.text), .integer(records[index].sequence), .time(until)])
      }
      return records
    }
  }

  /// See `OutboxStore`. O(log n).
  public func outboxDueAt(for endpoint: ClientID, of tenant: ClientID) throws(StoreError) -> Instant? {
    try connection.first(.nextDueMessage, [.text(tenant.text), .text(endpoint.text)]) { $0.time(0) }
  }

  /// See `OutboxStore`. One flush.
  public func markDelivered(
    _ id: UUIDv7, to endpoint: ClientID, attempt: Int, of tenant: ClientID, at: Instant
  ) throws(StoreError) -> Bool {
    try connection.transaction { () throws(StoreError) in
      try require(tenant)
      return try settle(.removeMessage, id, endpoint, attempt, of: tenant, at: at)
    }
  }

  /// See `OutboxStore`. One flush.
  public func markFailed(
    _ id: UUIDv7, to endpoint: ClientID, attempt: Int, of tenant: ClientID, at: Instant,
    nextAttemptAt: Instant?, reason: String
  ) throws(StoreError) -> Bool {
    try StoreLimits.check(reason, "the reason")
    return try connection.transaction { () throws(StoreError) in
      try require(tenant)
      guard let nextAttemptAt else {
        return try settle(
          .giveUpMessage, id, endpoint, attempt, of: tenant, at: at, [.time(at), .text(reason)])
      }
      let values: [SQLiteValue] = [
        .text(tenant.text), .text(endpoint.text), .id(id), .integer(Int64(attempt)), .time(nextAttemptAt),
      ]
      return try connection.execute(.postponeMessage, values) > 0
    }
  }

  /// Takes the first message of a booking out of the queue, and lets the next one follow.
  private func settle(
    _ query: SQLiteQuery, _ id: UUIDv7, _ endpoint: ClientID, _ attempt: Int, of tenant: ClientID,
    at: Instant, _ more: [SQLiteValue] = []
  ) throws(StoreError) -> Bool {
    let values: [SQLiteValue] = [
      .text(tenant.text), .text(endpoint.text), .id(id), .integer(Int64(attempt)),
    ]
    guard let booking = try connection.first(query, values + more, { $0.text(0) }) else { return false }
    try connection.execute(
      .promoteMessage, [.text(tenant.text), .text(endpoint.text), .text(booking), .time(at)])
    return true
  }

  /// See `OutboxStore`. O(log n), and O(`StoreLimits.outboxCountMax`) of a long queue.
  public func outboxBacklog(
    for endpoint: ClientID, of tenant: ClientID
  ) throws(StoreError) -> OutboxBacklog {
    let key: [SQLiteValue] = [.text(tenant.text), .text(endpoint.text)]
    let bounded = key + [.integer(Int64(StoreLimits.outboxCountMax))]
    return OutboxBacklog(
      waiting: try connection.first(.countWaiting, bounded) { Int($0.integer(0)) } ?? 0,
      dead: try connection.first(.countDead, bounded) { Int($0.integer(0)) } ?? 0,
      oldestQueuedAt: try connection.first(.oldestWaiting, key) { $0.time(0) })
  }
}
