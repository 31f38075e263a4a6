// What a load found: numbers with names and units, for people and for programs.

import Bedrock
import FleetClient
import Foundation

/// The result of a load.
struct LoadReport {
  /// One number.
  struct Line {
    var name: String
    var value: Double
    var unit: String
    var decimals: Int
  }

  var statistics = FleetStatistics()
  var seconds = 0.0
  /// Samples of the server at the begin of sending, about once a second, and at the end; empty for a server
  /// that geoload did not start.
  var samples: [ProcessSample] = []

  /// Growth beyond both of these is a leak.
  private static let growthMax = 0.05
  private static let growthBytesMax = 8 << 20

  private var residentAtQuarter: Int { samples[samples.count / 4].residentBytes }
  private var residentAtEnd: Int { samples[samples.count - 1].residentBytes }

  /// Whether the server's memory at the end is that at a quarter of the time.
  var isMemoryFlat: Bool {
    guard samples.count > 1 else { return true }
    let growth = residentAtEnd - residentAtQuarter
    return growth <= Self.growthBytesMax || Double(growth) <= Double(residentAtQuarter) * Self.growthMax
  }

  /// No error, every fix with its verdict, flat memory.
  var isGood: Bool {
    statistics.errors == 0 && statistics.disconnects == 0 && statistics.unacknowledged == 0 && isMemoryFlat
  }

  /// All numbers in the order of the report.
  var lines: [Line] {
    var lines = [
      Line(name: "fixes_sent", value: Double(statistics.sent), unit: "fixes", decimals: 0),
      Line(name: "fixes_acknowledged", value: Double(statistics.acknowledged), unit: "fixes", decimals: 0),
      Line(name: "fixes_refused", value: Double(statistics.refusedTotal), unit: "fixes", decimals: 0),
      Line(
        name: "fixes_per_second", value: Double(statistics.acknowledged) / seconds, unit: "1/s", decimals: 0),
      Line(name: "errors", value: Double(statistics.errors), unit: "errors", decimals: 0),
      Line(name: "disconnects", value: Double(statistics.disconnects), unit: "connections", decimals: 0),
    ]
    lines += Self.quantiles("ack", statistics.acknowledgementNanoseconds)
    if statistics.sightingNanoseconds.count > 0 {
      lines.append(
        Line(name: "sightings", value: Double(statistics.sightings), unit: "positions", decimals: 0))
      lines += Self.quantiles("fix_to_viewer", statistics.sightingNanoseconds)
    }
    guard samples.count > 1 else { return lines }
    let cpu = samples[samples.count - 1].cpuSeconds - samples[0].cpuSeconds
    let perFix = cpu * 1e6 / Double(max(1, statistics.acknowledged))
    return lines + [
      Line(name: "server_cpu", value: cpu / seconds * 100, unit: "% of one processor", decimals: 1),
      Line(name: "server_cpu_per_fix", value: perFix, unit: "us", decimals: 2),
      Line(name: "server_rss_quarter", value: Double(residentAtQuarter) / 1e6, unit: "MB", decimals: 1),
      Line(name: "server_rss_end", value: Double(residentAtEnd) / 1e6, unit: "MB", decimals: 1),
      Line(name: "server_memory_flat", value: isMemoryFlat ? 1 : 0, unit: "yes = 1", decimals: 0),
    ]
  }

  private static func quantiles(_ name: String, _ nanoseconds: Histogram) -> [Line] {
    let quantiles: [(String, Double)] = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p99.9", 0.999)]
    return quantiles.map { label, quantile in
      Line(
        name: "\(name)_\(label)", value: Double(nanoseconds.value(atQuantile: quantile)) / 1e6, unit: "ms",
        decimals: 3)
    } + [Line(name: "\(name)_max", value: Double(nanoseconds.max) / 1e6, unit: "ms", decimals: 3)]
  }

  /// One JSON object per line.
  var json: String {
    lines.map { line in
      var json = JSONWriter()
      json.beginObject()
      json.key("name")
      json.string(line.name)
      json.key("value")
      json.number(line.value, decimals: line.decimals)
      json.key("unit")
      json.string(line.unit)
      json.endObject()
      return String(decoding: json.finish(), as: UTF8.self)
    }.joined(separator: "\n")
  }

  /// A table.
  var words: String {
    let rows = lines.map { line in
      line.name.padding(toLength: 24, withPad: " ", startingAt: 0)
        + String(format: "%.\(line.decimals)f", line.value) + " " + line.unit
    }
    let refused = statistics.refused.sorted { $0.key < $1.key }.map { "refused as \($0.key): \($0.value)" }
    return (rows + refused + statistics.firstFaults).joined(separator: "\n")
  }
}
