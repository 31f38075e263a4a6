// One number of a report, with its name and unit, for people and for programs.

public import Bedrock
internal import Foundation

/// A row of a report.
public struct ReportLine: Sendable {
  /// What was measured, in lower case with underscores.
  public var name: String
  /// How much.
  public var value: Double
  /// Of what.
  public var unit: String
  /// How many digits behind the point are written.
  public var decimals: Int
  /// A reference's cost divided by this one; nil where there is no reference.
  public var ratio: Double?

  /// A row.
  public init(name: String, value: Double, unit: String, decimals: Int, ratio: Double? = nil) {
    self.name = name
    self.value = value
    self.unit = unit
    self.decimals = decimals
    self.ratio = ratio
  }

  /// A number of things.
  public static func count(_ name: String, _ value: some BinaryInteger, _ unit: String) -> ReportLine {
    ReportLine(name: name, value: Double(value), unit: unit, decimals: 0)
  }

  /// The quantiles of latencies, with the same quantiles of a reference where there is one.
  public static func quantiles(
    _ name: String, _ nanoseconds: Histogram, reference: Histogram? = nil, withMax: Bool = true
  ) -> [ReportLine] {
    let quantiles: [(String, Double)] = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p99.9", 0.999)]
    var lines = quantiles.map { label, quantile in
      let value = nanoseconds.value(atQuantile: quantile)
      let ratio = reference.flatMap {
        value > 0 ? Double($0.value(atQuantile: quantile)) / Double(value) : nil
      }
      return ReportLine(
        name: "\(name)_\(label)", value: Double(value) / 1e6, unit: "ms", decimals: 3, ratio: ratio)
    }
    if withMax {
      lines.append(
        ReportLine(name: "\(name)_max", value: Double(nanoseconds.max) / 1e6, unit: "ms", decimals: 3))
    }
    return lines
  }

  /// One JSON object per line.
  public static func json(_ lines: [ReportLine]) -> String {
    lines.map { line in
      var json = JSONWriter()
      json.beginObject()
      json.key("name")
      json.string(line.name)
      json.key("value")
      json.number(line.value, decimals: line.decimals)
      json.key("unit")
      json.string(line.unit)
      if let ratio = line.ratio {
        json.key("ratio")
        json.number(ratio, decimals: 4)
      }
      json.endObject()
      return String(decoding: json.finish(), as: UTF8.self)
    }.joined(separator: "\n")
  }

  /// A table.
  public static func words(_ lines: [ReportLine]) -> String {
    lines.map { line in
      let row =
        line.name.padding(toLength: 24, withPad: " ", startingAt: 0)
        + String(format: "%.\(line.decimals)f", line.value) + " " + line.unit
      return line.ratio.map { row + String(format: " (ratio %.3f)", $0) } ?? row
    }.joined(separator: "\n")
  }
}
