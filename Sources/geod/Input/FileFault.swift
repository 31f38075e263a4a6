// What is wrong with a file that somebody has given to a command, in words for people.

import Transport

/// Why a file cannot be read or used.
struct FileFault: Error, CustomStringConvertible, Equatable {
  var file: String
  /// From 1; nil when the fault is not on a line.
  var line: Int?
  var message: String

  var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(message)" }
}

extension FileFault {
  /// What came of reading a file, plain or compressed, whose lines may have so many bytes.
  init(reading file: String, lineBytesMax: Int, _ error: any Error) {
    let message =
      switch error as? GzipError {
      case .system(let error): "\(error)"
      case .damaged: "is damaged or cut off"
      case .tooLarge: "is too large"
      case .lineTooLong: "has a line of more than \(lineBytesMax) bytes"
      case nil: "\(error)"
      }
    self.init(file: file, line: nil, message: message)
  }
}

/// What is wrong with a line, before it is known which one it is.
struct LineFault: Error {
  var message: String
}
