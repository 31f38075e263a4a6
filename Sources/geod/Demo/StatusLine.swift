// What the demo says while it runs.

import Foundation

/// One line, written over on a terminal once a second; elsewhere a new line every five seconds.
struct StatusLine {
  private let handle: FileHandle
  private let isTerminal: Bool
  private var isShown = false

  /// A status on standard output, or on standard error where standard output is for a report.
  init(toStandardError: Bool) {
    handle = toStandardError ? .standardError : .standardOutput
    isTerminal = isatty(handle.fileDescriptor) == 1
  }

  /// How often to show the status.
  var intervalSeconds: Double { isTerminal ? 1 : 5 }

  /// Shows the status.
  mutating func show(_ text: String) {
    write(isTerminal ? "\r\(text)\u{1B}[K" : text + "\n")
    isShown = isTerminal
  }

  /// Prints lines that stay, under the status.
  mutating func say(_ text: String) {
    write((isShown ? "\n" : "") + text + "\n")
    isShown = false
  }

  private func write(_ text: String) {
    try? handle.write(contentsOf: Data(text.utf8))
  }
}
