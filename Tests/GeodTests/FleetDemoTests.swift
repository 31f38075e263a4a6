// geod demo from outside, and the generated fleet's manners.

import Bedrock
import Foundation
import Testing

@testable import geod

@Suite("Fleet demo", .serialized)
struct FleetDemoTests {
  @Test func aShortDemoLosesAndRefusesNothing() throws {
    let folder = try TestFolder()
    let outcome = try GeodBinary.run(["demo", "--for", "5", "--technicians", "30", "--json"], in: folder)
    #expect(outcome.status == 0, "\(outcome.complaints)")
    let report = try #require(outcome.report)
    let sent = try #require(report["fixes_sent"] as? Int)
    #expect(sent >= 30, "every phone reports at least once")
    #expect(report["fixes_acknowledged"] as? Int == sent)
    #expect(report["fixes_refused"] as? Int == 0)
    #expect(report["errors"] as? Int == 0)
    #expect((report["nearby_queries"] as? Int ?? 0) >= 5)
    #expect((report["fix_to_viewer_ms_p99"] as? Double ?? 0) > 0, "viewers saw something")
    #expect(outcome.complaints.contains("curl"), "people are told what to try")
  }

  @Test func fasterTimeIsTheSameWorld() throws {
    let outcome = try GeodBinary.run(
      ["demo", "--for", "3", "--technicians", "30", "--time-scale", "20", "--json"], in: try TestFolder())
    #expect(outcome.status == 0, "\(outcome.complaints)")
    #expect(outcome.report?["fixes_refused"] as? Int == 0)
  }

  @Test func aSignalEndsItCleanly() throws {
    let folder = try TestFolder()
    let output = folder.file("out")
    _ = FileManager.default.createFile(atPath: output.path, contents: nil)
    let process = Process()
    process.executableURL = GeodBinary.url
    process.arguments = ["demo", "--technicians", "10"]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    try process.run()
    let deadline = Date(timeIntervalSinceNow: 30)
    while Date() < deadline, try !String(contentsOf: output, encoding: .utf8).contains("curl") {
      Thread.sleep(forTimeInterval: 0.05)
    }
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 0)
    #expect(try String(contentsOf: output, encoding: .utf8).contains("errors: 0"))
  }

  @Test func phonesKeepToTheirContract() {
    let start = Instant(seconds: 1_800_000_000)
    var fleet = DemoFleet(seed: 3, count: 40, intervalMilliseconds: 1_000, start: start)
    var last: [Instant?] = Array(repeating: nil, count: 40)
    var moving = 0
    for tick in 0..<1_200 {
      let now = start.advanced(byMilliseconds: Int64(tick) * 100)
      for report in fleet.reports(at: now) {
        let time = report.fix.time
        #expect(time <= now && time >= start)
        if let before = last[report.phone] {
          let gap = time.milliseconds(since: before)
          #expect(gap >= 1_000 && gap <= DemoConfiguration.heartbeatMilliseconds)
          if gap == 1_000 { moving += 1 }
        }
        last[report.phone] = time
      }
    }
    #expect(last.allSatisfy { $0 != nil }, "everybody is heard of")
    #expect(moving > 100, "somebody drives")
  }

  @Test func equalSeedsGiveEqualFleets() {
    let start = Instant(seconds: 1_800_000_000)
    var one = DemoFleet(seed: 3, count: 20, intervalMilliseconds: 1_000, start: start)
    var two = DemoFleet(seed: 3, count: 20, intervalMilliseconds: 1_000, start: start)
    for second in 0..<30 {
      let now = start.advanced(byMilliseconds: Int64(second) * 1_000)
      #expect(one.reports(at: now).map(\.fix) == two.reports(at: now).map(\.fix))
    }
  }
}
