// The Prometheus text format, read strictly enough to notice a page that Prometheus would not take.

import Foundation

/// A parsed metrics page (text format 0.0.4).
struct MetricsPage {
  /// Values by name and labels as they stand on the page.
  private(set) var values: [String: Double] = [:]
  /// The types by name.
  private(set) var types: [String: String] = [:]

  init(_ text: String) throws {
    guard text.hasSuffix("\n") else { throw TestFailure("the last line has no end") }
    var helped: Set<Substring> = []
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 3)
      if line.hasPrefix("# HELP ") {
        guard words.count == 4, helped.insert(words[2]).inserted else { throw TestFailure("\(line)") }
      } else if line.hasPrefix("# TYPE ") {
        guard words.count == 4, types.updateValue(String(words[3]), forKey: String(words[2])) == nil else {
          throw TestFailure("\(line)")
        }
      } else {
        try sample(line)
      }
    }
  }

  private mutating func sample(_ line: Substring) throws {
    guard let space = line.lastIndex(of: " "), let value = Double(line[line.index(after: space)...]) else {
      throw TestFailure("no sample: \(line)")
    }
    let series = String(line[..<space])
    let name = series.prefix { $0 != "{" }
    guard name.wholeMatch(of: /[a-zA-Z_:][a-zA-Z0-9_:]*/) != nil else {
      throw TestFailure("a bad name: \(line)")
    }
    let labels = series.dropFirst(name.count)
    guard labels.isEmpty || labels.wholeMatch(of: /\{([a-z]+="[^"\\\n]*",?)*\}/) != nil else {
      throw TestFailure("bad labels: \(line)")
    }
    let family = ["_bucket", "_sum", "_count"].lazy.filter { name.hasSuffix($0) }
      .map { String(name.dropLast($0.count)) }.first { types[$0] == "histogram" }
    guard types[String(name)] != nil || family != nil else { throw TestFailure("without a type: \(line)") }
    guard values.updateValue(value, forKey: series) == nil else { throw TestFailure("twice: \(line)") }
  }
}
