// Retention in Postgres: whole days of points by dropping their partitions, everything else in bounded batches, the oldest
// first.

public import Bedrock

extension PostgresStore {
  /// See `RetentionStore`. One transaction of `geod_system` for the rows, and one for each day; O(tenants) looks, and the
  /// work that the policy allows.
  ///
  /// Whoever reads or writes points waits from the attempt to drop a day to its end. When somebody reads for too long the
  /// day is held back, and those after it, too.
  public func retain(
    _ policy: RetentionPolicy, now: Instant, dryRun: Bool
  ) throws(StoreError) -> RetentionReport {
    precondition(app.levels.isEmpty, "retention is no part of a transaction")
    let connection = system(.retention)
    var report = RetentionReport()
    var due: [PointDay] = []
    try connection.transaction { () throws(StoreError) in
      var round = RetentionRound(policy, now: now)
      var days: [PointDay] = []
      try connection.forEach(.pointDays) { row in days.append(PointDay(number: row.integer(0))) }
      due = round.drop(days)
      var tenants: [ClientID] = []
      try connection.forEach(.allTenants) { (row) throws(StoreError) in
        tenants.append(try row.clientID(0, "a tenant's identifier"))
      }
      for tenant in tenants { try retain(&round, of: tenant, days, dryRun: dryRun) }
      report = round.report
    }
    guard !dryRun else { return report }
    report.droppedDays = []
    for day in due {
      if report.heldDays.isEmpty, try drop(day, connection) {
        report.droppedDays.append(day.start)
      } else {
        report.heldDays.append(day.start)
      }
    }
    return report
  }

  /// See `RetentionStore`.
  public func databaseTime() throws(StoreError) -> Instant? {
    try system(.retention).first(.databaseTime, []) { $0.time(0) }
  }

  /// The part of a tenant.
  private func retain(
    _ round: inout RetentionRound, of tenant: ClientID, _ days: [PointDay], dryRun: Bool
  ) throws(StoreError) {
    for day in round.trimmed(days, of: tenant) where round.rowsLeft > 0 {
      let values: [PostgresValue] = [.id(tenant), .integer(day.number), .count(round.rowsLeft)]
      let count = try rows(dryRun ? .countPoints : .removePoints, values, dryRun: dryRun)
      round.note(count, .points, of: tenant)
    }
    for kind in RetentionKind.allCases where kind != .points && round.rowsLeft > 0 {
      let values: [PostgresValue] = [
        .id(tenant), .time(round.limit(kind, of: tenant)), .count(round.rowsLeft),
      ]
      let count = try rows(dryRun ? kind.postgresCounting : kind.removal, values, dryRun: dryRun)
      round.note(count, kind, of: tenant)
    }
  }

  private func rows(
    _ query: PostgresQuery, _ values: [PostgresValue], dryRun: Bool
  ) throws(StoreError) -> Int {
    let connection = system(.retention)
    guard dryRun else { return try connection.execute(query, values) }
    return try connection.first(query, values) { Int($0.integer(0)) } ?? 0
  }

  /// Drops a day, trying a few times for the lock, each time in a transaction of its own.
  /// - Returns: false when somebody else did not let go of it.
  private func drop(_ day: PointDay, _ connection: PostgresConnection) throws(StoreError) -> Bool {
    knownDays.remove(day.number)
    for _ in 0..<dropAttempts {
      do throws(StoreError) {
        try connection.transaction { () throws(StoreError) -> Void in
          _ = try connection.first(.dropPointDay, [.integer(day.number)]) { $0.integer(0) }
        }
        return true
      } catch {
        guard error.isRetryable, connection.isConnected else { throw error }
      }
    }
    return false
  }
}

/// The function that drops a day gives up after half a second each time.
private let dropAttempts = 3

extension RetentionKind {
  /// The statement that removes rows of the kind.
  fileprivate var removal: PostgresQuery {
    switch self {
    case .points: .removePoints
    case .summaries: .removeSummaries
    case .decisions: .removeDecisions
    case .audit: .removeAudit
    case .idempotencyKeys: .removeIdempotency
    case .deadLetters: .removeDeadLetters
    case .bookings: .removeBookings
    }
  }

  /// The statement that counts what the other would remove.
  var postgresCounting: PostgresQuery {
    switch self {
    case .points: .countPoints
    case .summaries: .countSummaries
    case .decisions: .countDecisions
    case .audit: .countAudit
    case .idempotencyKeys: .countIdempotency
    case .deadLetters: .countDeadLetters
    case .bookings: .countBookings
    }
  }
}
