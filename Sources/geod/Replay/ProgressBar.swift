// How far it is, on a terminal.

import Foundation

/// A line on standard error that is written over and over; nothing where that is no terminal.
struct ProgressBar {
  private let title: String
  private let total: Int
  private let isShown: Bool
  private let start = Date()
  private var lastShown = Date.distantPast

  private static let width = 32
  private static let intervalSeconds = 0.1

  init(title: String, total: Int, isShown: Bool) {
    self.title = title
    self.total = max(1, total)
    self.isShown = isShown
  }

  /// Shows how many of all are done, ten times a second at most.
  mutating func advance(to done: Int) {
    guard isShown, Date().timeIntervalSince(lastShown) >= Self.intervalSeconds else { return }
    lastShown = Date()
    let filled = done * Self.width / total
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
    let rate = Double(done) / max(0.001, Date().timeIntervalSince(start))
    write("\r\(title) [\(bar)] \(done * 100 / total) %  \(Int(rate)) fixes/s ")
  }

  /// Clears the line.
  func finish() {
    if isShown { write("\r\u{1B}[K") }
  }

  private func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
