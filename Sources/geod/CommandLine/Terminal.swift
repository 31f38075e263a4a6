// Talking to the person at the terminal.

import Foundation

/// Standard output and standard error.
enum Terminal {
  /// Prints to standard output. A text without a line end gets one.
  static func print(_ text: String) {
    let line = text.hasSuffix("\n") ? text : text + "\n"
    try? FileHandle.standardOutput.write(contentsOf: Data(line.utf8))
  }

  /// Prints to standard error, where standard output is for data.
  static func note(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data("\(text)\n".utf8))
  }

  /// Prints a complaint to standard error.
  static func complain(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data("geod: \(text)\n".utf8))
  }
}
