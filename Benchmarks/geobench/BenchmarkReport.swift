// Rows out: a table for people, JSON lines for programs.

import Bedrock

/// Prints rows as they are measured.
struct BenchmarkReport {
  let json: Bool

  /// Prints one row. `ratio` is the reference's cost divided by this one's unless the suite says otherwise; `details`
  /// are further numbers about the row.
  mutating func row(
    _ name: String, _ value: Double, _ unit: String, ratio: Double? = nil, details: [(String, Double)] = []
  ) {
    guard json else {
      let number = value < 100 ? rounded(value, 2) : rounded(value, 0)
      let factor = ratio.map { "   \(rounded($0, $0 < 10 ? 2 : $0 < 100 ? 1 : 0)) x" } ?? ""
      let more = details.map { "   \($0.0) \(rounded($0.1, $0.1 < 100 ? 2 : 0))" }.joined()
      print(pad(name, 28) + pad(number, 12, left: true) + " " + pad(unit, 8) + factor + more)
      return
    }
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("name")
    writer.string(name)
    writer.key("value")
    writer.number(value, decimals: 3)
    writer.key("unit")
    writer.string(unit)
    if let ratio {
      writer.key("ratio")
      writer.number(ratio, decimals: 3)
    }
    for (name, value) in details {
      writer.key(dynamic: name)
      writer.number(value, decimals: 3)
    }
    writer.endObject()
    print(String(decoding: writer.finish(), as: UTF8.self))
  }

  /// Prints a line that is not a measurement; nothing in JSON.
  func note(_ text: String) {
    if !json { print(text) }
  }

  private func rounded(_ value: Double, _ decimals: Int) -> String {
    var bytes: [UInt8] = []
    DecimalText.append(value, decimals: decimals, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func pad(_ text: String, _ width: Int, left: Bool = false) -> String {
    let fill = String(repeating: " ", count: max(0, width - text.count))
    return left ? fill + text : text + fill
  }
}
