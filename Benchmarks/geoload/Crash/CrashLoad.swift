// The load of a row: `geod demo` as a process of its own, its server, and the signs of life that the server gives.

import Bedrock
import FleetClient
import Foundation
import TestPrograms
import Transport

/// A running demo. For one thread. It works in a folder of its own, and so does its server: both end with this program at the
/// latest, in whatever way that ends.
final class CrashLoad {
  /// What a server says about itself, as of one moment.
  struct Sign: Equatable {
    /// Which life of the server.
    var process: Int32
    /// Bookings that were placed, and those that a technician took.
    var bookings: Double
    /// Fixes of trips that were acknowledged.
    var tripFixes: Double
    /// Orders that the store has refused.
    var storeFaults = 0.0
  }

  private let process = Process()
  private let folder: TemporaryFolder
  private let clock: CrashClock
  private var targetPath: String { folder.path("target") }
  private var logPath: String { folder.path("log") }
  private var reportPath: String { folder.path("report") }

  private static let pauseSeconds = 0.05
  private static let answerMilliseconds: Int64 = 1_000
  /// A demo ends when its fleet has settled, its server has drained and everything is compared.
  private static let endSeconds = 120.0

  init(_ options: LoadOptions, _ scene: CrashScene, _ clock: CrashClock) throws {
    self.clock = clock
    folder = try TemporaryFolder()
    for path in [logPath, reportPath] { _ = FileManager.default.createFile(atPath: path, contents: nil) }
    process.executableURL = LoadServer.executable(options)
    process.arguments =
      [
        "demo", "--for", "0", "--json", "--technicians", "\(options.crashTechnicians)", "--seed",
        "\(options.seed)", "--target-file", targetPath,
      ] + scene.storeArguments
    process.currentDirectoryURL = folder.url
    // What the demo leaves behind when it is killed goes with the folder, or with the scene's.
    let temporary = ["TMPDIR": scene.temporaryPath ?? folder.url.path]
    process.environment = ProcessInfo.processInfo.environment.merging(temporary) { $1 }
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: reportPath))
    process.standardError = try FileHandle(forWritingTo: URL(filePath: logPath))
    try process.run()
  }

  /// The end of what the demo has said.
  var logTail: String {
    String(((try? String(contentsOfFile: logPath, encoding: .utf8)) ?? "").suffix(2_000))
  }

  /// The server's process and port; nil while there is none.
  private var target: (process: Int32, port: UInt16)? {
    guard let text = try? String(contentsOfFile: targetPath, encoding: .utf8) else { return nil }
    let words = text.split(whereSeparator: \.isWhitespace)
    guard words.count == 2, let process = Int32(words[0]), let port = UInt16(words[1]) else { return nil }
    return (process, port)
  }

  /// Ends the server as loss of power would.
  func killServer() throws {
    guard let target else { throw FleetError.server("there is no server to kill: \(logTail)") }
    Foundation.kill(target.process, SIGKILL)
  }

  /// What the server says now; nil when it does not answer.
  func sign() -> Sign? {
    guard let target else { return nil }
    let client = HTTPClient(
      host: "127.0.0.1", port: target.port, timeoutMilliseconds: Self.answerMilliseconds)
    guard let answer = try? client.request("GET", "/metrics"), answer.status == 200 else { return nil }
    func number(_ event: String) -> Double {
      let name = "geod_booking_events_total{event=\"\(event)\"} "
      let line = answer.text.split(separator: "\n").first { $0.hasPrefix(name) }
      return line.flatMap { Double($0.dropFirst(name.count)) } ?? 0
    }
    return Sign(
      process: target.process, bookings: number("placed") + number("accepted"),
      tripFixes: number("tripFixes"), storeFaults: number("storeFaults"))
  }

  /// Waits until the store has refused something, for a fault that is none before.
  /// - Returns: how much it has refused; 0 when nothing was for `seconds`.
  func waitForRefusal(since before: Sign?, seconds: Double) throws -> Int {
    let start = MonotonicClock.nanoseconds()
    while Double(MonotonicClock.nanoseconds() - start) / 1e9 < seconds, process.isRunning {
      if let sign = sign(), let before, sign.storeFaults > before.storeFaults {
        return Int(sign.storeFaults - before.storeFaults)
      }
      try clock.sleep(seconds: Self.pauseSeconds)
    }
    return 0
  }

  /// Waits until a booking was accepted and a fix acknowledged by a server that knows nothing of the fault any more: one
  /// that has started since, or that counts higher than just after it.
  /// - Returns: how long that took, in seconds; nil when it was longer than `seconds`.
  func waitForLife(since before: Sign?, seconds: Double) throws -> Double? {
    let start = MonotonicClock.nanoseconds()
    var base: Sign?
    while true {
      let elapsed = Double(MonotonicClock.nanoseconds() - start) / 1e9
      if let sign = sign() {
        if base?.process != sign.process {
          // The counters of a new life begin at zero; those of an old one are compared with now.
          base =
            sign.process == before?.process ? sign : Sign(process: sign.process, bookings: 0, tripFixes: 0)
        }
        if let base, sign.bookings > base.bookings, sign.tripFixes > base.tripFixes { return elapsed }
      }
      guard elapsed < seconds, process.isRunning else { return nil }
      try clock.sleep(seconds: Self.pauseSeconds)
    }
  }

  /// What is known when nothing goes on.
  func account(since before: Sign?) -> String {
    "before: \(before.map { "\($0)" } ?? "nothing"), now: \(sign().map { "\($0)" } ?? "no answer"); \(logTail)"
  }

  /// Ends the demo, which compares everything that was acknowledged with what is there.
  func end() throws -> CrashComparison {
    process.interrupt()
    let deadline = Date(timeIntervalSinceNow: Self.endSeconds)
    while process.isRunning, Date() < deadline { try clock.sleep(seconds: Self.pauseSeconds) }
    guard !process.isRunning else { return CrashComparison(fault: "the demo did not end: \(logTail)") }
    let report = (try? Data(contentsOf: URL(filePath: reportPath))) ?? Data()
    guard var found = try? JSONDecoder().decode(CrashComparison.self, from: report) else {
      return CrashComparison(fault: "the demo has left no report: \(logTail)")
    }
    if process.terminationStatus != 0 {
      let faults = found.faults ?? []
      found.fault = faults.isEmpty ? logTail : faults.joined(separator: "; ")
    }
    return found
  }

  /// Ends what may be left of it, its server among that.
  func kill() { Processes.end(in: folder.url.path) }
}

/// What a demo says at its end, as far as it matters here.
struct CrashComparison: Decodable {
  var bookings_compared = 0
  var trips_compared = 0
  var events_compared = 0
  var fixes_compared = 0
  var shares_compared = 0
  var fixes_sent = 0
  var fixes_acknowledged = 0
  var trips_completed = 0
  var errors = 0
  /// What differs or went wrong, in words.
  var faults: [String]?
  /// Why the row is not good; nil when nothing acknowledged is missing or different.
  var fault: String?

  init(fault: String) { self.fault = fault }
}
