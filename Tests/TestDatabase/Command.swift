// Running a program to its end, with its faults as errors.

public import Foundation

/// Programs that the tests run beside themselves.
public enum Command {
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

  /// Runs a program and waits for it.
  /// - Parameters:
  ///   - command: the program, looked up in `PATH`, and its arguments.
  ///   - input: what it reads on standard input.
  ///   - environment: variables beside those of this process.
  ///   - folder: where it runs.
  /// - Returns: what it wrote on standard output.
  /// - Throws: `Fault` when it does not end with status 0.
  @discardableResult
  public static func run(
    _ command: [String], input: Data = Data(), environment: [String: String] = [:], folder: String? = nil
  ) throws -> Data {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    if let folder { process.currentDirectoryURL = URL(filePath: folder) }
    // Files for two of the streams, so that only one pipe has to be read and nobody waits for another.
    let scratch = try ScratchFolder(named: "geod-command")
    defer { scratch.remove() }
    let inputPath = scratch.path + "/input"
    let errorPath = scratch.path + "/error"
    try input.write(to: URL(filePath: inputPath))
    try Data().write(to: URL(filePath: errorPath))
    let output = Pipe()
    process.standardInput = try FileHandle(forReadingFrom: URL(filePath: inputPath))
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: URL(filePath: errorPath))
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let status = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    guard status == 0 else {
      let message = (try? String(contentsOfFile: errorPath, encoding: .utf8)) ?? ""
      throw Fault(command: command, status: status, message: message)
    }
    return data
  }
}

/// A fresh folder with a short path: sockets in it have room for 107 bytes only.
struct ScratchFolder {
  let path: String

  init(named name: String) throws {
    let place = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    var template = Array("\(place)/\(name)-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    path =
      URL(filePath: String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self))
      .resolvingSymlinksInPath().path
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }
}
