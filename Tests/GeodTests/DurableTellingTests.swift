// Nothing durable is told before its flush: the system's tracer watches a real server from outside.

import Access
import Bedrock
import Foundation
import TestPrograms
import Testing

@testable import geod

@Suite("Durable telling")
struct DurableTellingTests {
  /// Whether a process may be traced here.
  static let canTrace = (try? Command.run(["strace", "-f", "-o", "/dev/null", "true"])) != nil

  @Test(
    "no acknowledgement of a trip's fix and no answer to a transition leaves before the flush of its group",
    .enabled(if: canTrace, "strace is not here, or tracing is not permitted"), .timeLimit(.minutes(5)))
  func flushesComeFirst() throws {
    let folder = try TemporaryFolder()
    let trace = folder.url.appending(path: "trace")
    let tracer = [
      "strace", "-D", "-f", "-s", "400", "-e", "trace=fdatasync,fsync,write,writev,sendto,sendmsg", "-o",
      trace.path,
    ]
    let options = FixLifeTests.trace + ["--snapshot-seconds", "3600"]
    try TestServer.with(options, loops: 1, under: tracer) { server in
      try server.addTechnicians(["t1"], to: "alpha", profile: #""skills":["ac"]"#)
      let phone = try Phone(server, "alpha", "t1")
      // Nobody's trip: judged, acknowledged and never stored.
      for sequence in 1...20 { try phone.report(FixLifeTests.fix(sequence)) }
      let staged = try server.stage(.enRoute)
      try server.moveClock(to: FixLifeTests.start + 61_000)
      for sequence in 21...60 {
        let refused = try phone.report(FixLifeTests.fix(sequence))
        #expect(refused.isEmpty, "a fix that is refused needs no flush: \(refused)")
      }
      for command in ["arrive", "begin", "complete"] {
        try phone.send(#"{"type":"trip","id":"\#(staged.trip)","action":"\#(command)"}"#)
        _ = try phone.next { $0["type"].string == "trip" && $0["state"].string != "enRoute" }
      }
    }
    let log = try TellingLog(String(contentsOf: trace, encoding: .utf8))
    // One fix is on its way at a time, so each acknowledgement needs a flush of its own.
    let idle = log.acknowledgements.filter { (2...20).contains($0.sequence) }
    #expect(idle.count == 19 && idle.allSatisfy { $0.flushes == 0 }, "idle fixes cost no flush: \(idle)")
    let trip = log.acknowledgements.filter { (22...60).contains($0.sequence) }
    #expect(trip.count == 39 && trip.allSatisfy { $0.flushes > 0 }, "told before the flush: \(trip)")
    #expect(log.tripAnswers.count >= 3 && log.tripAnswers.allSatisfy { $0 > 0 }, "\(log.tripAnswers)")
  }
}

/// What a server has told, and how many flushes had ended since it told something before.
private struct TellingLog {
  var acknowledgements: [(sequence: Int, flushes: Int)] = []
  /// Flushes before each message about a trip that has moved on.
  var tripAnswers: [Int] = []
  private var flushes = 0

  init(_ trace: String) {
    for line in trace.split(separator: "\n") { read(line) }
  }

  private mutating func read(_ line: Substring) {
    let isFlush = line.contains("fdatasync") || line.contains("fsync")
    if isFlush, line.contains("= 0"), !line.contains("unfinished") { flushes += 1 }
    guard line.contains("send") || line.contains("write") else { return }
    if let sequence = Self.number(after: #"\"type\":\"ack\",\"seq\":"#, in: line) {
      acknowledgements.append((sequence, flushes))
      flushes = 0
    }
    if line.contains(#"\"type\":\"trip\""#) {
      tripAnswers.append(flushes)
      flushes = 0
    }
  }

  private static func number(after mark: String, in line: Substring) -> Int? {
    guard let range = line.range(of: mark) else { return nil }
    return Int(line[range.upperBound...].prefix { $0.isNumber })
  }
}
