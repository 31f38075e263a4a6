// Running the real binary, for the tests of replay and demo.

import Foundation
import TestSupport

/// The geod that was built together with the tests.
enum GeodBinary {
  /// Its path: beside the program that runs the tests.
  static var url: URL {
    let runner = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let beside = URL(filePath: runner).deletingLastPathComponent().appending(path: "geod")
    if FileManager.default.isExecutableFile(atPath: beside.path) { return beside }
    return SharedData.packageRoot.appending(path: ".build/debug/geod")
  }

  /// What a run has left.
  struct Outcome {
    var status: Int32
    var output: String
    var complaints: String

    /// The last line of the output as a JSON object.
    var report: [String: Any]? {
      let line = output.split(separator: "\n").last.map(String.init) ?? ""
      return (try? JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any]
    }
  }

  /// Runs it to its end; kills it, and gives a status below 0, when that takes longer than `timeoutSeconds`.
  static func run(_ arguments: [String], in folder: TestFolder, timeoutSeconds: Double = 60) throws -> Outcome {
    let output = folder.file("\(UUID().uuidString).out")
    let complaints = folder.file("\(UUID().uuidString).err")
    for file in [output, complaints] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: complaints)
    try process.run()
    let deadline = Date(timeIntervalSinceNow: timeoutSeconds)
    while process.isRunning, Date() < deadline { Thread.sleep(forTimeInterval: 0.01) }
    let isLate = process.isRunning
    if isLate { process.terminate() }
    process.waitUntilExit()
    return Outcome(
      status: isLate ? -1 : process.terminationStatus,
      output: try String(contentsOf: output, encoding: .utf8),
      complaints: try String(contentsOf: complaints, encoding: .utf8))
  }
}

/// A folder that goes away with its test.
final class TestFolder {
  private let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "geod-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func file(_ name: String) -> URL { url.appending(path: name) }

  /// Writes a file and gives its path.
  func write(_ name: String, _ text: String) throws -> String {
    try Data(text.utf8).write(to: file(name))
    return file(name).path
  }
}
