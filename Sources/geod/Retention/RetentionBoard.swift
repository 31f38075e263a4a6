// The numbers of retention for the metrics page.

import Bedrock
import Transport
import TripStore

/// What retention has done since the start.
struct RetentionNumbers: Sendable {
  /// Rows that were removed, by kind.
  var rows: [RetentionKind: UInt64] = [:]
  /// Days of points that were dropped.
  var days: UInt64 = 0
  /// Rounds that came to their end.
  var rounds: UInt64 = 0
  /// Rounds that did not.
  var failures: UInt64 = 0
  /// When the last good round ended, in wall time; the epoch when there was none.
  var lastEndedAt = Instant.epoch
  /// How long it took.
  var lastMilliseconds: Int64 = 0
}

/// The numbers, written by the retention's thread and read by whoever answers `/metrics`.
final class RetentionBoard: Sendable {
  private let numbers = Lock(RetentionNumbers())

  /// The numbers now.
  var current: RetentionNumbers { numbers.withLock { $0 } }

  /// Notes a round.
  func note(_ tally: RetentionTally, isComplete: Bool, milliseconds: Int64, endedAt: Instant) {
    numbers.withLock { numbers in
      for kind in RetentionKind.allCases { numbers.rows[kind, default: 0] += UInt64(tally.rows(kind)) }
      numbers.days += UInt64(tally.days.count)
      guard isComplete else {
        numbers.failures += 1
        return
      }
      numbers.rounds += 1
      numbers.lastEndedAt = endedAt
      numbers.lastMilliseconds = milliseconds
    }
  }
}

extension MetricsText {
  /// What retention has done.
  mutating func retention(_ numbers: RetentionNumbers) {
    self.numbers(
      "geod_retention_rows_total", "counter", "Rows removed because their time was over, by kind.",
      label: "kind", RetentionKind.allCases.map { ($0.rawValue, numbers.rows[$0] ?? 0) })
    number(
      "geod_retention_days_total", "counter", "Days of points dropped as a whole.", Int64(numbers.days))
    number("geod_retention_rounds_total", "counter", "Rounds of retention that ended.", Int64(numbers.rounds))
    number(
      "geod_retention_failures_total", "counter", "Rounds of retention that did not end.",
      Int64(numbers.failures))
    number(
      "geod_retention_last_end_seconds", "gauge", "When the last round ended, as Unix seconds; 0 for none.",
      numbers.lastEndedAt.milliseconds / 1000)
    number(
      "geod_retention_last_duration_milliseconds", "gauge", "How long the last round took.",
      numbers.lastMilliseconds)
  }
}
