// What the tests of replay and demo add to the real binary and its folders.

import Foundation

extension ProgramResult {
  /// The last line of the output as JSON; null when it is none.
  var report: JSON {
    (try? JSON(output.split(separator: "\n").last.map(String.init) ?? "")) ?? .null
  }
}

extension TemporaryFolder {
  /// Writes a file and gives its path.
  func write(_ name: String, _ text: String) throws -> String {
    try Data(text.utf8).write(to: url.appending(path: name))
    return path(name)
  }
}
