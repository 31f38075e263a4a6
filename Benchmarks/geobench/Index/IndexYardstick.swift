// The C program that shows what one core can do: built, run on the same data, and read.

import Foundation

/// The yardstick, ready to run.
struct IndexYardstick {
  private let program: URL
  private let built: CProgram?
  /// Whether it counts processor time. Built here it does, like geod: other people's work on the same machine then
  /// disturbs both less. A program that somebody else has built reads the clock on the wall, and so must geod.
  var countsProcessorTime: Bool { built != nil }

  /// What makes it count processor time.
  private static let processorClock =
    "#include <time.h>\n#undef CLOCK_MONOTONIC\n#define CLOCK_MONOTONIC CLOCK_THREAD_CPUTIME_ID\n"

  /// - Parameter path: a folder with `grid_limit.c` (or `index/grid_limit.c`), or the built program.
  init(path: String) throws(CProgram.Fault) {
    let place = URL(filePath: path)
    let sources = [place.appending(path: "grid_limit.c"), place.appending(path: "index/grid_limit.c")]
    if let source = sources.first(where: { FileManager.default.fileExists(atPath: $0.path) }) {
      let built = try CProgram(source: source, preamble: Self.processorClock)
      (program, self.built) = (built.url, built)
    } else {
      guard FileManager.default.isExecutableFile(atPath: path), !place.hasDirectoryPath else {
        throw CProgram.Fault(description: "\(path) is neither a folder with grid_limit.c nor a program")
      }
      (program, built) = (place, nil)
    }
  }

  /// Runs it once and returns nanoseconds by row.
  func run(prefix: String, seconds: Double) throws(CProgram.Fault) -> [String: Double] {
    let data = URL(filePath: prefix).standardizedFileURL.path
    let text = try Self.output(program, [data, "500", "\(seconds)"])
    var rows: [String: Double] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ", omittingEmptySubsequences: true)
      if let faults = words.first(where: { $0.hasPrefix("bad=") }), faults != "bad=0" {
        throw CProgram.Fault(description: "the yardstick finds wrong answers: \(line)")
      }
      guard let unit = words.firstIndex(of: "ns/op"), unit >= 2, let value = Double(words[unit - 1]) else {
        continue
      }
      rows[String(words[unit - 2])] = value
    }
    return rows
  }

  private static func output(_ program: URL, _ arguments: [String]) throws(CProgram.Fault) -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = program
    process.arguments = arguments
    process.standardOutput = pipe
    do {
      try process.run()
      let bytes = try pipe.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      guard process.terminationStatus == 0 else {
        throw CProgram.Fault(description: "\(program.path) ended with status \(process.terminationStatus)")
      }
      return String(decoding: bytes, as: UTF8.self)
    } catch let fault as CProgram.Fault {
      throw fault
    } catch {
      throw CProgram.Fault(description: "\(program.path) cannot be run: \(error)")
    }
  }
}
