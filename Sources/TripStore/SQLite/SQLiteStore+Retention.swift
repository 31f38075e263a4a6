// Retention in SQLite: whole days of points, everything else in bounded batches, the oldest first.

public import Bedrock

extension SQLiteStore {
  /// See `RetentionStore`. One transaction; O(tenants) looks, and the work that the policy allows.
  public func retain(
    _ policy: RetentionPolicy, now: Instant, dryRun: Bool
  ) throws(StoreError) -> RetentionReport {
    try connection.transaction { () throws(StoreError) in
      var round = RetentionRound(policy, now: now)
      let days = try pointDays().map(PointDay.init(number:))
      let dropped = round.drop(days)
      if !dryRun {
        for day in dropped { try dropDay(day.number) }
      }
      for tenant in try tenants().map(\.id) {
        for day in round.trimmed(days, of: tenant) {
          let query = SQLiteDayQuery(kind: dryRun ? .count : .remove, day: day.number)
          let values: [SQLiteValue] = [.text(tenant.text), .integer(Int64(round.rowsLeft))]
          round.note(try rows(query, values, dryRun: dryRun), .points, of: tenant)
        }
        for kind in RetentionKind.allCases where kind != .points && round.rowsLeft > 0 {
          let values: [SQLiteValue] = [
            .text(tenant.text), .time(round.limit(kind, of: tenant)), .integer(Int64(round.rowsLeft)),
          ]
          round.note(try rows(kind, values, dryRun: dryRun), kind, of: tenant)
        }
      }
      return round.report
    }
  }

  private func rows(
    _ kind: RetentionKind, _ values: [SQLiteValue], dryRun: Bool
  ) throws(StoreError) -> Int {
    guard dryRun else { return try connection.execute(kind.removal, values) }
    return try connection.first(kind.counting, values) { Int($0.integer(0)) } ?? 0
  }

  private func rows(
    _ query: SQLiteDayQuery, _ values: [SQLiteValue], dryRun: Bool
  ) throws(StoreError) -> Int {
    guard dryRun else { return try connection.execute(query, values) }
    var count = 0
    try connection.forEach(query, values) { (row) throws(StoreError) in count = Int(row.integer(0)) }
    return count
  }
}

extension RetentionKind {
  /// The statement that removes rows of the kind.
  fileprivate var removal: SQLiteQuery {
    switch self {
    case .points: preconditionFailure("points have statements per day")
    case .summaries: .removeSummaries
    case .decisions: .removeDecisions
    case .audit: .removeAudit
    case .idempotencyKeys: .removeIdempotency
    case .bookings: .removeBookings
    }
  }

  /// The statement that counts what the other would remove.
  fileprivate var counting: SQLiteQuery {
    switch self {
    case .points: preconditionFailure("points have statements per day")
    case .summaries: .countSummaries
    case .decisions: .countDecisions
    case .audit: .countAudit
    case .idempotencyKeys: .countIdempotency
    case .bookings: .countBookings
    }
  }
}
