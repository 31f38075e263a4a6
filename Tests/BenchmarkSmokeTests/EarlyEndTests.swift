// Tools that are ended before they are done: nothing of theirs goes on, and nothing lies about.

import Foundation
import TestDatabase
import TestPrograms
import TestSupport
import Testing

@Suite("Tools that are ended early", .serialized)
struct EarlyEndTests {
  /// A running tool with a place for everything that it makes.
  private final class Tool {
    private let process = Process()
    private let home: TemporaryFolder
    private let place: TemporaryFolder
    private var placePath: String { place.url.path }

    init(_ name: String, _ arguments: [String]) throws {
      (home, place) = (try TemporaryFolder(), try TemporaryFolder())
      // Postgres runs as somebody else and has its cluster there.
      chmod(placePath, 0o755)
      process.executableURL = BuiltProduct.url(name)
      process.arguments = arguments
      process.currentDirectoryURL = home.url
      process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("GEOD_") }
        .merging(["TMPDIR": placePath]) { $1 }
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// The processes that it has started, and those that they have.
    var children: [Int32] { Processes.working(in: placePath) }

    /// Whether it has made a file with this name.
    func hasMade(_ name: String) -> Bool {
      let paths = FileManager.default.enumerator(atPath: placePath)?.compactMap { $0 as? String } ?? []
      return paths.contains { $0.hasSuffix("/\(name)") }
    }

    /// Waits for something while the tool runs.
    func require(_ what: String, _ condition: () -> Bool) throws {
      try Poll.require(what) {
        try #require(process.isRunning, "the tool has ended by itself")
        return condition()
      }
    }

    /// Ends it with a signal.
    /// - Returns: how it ended; negative for a signal.
    func end(_ signal: Int32) throws -> Int32 {
      kill(process.processIdentifier, signal)
      try Poll.require("the end of a tool after signal \(signal)") { !process.isRunning }
      let status = process.terminationStatus
      return process.terminationReason == .exit ? status : -status
    }

    /// Expects that nothing of it is left soon.
    func expectNothingLeft() throws {
      func left() throws -> [String] {
        try children.map { "process \($0)" } + FileManager.default.contentsOfDirectory(atPath: placePath)
          + String(contentsOfFile: "/proc/mounts", encoding: .utf8).split(separator: "\n").map(String.init)
          .filter { $0.contains(placePath) }
      }
      var rest: [String] = []
      let isGone = try Poll.until(seconds: 60) {
        rest = try left()
        return rest.isEmpty
      }
      #expect(isGone, "\(rest)")
    }
  }

  @Test(.enabled(if: Redis.isInstalled, "\(Redis.missing)"))
  func noRedisIsLeft() throws {
    let tool = try Tool("geobench", ["peers", "--quick", "--seconds", "60"])
    try tool.require("Redis") { !tool.children.isEmpty }
    #expect(try tool.end(SIGKILL) == -SIGKILL)
    try tool.expectNothingLeft()
  }

  /// With signals that ask, and with the one that does not.
  @Test(arguments: [(SIGINT, 1), (SIGTERM, 1), (SIGKILL, -SIGKILL)] as [(Int32, Int32)])
  func noLoadAndNoDiskAreLeft(_ signal: Int32, _ status: Int32) throws {
    let tool = try Tool("geoload", ["--crash", "--faults", "disk-full=9", "--technicians", "20"])
    // The load and its server.
    try tool.require("a load with a server") { tool.hasMade("target") && tool.children.count > 1 }
    #expect(try tool.end(signal) == status)
    try tool.expectNothingLeft()
  }

  @Test(.enabled(if: TestDatabase.isAvailable, "\(TestDatabase.missing)"))
  func noFrozenPostgresIsLeft() throws {
    let tool = try Tool("geoload", ["--crash", "--faults", "long-freeze=1", "--technicians", "20"])
    try tool.require("Postgres stands still") { tool.children.contains(where: Self.isStopped) }
    #expect(try tool.end(SIGTERM) == 1)
    try tool.expectNothingLeft()
  }

  /// The state of a process is the first word behind its name, which is in parentheses (proc(5)).
  private static func isStopped(_ process: Int32) -> Bool {
    let text = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
    return text.split(separator: ")").last?.hasPrefix(" T") ?? false
  }
}
