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

  /// See `RetentionStore`. The file is on this machine.
  public func databaseTime() throws(StoreError) -> Instant? { nil }

  /// See `RetentionStore`. One flush, where a day is missing.
  public func makePointDays(from first: Instant, count: Int) throws(StoreError) {
    let days = PointDay.days(from: first, count: count).map(\.number)
    let found = Set(try pointDays())
    guard !found.isSuperset(of: days) else { return }
    try connection.transaction { () throws(StoreError) in
      for day in days { try makeDay(day) }
    }
  }

  /// See `RetentionStore`. As of one moment; O(rows) up to the bound, by indices alone.
  public func holdings(
    of tenant: ClientID, terms: RetentionTerms, now: Instant
  ) throws(StoreError) -> [RetentionHolding] {
    try connection.reading { () throws(StoreError) in
      var days: [PointDay] = []
      for number in try pointDays() {
        let query = SQLiteDayQuery(kind: .count, day: number)
        if try rows(query, [.text(tenant.text), .integer(1)], dryRun: true) > 0 {
          days.append(PointDay(number: number))
        }
      }
      var holdings = [RetentionHolding(pointDays: days, limit: terms.limit(.points, now: now))]
      for kind in RetentionKind.allCases where kind != .points {
        func count(before limit: Instant) throws(StoreError) -> Int {
          let max = SQLiteValue.integer(Int64(RetentionHolding.countMax))
          return try rows(kind, [.text(tenant.text), .time(limit), max], dryRun: true)
        }
        var oldest: Instant?
        try connection.once(kind.oldest, [.text(tenant.text)]) { oldest = $0.optionalTime(0) }
        holdings.append(
          RetentionHolding(
            kind: kind, count: try count(before: Instant(milliseconds: .max)),
            due: try count(before: terms.limit(kind, now: now)), oldest: oldest))
      }
      return holdings
    }
  }

  private func rows(
    _ kind: RetentionKind, _ values: [SQLiteValue], dryRun: Bool
  ) throws(StoreError) -> Int {
    guard dryRun else { return try connection.execute(kind.removal, values) }
    var count = 0
    try connection.once(kind.counting, values) { count = Int($0.integer(0)) }
    return count
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
    case .deadLetters: .removeDeadLetters
    case .bookings: .removeBookings
    }
  }

  /// The statement that finds the time of the oldest row.
  fileprivate var oldest: SQLiteRareQuery {
    switch self {
    case .points: preconditionFailure("points have days")
    case .summaries: .oldestSummary
    case .decisions: .oldestDecision
    case .audit: .oldestAudit
    case .idempotencyKeys: .oldestIdempotency
    case .deadLetters: .oldestDeadLetter
    case .bookings: .oldestBooking
    }
  }

  /// The statement that counts what the other would remove.
  fileprivate var counting: SQLiteRareQuery {
    switch self {
    case .points: preconditionFailure("points have statements per day")
    case .summaries: .countSummaries
    case .decisions: .countDecisions
    case .audit: .countAudit
    case .idempotencyKeys: .countIdempotency
    case .deadLetters: .countDeadLetters
    case .bookings: .countBookings
    }
  }
}
