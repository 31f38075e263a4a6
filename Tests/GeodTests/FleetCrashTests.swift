// The server dies at random moments, and so does whoever started it: what was acknowledged stays, and nobody is left
// behind.

import Foundation
import Testing

@Suite("Fleet crash", .serialized)
struct FleetCrashTests {
  @Test func whatWasAcknowledgedSurvivesSIGKILL() throws {
    let folder = try TemporaryFolder()
    let outcome = try Program.run(
      [
        "demo", "--for", "14", "--technicians", "40", "--kills", "2", "--time-scale", "40", "--interval",
        "4000",
        "--json",
      ], in: folder.url)
    let report = outcome.report
    #expect(outcome.status == 0, "\(outcome.errors) \(outcome.output)")
    #expect(report["kills"].int == 2)
    #expect(report["errors"].int == 0)
    #expect(report["fixes_acknowledged"].int == report["fixes_sent"].int)
    for kind in ["bookings", "trips", "events", "fixes"] {
      #expect((report["\(kind)_compared"].int ?? 0) > 0, "no \(kind) were compared")
    }
  }

  @Test func killsNeedAnEnd() throws {
    let folder = try TemporaryFolder()
    let outcome = try Program.run(["demo", "--kills", "2"], in: folder.url)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("--for"))
  }

  @Test func aServerEndsWithTheProgramThatStartedIt() throws {
    let folder = try TemporaryFolder()
    let program = try Program(
      ["demo", "--technicians", "5"], environment: ["TMPDIR": folder.url.path], in: folder.url)
    let hasBegun = Poll.until(seconds: 20) { program.output.contains("/ops#token=") }
    #expect(hasBegun, "\(program.errors)")
    let children = Processes.children(of: program.processID)
    #expect(children.count == 1)
    program.signal(SIGKILL)
    #expect(program.wait(seconds: 10) == -SIGKILL)
    for child in children {
      let isGone = Poll.until(seconds: 15) { !Processes.isAlive(child) }
      #expect(isGone, "the server \(child) goes on without its owner")
    }
  }
}

/// What the system knows of processes.
private enum Processes {
  /// The processes that this one has started and not outlived.
  static func children(of parent: Int32) -> [Int32] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return all.compactMap { Int32($0) }.filter { fields(of: $0)?[safe: 1] == String(parent) }
  }

  /// Whether a process runs. One that has ended and was not waited for does not.
  static func isAlive(_ process: Int32) -> Bool {
    guard let state = fields(of: process)?[safe: 0] else { return false }
    return state != "Z" && state != "X"
  }

  /// What follows the name in a process's line: state, parent, and so on.
  private static func fields(of process: Int32) -> [Substring]? {
    guard let line = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let end = line.lastIndex(of: ")")
    else { return nil }
    return line[line.index(after: end)...].split(separator: " ")
  }
}

extension [Substring] {
  fileprivate subscript(safe index: Int) -> String? { indices.contains(index) ? String(self[index]) : nil }
}
