// What a benchmark prints with --json: one object per line.

import Foundation
import TestPrograms
import Testing

/// One measured value.
public struct MeasuredRow: Decodable, Sendable {
  /// What was measured; once per run.
  public var name: String
  /// The value.
  public var value: Double
  /// Its unit.
  public var unit: String
  /// The value against its reference, where there is one.
  public var ratio: Double?

  /// Runs a benchmark with `--json` to its end, which has to be a good one, and reads what it printed.
  public static func all(of program: String, _ arguments: [String]) throws -> [String: MeasuredRow] {
    let result = try BuiltProduct.run(program, arguments + ["--json"])
    #expect(
      result.status == 0, "\(program) \(arguments.joined(separator: " "))\n\(result.text)\(result.errors)")
    var rows: [String: MeasuredRow] = [:]
    for line in result.text.split(separator: "\n") {
      let row = try JSONDecoder().decode(MeasuredRow.self, from: Data(line.utf8))
      #expect(rows.updateValue(row, forKey: row.name) == nil, "\(row.name) stands twice")
      #expect(!row.unit.isEmpty && row.value.isFinite)
    }
    return rows
  }
}
