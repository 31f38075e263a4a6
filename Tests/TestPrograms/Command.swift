// Running a program to its end, which it finds in its time or is given.

public import Dispatch
public import Foundation

/// Programs that run beside this one.
public enum Command {
  /// What a finished program left behind.
  public struct Result: Sendable {
    /// The exit status; negative for a signal.
    public var status: Int32
    /// Standard output.
    public var output: Data
    /// Standard error.
    public var errors: String

    /// Standard output as text.
    public var text: String { String(decoding: output, as: UTF8.self) }
  }

  /// A program that failed.
  public struct Fault: Error, CustomStringConvertible {
    /// The program and its arguments.
    public var command: [String]
    /// The exit status; negative for a signal.
    public var status: Int32
    /// What it said on standard error.
    public var message: String

    /// Everything in a few lines.
    public var description: String { "\(command.joined(separator: " ")) -> \(status)\n\(message)" }
  }

  /// How long a program may obey a polite signal before it is killed, in seconds.
  private static let graceSeconds = 10.0

  /// Runs a program and waits for it.
  /// - Parameters:
  ///   - command: the program, looked up in `PATH`, and its arguments.
  ///   - input: what it reads on standard input.
  ///   - environment: variables beside those of this process.
  ///   - folder: where it runs; nil for an empty folder of its own.
  ///   - seconds: as in `result`.
  /// - Returns: what it wrote on standard output.
  /// - Throws: `Fault` when it does not end with status 0; `Poll.Overdue` when it does not end.
  @discardableResult
  public static func run(
    _ command: [String], input: Data = Data(), environment: [String: String] = [:], folder: String? = nil,
    seconds: Double = Poll.patienceSeconds
  ) throws -> Data {
    let all = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let result = try result(command, input: input, environment: all, folder: folder, seconds: seconds)
    guard result.status == 0 else {
      throw Fault(command: command, status: result.status, message: result.errors)
    }
    return result.output
  }

  /// Runs a program and waits for it, whatever comes of it.
  /// - Parameters:
  ///   - command: the program, looked up in `PATH`, and its arguments.
  ///   - input: what it reads on standard input.
  ///   - environment: all of its variables.
  ///   - folder: where it runs; nil for an empty folder of its own.
  ///   - seconds: how long it may take. One that takes longer gets SIGTERM, so that it may clean up, and then SIGKILL.
  /// - Throws: `Poll.Overdue` when it does not end in time, with the end of what it said.
  public static func result(
    _ command: [String], input: Data = Data(), environment: [String: String], folder: String? = nil,
    seconds: Double = Poll.patienceSeconds
  ) throws -> Result {
    // Files for the streams: no pipe is ever full, and nobody waits for a child of the program that has kept one open.
    let scratch = try TemporaryFolder()
    let (input, output, errors) = try (
      scratch.file("input", input), scratch.file("output"), scratch.file("errors")
    )
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.environment = environment
    process.currentDirectoryURL = folder.map { URL(filePath: $0) } ?? scratch.url
    try process.run(reading: input, writing: output, errors: errors)
    let isOver = Poll.until(seconds: seconds) { !process.isRunning }
    if !isOver { end(process, in: scratch) }
    let status = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    let result = Result(
      status: status, output: try Data(contentsOf: output),
      errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    guard isOver else {
      let said = "\(result.text.suffix(2000))\n\(result.errors.suffix(2000))"
      throw Poll.Overdue(
        description: "\(command.joined(separator: " ")) has not ended in \(seconds) s\n\(said)")
    }
    return result
  }

  /// Kills a process that takes too long, so that whoever reads from it comes to an end, too.
  /// - Returns: what is to be cancelled when the process is over.
  public static func limit(
    _ process: Process, seconds: Double = Poll.patienceSeconds
  ) -> DispatchWorkItem {
    let limit = DispatchWorkItem { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
    DispatchQueue.global().asyncAfter(deadline: .now() + seconds, execute: limit)
    return limit
  }

  private static func end(_ process: Process, in scratch: TemporaryFolder) {
    process.terminate()
    if !Poll.until(seconds: graceSeconds, { !process.isRunning }) {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    Processes.end(in: scratch.url.path)
  }
}

extension TemporaryFolder {
  fileprivate func file(_ name: String, _ content: Data = Data()) throws -> URL {
    let file = url.appending(path: name)
    try content.write(to: file)
    return file
  }
}
