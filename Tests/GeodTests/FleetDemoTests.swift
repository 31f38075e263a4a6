// geod demo from outside, and the generated fleet's manners.

import Bedrock
import Foundation
import Testing

@testable import geod

@Suite("Fleet demo", .serialized)
struct FleetDemoTests {
  @Test func aShortDemoLosesAndRefusesNothing() throws {
    let folder = try TemporaryFolder()
    let outcome = try Program.run(["demo", "--for", "5", "--technicians", "30", "--json"], in: folder.url)
    #expect(outcome.status == 0, "\(outcome.errors) \(outcome.output)")
    let report = outcome.report
    let sent = try #require(report["fixes_sent"].int)
    #expect(sent >= 30, "every phone reports at least once")
    #expect(report["fixes_acknowledged"].int == sent)
    #expect(report["fixes_refused"].int == 0)
    #expect(report["errors"].int == 0)
    #expect((report["nearby_queries"].int ?? 0) >= 5)
    #expect((report["fix_to_viewer_ms_p99"].double ?? 0) > 0, "viewers saw something")
    #expect(outcome.errors.contains("/ops#token="), "people are told where to look")
  }

  @Test func aMorningInTwelveSeconds() throws {
    let folder = try TemporaryFolder()
    let outcome = try Program.run(
      ["demo", "--for", "12", "--technicians", "40", "--time-scale", "60", "--interval", "5000", "--json"],
      in: folder.url)
    let report = outcome.report
    #expect(outcome.status == 0, "\(outcome.errors) \(outcome.output)")
    #expect(report["time_scale"].int == 60)
    #expect(report["fixes_refused"].int == 0)
    #expect((report["bookings_placed"].int ?? 0) >= 15)
    #expect((report["offers"].int ?? 0) >= 15)
    #expect((report["trips_completed"].int ?? 0) >= 1, "somebody has come and done the work")
    #expect((report["topics_watched_to_end"].int ?? 0) >= 1)
    #expect((report["bookings_compared"].int ?? 0) >= 1)
    #expect(report["errors"].int == 0)
  }

  @Test func aSignalEndsItCleanly() throws {
    let folder = try TemporaryFolder()
    let program = try Program(["demo", "--technicians", "10"], in: folder.url)
    let hasBegun = Poll.until(seconds: 20) { program.output.contains("/ops#token=") }
    #expect(hasBegun)
    program.signal(SIGINT)
    #expect(program.wait(seconds: 20) == 0, "\(program.errors)")
    #expect(program.output.contains("errors    0"))
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
