// The faults: each as described, each with the verdict it deserves, and nothing lost on the way.

import Bedrock
import Scene
import Testing

@Suite struct FaultModelTests {
  typealias Support = SceneTestSupport

  private struct Run {
    var clean: [(time: Instant, fix: SceneFix)] = []
    var dirty: [FixReport] = []
  }

  /// An hour of one technician, a fix every 5 s.
  private static func run(seed: UInt64, technician: Int, rates: FaultRates) -> Run {
    var fleet = FleetModel(seed: seed, count: technician + 1, streets: Support.town, start: Support.start)
    var faults = FaultModel(seed: seed, technician: technician, rates: rates)
    var run = Run()
    for second in stride(from: Int64(0), to: 7_200, by: 5) {
      let time = Support.start.advanced(byMilliseconds: second * 1_000)
      let fix = fleet.fix(of: technician, at: time)
      run.clean.append((time, fix))
      faults.pass(fix, at: time, into: &run.dirty)
    }
    faults.finish(at: Support.start.advanced(byMilliseconds: 7_200_000), into: &run.dirty)
    return run
  }

  @Test func withoutRatesTheStreamIsUntouched() {
    let run = Self.run(seed: 1, technician: 2, rates: FaultRates())
    #expect(run.dirty.map(\.fix) == run.clean.map(\.fix))
    #expect(run.dirty.map(\.deviceTime) == run.clean.map(\.time))
    #expect(run.dirty.map(\.sequence) == Array(1...Int64(run.clean.count)))
    #expect(run.dirty.allSatisfy { $0.expected == .accepted && !$0.mock && !$0.fromBacklog })
  }

  @Test func theSameSeedGivesTheSameFaults() {
    let first = Self.run(seed: 9, technician: 1, rates: .heavy)
    #expect(first.dirty == Self.run(seed: 9, technician: 1, rates: .heavy).dirty)
    #expect(
      first.dirty.map(\.expected) != Self.run(seed: 10, technician: 1, rates: .heavy).dirty.map(\.expected))
  }

  @Test func nothingIsLostAndArrivalsRise() {
    for technician in 0..<12 {
      let run = Self.run(seed: Support.seed, technician: technician, rates: .heavy)
      let once = run.dirty.filter { $0.expected != .duplicate }
      #expect(once.count == run.clean.count)
      #expect(once.map(\.sequence) == Array(1...Int64(once.count)))
      for (a, b) in zip(run.dirty, run.dirty.dropFirst()) { #expect(a.arrival <= b.arrival) }
      let clean = Dictionary(uniqueKeysWithValues: run.clean.map { ($0.time, $0.fix) })
      for report in once where report.expected == .accepted || report.expected == .late {
        #expect(clean[report.deviceTime] == report.fix)
      }
    }
  }

  @Test func everyVerdictIsDeserved() {
    var seen = [ExpectedVerdict: Int]()
    var backlog = 0
    for technician in 0..<30 {
      var accepted: FixReport?
      var previous: FixReport?
      for report in Self.run(seed: Support.seed, technician: technician, rates: .heavy).dirty {
        seen[report.expected, default: 0] += 1
        backlog += report.fromBacklog ? 1 : 0
        if !judge(report, after: accepted, previous: previous) {
          Issue.record("seed \(Support.seed): \(report) does not deserve its verdict")
        }
        if report.expected == .accepted { accepted = report }
        previous = report
      }
    }
    for verdict in ExpectedVerdict.allCases { #expect(seen[verdict, default: 0] > 0, "\(verdict)") }
    #expect(backlog > 0)
  }

  /// Whether a report shows what its verdict says.
  private func judge(_ report: FixReport, after accepted: FixReport?, previous: FixReport?) -> Bool {
    let meters = accepted.map { Support.meters($0.fix.point, report.fix.point) } ?? 0
    let seconds = accepted.map { Double(report.deviceTime.milliseconds(since: $0.deviceTime)) / 1_000 } ?? 0
    switch report.expected {
    case .accepted:
      return report.deviceTime <= report.arrival && report.fix.accuracyMeters < 100 && !report.mock
        && (accepted == nil || (seconds > 0 && meters / seconds <= 60 / 3.6))
    case .duplicate:
      return previous?.sequence == report.sequence && previous?.fix == report.fix
        && previous?.deviceTime == report.deviceTime
    case .late: return seconds < 0
    case .future: return report.deviceTime.milliseconds(since: report.arrival) >= 600_000
    case .jump: return meters > 5_000 && meters / seconds > 60 / 3.6
    case .frozen: return meters == 0 && seconds > 0 && report.fix.speedMetersPerSecond > 3
    case .coarse: return report.fix.accuracyMeters >= 400
    case .mock: return report.mock
    }
  }
}
