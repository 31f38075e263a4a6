// What the retention suite has found on one store, and its rows.

import Bedrock

/// What was measured.
struct RetentionNumbers {
  var fillSeconds = 0.0
  /// The seconds of each call that has dropped a day.
  var drops: [Double] = []
  /// The seconds of each call that has removed rows alone, and how many rows these were.
  var trims: [(seconds: Double, rows: Int)] = []
  /// Rows that were removed one by one, also by calls that have dropped a day.
  var trimmedRows = 0
  var writes = SteadyWriter.Result()
  /// The size when the first day was about to go, and the largest that it ever was.
  private var firstFull: Int64 = 0
  private var largest: Int64 = 0

  /// Notes the size at the end of a day.
  mutating func note(size: Int64, isFull: Bool) {
    largest = max(largest, size)
    if isFull, firstFull == 0 { firstFull = size }
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
    report.row("\(name)_days_dropped", Double(drops.count), "days")
    report.row("\(name)_drop_day_slowest", (drops.max() ?? 0) * 1e3, "ms")
    report.row("\(name)_drop_day_median", median(drops) * 1e3, "ms")
    tellWrites(name, &report)
    report.row("\(name)_rows_trimmed", Double(trimmedRows), "rows")
    report.row("\(name)_trim_call_rows", Double(trims.map(\.rows).max() ?? 0), "rows")
    report.row("\(name)_trim_call_median", median(trims.map(\.seconds)) * 1e3, "ms")
    report.row("\(name)_trim_call_slowest", (trims.map(\.seconds).max() ?? 0) * 1e3, "ms")
    report.row("\(name)_size_first_full", Double(firstFull) / 1e6, "MB")
    report.row("\(name)_size_largest", Double(largest) / 1e6, "MB")
    report.row("\(name)_grown_beyond_bound", isBounded ? 0 : 1, "stores")
    report.row("\(name)_writes_failed", Double(writes.failures), "writes")
    report.row("\(name)_points_astray", Double(stray), "points")
    return isBounded && drops.count == calendar.dropsExpected && trimmedRows == calendar.trimmedExpected
      && writes.failures == 0 && stray == 0
  }

  private func tellWrites(_ name: String, _ report: inout BenchmarkReport) {
    let quiet = Double(writes.quiet.value(atQuantile: 0.99)) / 1e6
    let dropping = Double(writes.dropping.value(atQuantile: 0.99)) / 1e6
    report.row("\(name)_writes_quiet", Double(writes.quiet.count), "writes")
    report.row("\(name)_writes_dropping", Double(writes.dropping.count), "writes")
    report.row("\(name)_write_p99_quiet", quiet, "ms")
    report.row("\(name)_write_p99_dropping", dropping, "ms", ratio: dropping > 0 ? quiet / dropping : nil)
    report.row("\(name)_write_p99_growth", quiet > 0 ? dropping / quiet : 0, "times")
    report.row("\(name)_write_max_quiet", Double(writes.quiet.max) / 1e6, "ms")
    report.row("\(name)_write_max_dropping", Double(writes.dropping.max) / 1e6, "ms")
  }

  private func median(_ values: [Double]) -> Double {
    values.sorted().dropFirst(values.count / 2).first ?? 0
  }
}
