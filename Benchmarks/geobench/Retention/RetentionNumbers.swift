// What the retention suite has found on one store, and its rows.

import Bedrock

/// What was measured.
struct RetentionNumbers {
  var fillSeconds = 0.0
  /// The seconds of each call that has dropped a day, or has tried to.
  var dropCalls: [Double] = []
  var daysDropped = 0
  /// The seconds of each call that has removed rows alone, and how many rows these were.
  var trims: [(seconds: Double, rows: Int)] = []
  /// Rows that were removed one by one, also by calls that have dropped a day.
  var trimmedRows = 0
  /// What others have met, day by day.
  private var writes: [SteadyWriter.Result] = []
  private var failures = 0
  /// The size when the first day was about to go, and the largest that it ever was.
  private var firstFull: Int64 = 0
  private var largest: Int64 = 0

  /// Notes the size at the end of a day.
  mutating func note(size: Int64, isFull: Bool) {
    largest = max(largest, size)
    if isFull, firstFull == 0 { firstFull = size }
  }

  /// Notes what others have met on a day; what was measured, and what has failed.
  mutating func note(_ day: SteadyWriter.Result) {
    failures += day.failures
    if day.quiet.count > 0 { writes.append(day) }
  }

  /// The day that comes and the day that goes are there at the same time.
  private var isBounded: Bool { Double(largest) <= Double(firstFull) * 1.25 + 80e6 }

  /// Prints everything.
  /// - Returns: whether all that was due is gone, nothing has grown, and no write was lost.
  func tell(_ name: String, _ calendar: RetentionCalendar, stray: Int, _ report: inout BenchmarkReport)
    -> Bool
  {
    let points = Double(calendar.days * calendar.pointsPerDay)
    report.row("\(name)_fill", points / fillSeconds, "points/s")
    report.row("\(name)_days_dropped", Double(daysDropped), "days")
    report.row("\(name)_drop_day_slowest", (dropCalls.max() ?? 0) * 1e3, "ms")
    report.row("\(name)_drop_day_median", median(dropCalls) * 1e3, "ms")
    tellWrites(name, &report)
    report.row("\(name)_rows_trimmed", Double(trimmedRows), "rows")
    report.row("\(name)_trim_call_rows", Double(trims.map(\.rows).max() ?? 0), "rows")
    report.row("\(name)_trim_call_median", median(trims.map(\.seconds)) * 1e3, "ms")
    report.row("\(name)_trim_call_slowest", (trims.map(\.seconds).max() ?? 0) * 1e3, "ms")
    report.row("\(name)_size_first_full", Double(firstFull) / 1e6, "MB")
    report.row("\(name)_size_largest", Double(largest) / 1e6, "MB")
    report.row("\(name)_grown_beyond_bound", isBounded ? 0 : 1, "stores")
    report.row("\(name)_writes_failed", Double(failures), "writes")
    report.row("\(name)_points_astray", Double(stray), "points")
    return isBounded && daysDropped == calendar.dropsExpected && trimmedRows == calendar.trimmedExpected
      && failures == 0 && stray == 0
  }

  /// The middle of the measured days, each of which compares windows that lie side by side: a burst of somebody else's
  /// work spoils one of them and no more.
  private func tellWrites(_ name: String, _ report: inout BenchmarkReport) {
    func p99(_ latencies: Histogram) -> Double { Double(latencies.value(atQuantile: 0.99)) / 1e6 }
    func max(_ latencies: (SteadyWriter.Result) -> Histogram) -> Double {
      Double(writes.map { latencies($0).max }.max() ?? 0) / 1e6
    }
    report.row("\(name)_days_measured", Double(writes.count), "days")
    report.row("\(name)_write_p99_quiet", median(writes.map { p99($0.quiet) }), "ms")
    report.row("\(name)_write_max_quiet", max(\.quiet), "ms")
    for (window, latencies) in [("dropping", \SteadyWriter.Result.dropping), ("trimming", \.trimming)] {
      let days = writes.filter { $0[keyPath: latencies].count > 0 }
      let times = median(days.map { p99($0[keyPath: latencies]) / Swift.max(p99($0.quiet), 1e-6) })
      report.row(
        "\(name)_write_p99_\(window)", median(days.map { p99($0[keyPath: latencies]) }), "ms",
        ratio: times > 0 ? 1 / times : nil)
      report.row("\(name)_write_p99_\(window)_by_quiet", times, "times")
      report.row("\(name)_write_max_\(window)", max { $0[keyPath: latencies] }, "ms")
    }
    report.row("\(name)_writes_measured", Double(writes.reduce(0) { $0 + $1.count }), "writes")
  }

  /// The middle value, or the mean of the two in the middle; 0 of none.
  private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard let upper = sorted.dropFirst(sorted.count / 2).first else { return 0 }
    return sorted.count.isMultiple(of: 2) ? (upper + sorted[sorted.count / 2 - 1]) / 2 : upper
  }
}

extension SteadyWriter.Result {
  /// How many writes were measured.
  fileprivate var count: UInt64 { quiet.count + dropping.count + trimming.count }
}
