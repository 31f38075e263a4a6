// What a tenant has of each kind in Postgres, and the days of points to come.

public import Bedrock

extension PostgresStore {
  /// See `RetentionStore`. One wait for each day that is missing.
  public func makePointDays(from first: Instant, count: Int) throws(StoreError) {
    try makeDays(Set(PointDay.days(from: first, count: count).map(\.number)))
  }

  /// See `RetentionStore`. As of one moment; O(rows) up to the bound, by indices alone.
  public func holdings(
    of tenant: ClientID, terms: RetentionTerms, now: Instant
  ) throws(StoreError) -> [RetentionHolding] {
    try app.reading { () throws(StoreError) in
      var all: [PointDay] = []
      try app.forEach(.pointDays) { row in all.append(PointDay(number: row.integer(0))) }
      var days: [PointDay] = []
      for day in all {
        let values: [PostgresValue] = [.integer(day.number), .count(1)]
        if try first(.countPoints, of: tenant, values, { $0.integer(0) }) ?? 0 > 0 { days.append(day) }
      }
      var holdings = [RetentionHolding(pointDays: days, limit: terms.limit(.points, now: now))]
      for kind in RetentionKind.allCases where kind != .points {
        func count(before limit: Instant) throws(StoreError) -> Int {
          let values: [PostgresValue] = [.time(limit), .count(RetentionHolding.countMax)]
          return try first(kind.postgresCounting, of: tenant, values) { Int($0.integer(0)) } ?? 0
        }
        let oldest = try first(kind.oldest, of: tenant) { $0.optionalTime(0) }
        holdings.append(
          RetentionHolding(
            kind: kind, count: try count(before: Instant(milliseconds: .max)),
            due: try count(before: terms.limit(kind, now: now)), oldest: oldest ?? nil))
      }
      return holdings
    }
  }
}

extension RetentionKind {
  /// The statement that finds the time of the oldest row.
  fileprivate var oldest: PostgresQuery {
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
}
