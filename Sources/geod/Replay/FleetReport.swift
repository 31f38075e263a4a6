// What the reports of replay and demo have in common.

import Bedrock
import FleetClient
import Foundation

/// Pieces of reports.
enum FleetReport {
  /// Whether standard error is a terminal, where lines may be written over.
  static var isTerminal: Bool { isatty(FileHandle.standardError.fileDescriptor) == 1 }

  /// A quantile of nanoseconds in milliseconds.
  static func milliseconds(_ nanoseconds: Histogram, _ quantile: Double) -> Double {
    Double(nanoseconds.value(atQuantile: quantile)) / 1e6
  }

  /// A number with a fixed number of decimals.
  static func text(_ value: Double, _ decimals: Int) -> String { String(format: "%.\(decimals)f", value) }

  /// `{"jump":2,...}`, sorted by code.
  static func writeRefused(_ statistics: FleetStatistics, _ json: inout JSONWriter) {
    json.beginObject()
    for (code, count) in statistics.refused.sorted(by: { $0.key < $1.key }) {
      json.key(dynamic: code)
      json.integer(Int64(count))
    }
    json.endObject()
  }

  /// `none`, or the counts by code.
  static func refusedWords(_ statistics: FleetStatistics) -> String {
    guard !statistics.refused.isEmpty else { return "none" }
    return statistics.refused.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(
      separator: ", ")
  }

  /// What went wrong, a line each; nothing when nothing did.
  static func faultLines(_ statistics: FleetStatistics) -> [String] {
    guard statistics.errors + statistics.disconnects > 0 else { return [] }
    return ["\(statistics.errors) errors, \(statistics.disconnects) lost connections; the first:"]
      + statistics.firstFaults.map { "  \($0)" }
  }
}

/// The running program, which starts itself again as a server.
enum OwnExecutable {
  /// The path of this process's binary.
  static var url: URL {
    if let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
      return URL(filePath: path)
    }
    return Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
  }
}
