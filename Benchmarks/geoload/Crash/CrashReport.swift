// What the matrix has shown: a row per kind of fault, for people and for programs.

import Bedrock
import LoadSupport

/// The result of one kind of fault.
struct CrashRow {
  let fault: CrashFault
  /// How often it was to happen, and how often it has and life went on.
  let count: Int
  var done = 0
  /// From the end of each fault until a booking was accepted and a fix acknowledged.
  var secondsToLife: [Double] = []
  /// What was compared at the end.
  var comparison = CrashComparison(fault: "not compared")
  /// What went wrong on the way.
  var faults: [String] = []
  /// What people should know.
  var remark: String?
  /// For a fault of the disk: whether it was a disk of its own, or the store's bound.
  var isMounted: Bool?

  init(fault: CrashFault, count: Int) {
    self.fault = fault
    self.count = count
  }

  /// Why the row is not good.
  var remarks: [String] { faults + [comparison.fault].compactMap { $0 } }

  var isGood: Bool { done == count && faults.isEmpty && comparison.fault == nil }

  private func quantile(_ share: Double) -> Double {
    guard !secondsToLife.isEmpty else { return 0 }
    let sorted = secondsToLife.sorted()
    return sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
  }

  /// A line of the table.
  var words: String {
    func cell(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count)) + text
    }
    func seconds(_ value: Double) -> String {
      var bytes: [UInt8] = []
      DecimalText.append(value, decimals: 1, to: &bytes)
      return String(decoding: bytes, as: UTF8.self)
    }
    let name = fault.words + String(repeating: " ", count: max(1, 28 - fault.words.count))
    return name + cell("\(done)/\(count)", 7) + cell(seconds(quantile(0.5)), 8)
      + cell(seconds(secondsToLife.max() ?? 0), 8) + cell("\(comparison.bookings_compared)", 10)
      + cell("\(comparison.events_compared)", 9) + cell("\(comparison.fixes_compared)", 9) + "  "
      + (isGood ? "nothing missing" : "NOT GOOD") + (remark.map { " (\($0))" } ?? "")
  }

  /// The same as numbers.
  var lines: [ReportLine] {
    let name = fault.rawValue.replacing("-", with: "_")
    return [
      .count("\(name)_faults", count, "faults"), .count("\(name)_survived", done, "faults"),
      ReportLine(name: "\(name)_life_p50", value: quantile(0.5), unit: "s", decimals: 2),
      ReportLine(name: "\(name)_life_max", value: secondsToLife.max() ?? 0, unit: "s", decimals: 2),
      .count("\(name)_bookings_compared", comparison.bookings_compared, "bookings"),
      .count("\(name)_events_compared", comparison.events_compared, "events"),
      .count("\(name)_fixes_compared", comparison.fixes_compared, "fixes"),
      .count("\(name)_good", isGood ? 1 : 0, "yes = 1"),
    ] + (isMounted.map { [.count("\(name)_mounted", $0 ? 1 : 0, "yes = 1")] } ?? [])
  }
}

/// The whole matrix.
struct CrashReport: Report {
  let seed: UInt64
  var rows: [CrashRow] = []
  var seconds = 0.0

  init(seed: UInt64) { self.seed = seed }

  var isGood: Bool { !rows.isEmpty && rows.allSatisfy(\.isGood) }

  var lines: [ReportLine] {
    rows.flatMap(\.lines) + [
      .count("seed", seed, ""), ReportLine(name: "seconds", value: seconds, unit: "s", decimals: 0),
    ]
  }

  var table: String { ([Self.heading] + rows.map(\.words)).joined(separator: "\n") }

  var remarks: [String] {
    rows.flatMap { row in row.remarks.map { "\(row.fault.words): \($0)" } }
  }

  /// What stands above the rows.
  static let heading =
    "fault                        survived life p50     max  bookings   events    fixes  compared"
}
