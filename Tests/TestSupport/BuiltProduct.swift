// The programs of this build, which SwiftPM puts beside the tests' own binary.

public import Foundation

/// Finds and runs the programs that were built together with the tests.
public enum BuiltProduct {
  /// The file of a program.
  public static func url(_ name: String) -> URL {
    #if os(Linux)
      let test = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      return test.deletingLastPathComponent().appending(path: name)
    #else
      let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? Bundle.main
      return bundle.bundleURL.deletingLastPathComponent().appending(path: name)
    #endif
  }

  /// What a finished program left behind.
  public struct Result: Sendable {
    /// The exit status; negative for a signal.
    public var status: Int32
    /// Standard output.
    public var output: String
  }

  /// Runs a program to its end, without input, and without any `GEOD_` variable of this process. Its
  /// standard error is the tests' own.
  public static func run(_ name: String, _ arguments: [String]) throws -> Result {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = url(name)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("GEOD_") }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let status = process.terminationStatus
    return Result(
      status: process.terminationReason == .exit ? status : -status,
      output: String(decoding: data, as: UTF8.self))
  }
}
