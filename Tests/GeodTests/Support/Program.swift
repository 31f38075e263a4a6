// The real binary, which SwiftPM has built next to the test bundle, as a child process.

import Foundation
import TestPrograms
import TestSupport

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a finished program left behind.
struct ProgramResult {
  var status: Int32
  var output: String
  var errors: String
}

/// A child process whose output goes to files, so that no full pipe can stop it.
final class Program {
  /// The `geod` of this build.
  static let geod = BuiltProduct.url("geod")

  private let process = Process()
  private let outputFile: URL
  private let errorFile: URL

  /// Starts `geod` with these arguments, in a folder that ends it when the tests end before it. The environment is this
  /// process's without any `GEOD_` of its own.
  /// - Parameter tracer: a program with its options under which `geod` runs, such as a tracer.
  init(
    _ arguments: [String], environment: [String: String] = [:], in folder: URL, under tracer: [String] = []
  ) throws {
    let name = UUID().uuidString.prefix(8)
    outputFile = folder.appending(path: "\(name).out")
    errorFile = folder.appending(path: "\(name).err")
    for file in [outputFile, errorFile] { try Data().write(to: file) }
    process.executableURL = tracer.isEmpty ? Self.geod : URL(filePath: "/usr/bin/env")
    process.arguments = tracer.isEmpty ? arguments : tracer + [Self.geod.path] + arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment
      .filter { !$0.key.hasPrefix("GEOD_") }
      .merging(environment) { _, new in new }
    try process.run(writing: outputFile, errors: errorFile)
  }

  var isRunning: Bool { process.isRunning }
  var processID: Int32 { process.processIdentifier }
  var output: String { (try? String(contentsOf: outputFile, encoding: .utf8)) ?? "" }
  var errors: String { (try? String(contentsOf: errorFile, encoding: .utf8)) ?? "" }

  /// Sends a signal to this child and no other.
  func signal(_ number: Int32) {
    if process.isRunning { kill(process.processIdentifier, number) }
  }

  /// Waits for the end; nil when it has not come in time, after which the child is killed.
  func wait(seconds: Double) -> Int32? {
    let isOver = Poll.until(seconds: seconds) { !process.isRunning }
    if !isOver {
      signal(SIGKILL)
      process.waitUntilExit()
      return nil
    }
    return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
  }

  /// Runs a command to its end.
  static func run(
    _ arguments: [String], environment: [String: String] = [:], in folder: URL
  ) throws -> ProgramResult {
    let program = try Program(arguments, environment: environment, in: folder)
    guard let status = program.wait(seconds: 30) else {
      throw TestFailure("geod \(arguments.joined(separator: " ")) did not end: \(program.errors)")
    }
    return ProgramResult(status: status, output: program.output, errors: program.errors)
  }
}

/// Why a test cannot go on.
struct TestFailure: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

/// What nearly every file here says.
typealias Poll = TestPrograms.Poll
typealias TemporaryFolder = TestPrograms.TemporaryFolder
