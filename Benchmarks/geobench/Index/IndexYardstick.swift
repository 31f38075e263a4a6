// The C program that shows what one core can do: built, run on the same data, and read.

import Foundation

/// The yardstick, ready to run.
struct IndexYardstick {
  /// What went wrong, in words.
  struct Fault: Error, CustomStringConvertible {
    let description: String
  }

  private let program: URL
  private let folder: URL?
  /// Whether it counts processor time. Built here it does, like geod: other people's work on the same machine then
  /// disturbs both less. A program that somebody else has built reads the clock on the wall, and so must geod.
  let countsProcessorTime: Bool

  /// - Parameter path: a folder with `grid_limit.c` (or `index/grid_limit.c`), or the built program.
  init(path: String) throws(Fault) {
    let place = URL(filePath: path)
    let sources = [place.appending(path: "grid_limit.c"), place.appending(path: "index/grid_limit.c")]
    guard let source = sources.first(where: { FileManager.default.fileExists(atPath: $0.path) }) else {
      guard FileManager.default.isExecutableFile(atPath: path), !place.hasDirectoryPath else {
        throw Fault(description: "\(path) is neither a folder with grid_limit.c nor a program")
      }
      (program, folder, countsProcessorTime) = (place, nil, false)
      return
    }
    do {
      let folder = try FileManager.default.url(
        for: .itemReplacementDirectory, in: .userDomainMask,
        appropriateFor: FileManager.default.temporaryDirectory,
        create: true)
      let clock = folder.appending(path: "processor_clock.h")
      let text =
        "#include <time.h>\n#undef CLOCK_MONOTONIC\n#define CLOCK_MONOTONIC CLOCK_THREAD_CPUTIME_ID\n"
      try Data(text.utf8).write(to: clock)
      program = folder.appending(path: "grid_limit")
      self.folder = folder
      countsProcessorTime = true
      let compiler = ["/usr/bin/gcc", "/usr/bin/cc", "/usr/bin/clang"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }
      guard let compiler else { throw Fault(description: "there is no C compiler (gcc, cc or clang)") }
      _ = try Self.output(
        URL(filePath: compiler),
        [
          "-O3", "-march=native", "-w", "-include", clock.path, "-o", program.path, source.path, "-lm",
        ])
    } catch let fault as Fault {
      throw fault
    } catch {
      throw Fault(description: "\(source.path) cannot be built: \(error)")
    }
  }

  /// Removes what was built.
  func remove() {
    if let folder { try? FileManager.default.removeItem(at: folder) }
  }

  /// Runs it once and returns nanoseconds by row.
  func run(prefix: String, seconds: Double) throws(Fault) -> [String: Double] {
    let data = URL(filePath: prefix).standardizedFileURL.path
    let text = try Self.output(program, [data, "500", "\(seconds)"])
    var rows: [String: Double] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ", omittingEmptySubsequences: true)
      if let faults = words.first(where: { $0.hasPrefix("bad=") }), faults != "bad=0" {
        throw Fault(description: "the yardstick finds wrong answers: \(line)")
      }
      guard let unit = words.firstIndex(of: "ns/op"), unit >= 2, let value = Double(words[unit - 1]) else {
        continue
      }
      rows[String(words[unit - 2])] = value
    }
    return rows
  }

  private static func output(_ program: URL, _ arguments: [String]) throws(Fault) -> String {
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
        throw Fault(description: "\(program.path) ended with status \(process.terminationStatus)")
      }
      return String(decoding: bytes, as: UTF8.self)
    } catch let fault as Fault {
      throw fault
    } catch {
      throw Fault(description: "\(program.path) cannot be run: \(error)")
    }
  }
}
