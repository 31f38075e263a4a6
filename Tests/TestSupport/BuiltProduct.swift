// The programs of this build, which SwiftPM puts beside the tests' own binary.

public import Foundation
public import TestPrograms

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

  /// Runs a program to its end, without input, and without any `GEOD_` variable of this process.
  /// - Parameters:
  ///   - name: the program's.
  ///   - arguments: what it is told. Paths are absolute: it runs in an empty folder.
  ///   - seconds: how long it may take.
  /// - Throws: `Poll.Overdue` when it takes longer.
  public static func run(
    _ name: String, _ arguments: [String], seconds: Double = 300
  ) throws -> Command.Result {
    let environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("GEOD_") }
    return try Command.result([url(name).path] + arguments, environment: environment, seconds: seconds)
  }
}
