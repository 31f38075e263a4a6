// What an export has written, in words and as JSON, and how far it is.

import Bedrock
import Foundation

/// Lines by their kind.
struct ExportReport: Sendable, Equatable {
  /// The kinds of lines, in the order of the words.
  enum Kind: String, CaseIterable, Sendable {
    case export, booking, event, offer, assignment, trip, summary, point
  }

  private var counts: [Kind: Int] = [:]

  /// How many lines of a kind there are; in a trace, how many trips and points.
  subscript(kind: Kind) -> Int { counts[kind] ?? 0 }

  /// One more.
  mutating func count(_ kind: Kind) { counts[kind, default: 0] += 1 }

  /// All but the first line, which tells what is exported.
  private var told: [Kind] { Kind.allCases.filter { $0 != .export } }

  /// One object.
  var json: String {
    var json = JSONWriter()
    json.beginObject()
    for kind in told {
      json.key(dynamic: kind.plural)
      json.integer(self[kind])
    }
    json.endObject()
    return String(decoding: json.finish(), as: UTF8.self)
  }

  /// One line for people.
  var words: String {
    let parts = told.filter { self[$0] > 0 }.map { "\($0.plural) \(self[$0])" }
    return parts.isEmpty ? "nothing to export" : "exported: \(parts.joined(separator: ", "))"
  }
}

extension ExportReport.Kind {
  fileprivate var plural: String { self == .summary ? "summaries" : rawValue + "s" }
}

/// A line on standard error that is written over, five times a second at most; nothing where that is no terminal.
struct ExportProgress {
  let isShown: Bool
  private var lastShown = Date.distantPast

  private static let intervalSeconds = 0.2

  init(isShown: Bool) {
    self.isShown = isShown
  }

  mutating func show(_ report: ExportReport) {
    guard isShown, Date().timeIntervalSince(lastShown) >= Self.intervalSeconds else { return }
    lastShown = Date()
    write("\r\u{1B}[K\(report.words)")
  }

  /// Clears the line.
  func finish() {
    if isShown { write("\r\u{1B}[K") }
  }

  private func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
