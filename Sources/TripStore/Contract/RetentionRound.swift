// The arithmetic of one call of retention, the same for every database: what is due, and how much is left to do.

internal import Bedrock

/// One call of `RetentionStore.retain`, as it goes along.
struct RetentionRound {
  private let policy: RetentionPolicy
  private let now: Instant
  /// What was done so far.
  private(set) var report = RetentionReport()

  init(_ policy: RetentionPolicy, now: Instant) {
    precondition(policy.rowsMax > 0 && policy.daysMax >= 0, "retention that does nothing")
    self.policy = policy
    self.now = now
  }

  /// How many rows may still be removed.
  var rowsLeft: Int { policy.rowsMax - report.rows }

  /// Rows of a kind from before this time are due.
  func limit(_ kind: RetentionKind, of tenant: ClientID) -> Instant {
    policy.terms(of: tenant).limit(kind, now: now)
  }

  /// The days to drop as a whole, out of all days in order; writes them into the report.
  mutating func drop(_ days: [PointDay]) -> [PointDay] {
    let due = days.filter(isDroppable)
    let dropped = Array(due.prefix(policy.daysMax))
    report.droppedDays = dropped.map(\.start)
    if policy.daysMax > 0, due.count > dropped.count { report.isBounded = true }
    return dropped
  }

  /// The days of which this tenant's rows are due although the day stays for others, while rows are left to remove.
  func trimmed(_ days: [PointDay], of tenant: ClientID) -> [PointDay] {
    let limit = limit(.points, of: tenant)
    return days.filter { !isDroppable($0) && $0.end <= limit }
  }

  /// Notes rows of a kind. At the bound there may be more.
  mutating func note(_ rows: Int, _ kind: RetentionKind, of tenant: ClientID) {
    guard rows > 0 else { return }
    if let last = report.entries.indices.last, report.entries[last].tenant == tenant,
      report.entries[last].kind == kind
    {
      report.entries[last].rows += rows
    } else {
      report.entries.append(RetentionReport.Entry(tenant: tenant, kind: kind, rows: rows))
    }
    if rowsLeft == 0 { report.isBounded = true }
  }

  private func isDroppable(_ day: PointDay) -> Bool {
    day.end <= now.advanced(byMilliseconds: -Int64(policy.longestPointDays) * PointDay.milliseconds)
  }
}
