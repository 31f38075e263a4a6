// A report as text: a table to look at, CSV, or JSON.

import Bedrock
import TripStore

/// The rows of a view with their columns.
struct ReportTable {
  /// The forms.
  enum Format: String, CaseIterable, Sendable {
    case table, csv, json
  }

  private let columns: [AnalystColumn]
  /// One value per column each.
  var rows: [[AnalystValue]] = []

  /// A table without rows.
  init(_ view: AnalystView) {
    columns = view.columns
  }

  /// The whole text.
  func text(_ format: Format) -> String {
    switch format {
    case .table: table
    case .csv: lines.map { $0.joined(separator: ",") }.joined(separator: "\n")
    case .json: String(decoding: json, as: UTF8.self)
    }
  }

  /// The header and the rows as texts. No value has a comma or a quote.
  private var lines: [[String]] {
    [columns.map(\.name)] + rows.map { $0.map(Self.text) }
  }

  /// Columns side by side, words to the left, numbers to the right.
  private var table: String {
    let lines = lines
    let widths = columns.indices.map { index in lines.map { $0[index].utf8.count }.max() ?? 0 }
    return lines.map { line in
      let cells = columns.indices.map { index in
        let space = String(repeating: " ", count: widths[index] - line[index].utf8.count)
        return columns[index].kind == .text ? line[index] + space : space + line[index]
      }
      let text = cells.joined(separator: "  ")
      return String(text.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }

  private static func text(_ value: AnalystValue) -> String {
    switch value {
    case .text(let text): text
    case .whole(let number): String(number)
    case .number(let number): decimal(number)
    case .none: ""
    }
  }

  private static func decimal(_ number: Double) -> String {
    var bytes: [UInt8] = []
    DecimalText.append(number, decimals: 1, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A list of objects whose members are named like the columns.
  private var json: [UInt8] {
    var json = JSONWriter()
    json.beginArray()
    for row in rows {
      json.beginObject()
      for (column, value) in zip(columns, row) {
        json.key(dynamic: column.name)
        switch value {
        case .text(let text): json.string(text)
        case .whole(let number): json.integer(number)
        case .number(let number): json.number(number, decimals: 1)
        case .none: json.null()
        }
      }
      json.endObject()
    }
    json.endArray()
    return json.finish()
  }
}
