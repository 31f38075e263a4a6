// The crash matrix: a city under load whose server, database, network and disk break at random moments.
//
// The load, and the comparison of what was acknowledged with what is there, are those of `geod demo`: phones with trips,
// bookings, accepts, shares and viewers through the public interface. This program breaks things, waits until life goes
// on, and adds up.

import Bedrock
import FleetClient
import Foundation
import Transport

/// Runs the rows of the matrix, each with a fresh database and a fresh server.
struct CrashMatrix {
  private let options: LoadOptions
  private let stage: CrashStage
  private let clock: CrashClock
  private var random: SeededRandom

  /// The time between the end of one fault, when life goes on, and the next one. Seconds.
  private static let pauseSeconds = 0.2...1.2
  /// How long a demo may take to be under way, and to end with its comparison.
  private static let startSeconds = 60.0

  /// Runs all rows that the options ask for.
  /// - Throws: `CrashClock.Interruption` when a signal has ended it; nothing is left then.
  static func run(_ options: LoadOptions) throws -> CrashReport {
    let clock = try CrashClock()
    let plan = options.crashPlan ?? CrashFault.fullPlan
    let needsDatabase = plan.contains { !$0.fault.isEmbedded }
    var matrix = CrashMatrix(
      options: options, stage: try CrashStage(options, needsDatabase: needsDatabase), clock: clock,
      random: SeededRandom(seed: options.seed).fork(0x6372_6173))
    defer { matrix.stage.remove() }
    var report = CrashReport(seed: options.seed)
    let start = MonotonicClock.nanoseconds()
    for (fault, count) in plan {
      let row = try matrix.row(fault, count)
      if report.rows.isEmpty { tell(CrashReport.heading) }
      tell(row.words)
      for fault in row.remarks { tell("  " + fault) }
      report.rows.append(row)
    }
    report.seconds = Double(MonotonicClock.nanoseconds() - start) / 1e9
    return report
  }

  private init(options: LoadOptions, stage: CrashStage, clock: CrashClock, random: SeededRandom) {
    self.options = options
    self.stage = stage
    self.clock = clock
    self.random = random
  }

  /// One row: a load from beginning to end, with faults of one kind.
  private mutating func row(_ fault: CrashFault, _ count: Int) throws -> CrashRow {
    var row = CrashRow(fault: fault, count: count)
    let scene = try stage.scene(for: fault, clock)
    defer { scene.leave() }
    let load = try CrashLoad(options, scene, clock)
    defer { load.kill() }
    guard try load.waitForLife(since: nil, seconds: Self.startSeconds) != nil else {
      throw FleetError.server("the load did not begin: \(load.logTail)")
    }
    for number in 1...count {
      try clock.sleep(seconds: random.double(in: Self.pauseSeconds))
      let before = load.sign()
      try scene.perform(fault, on: load, seconds: random.double(in: fault.seconds))
      guard let seconds = try load.waitForLife(since: before, seconds: fault.secondsToLifeMax) else {
        row.faults.append("no life after number \(number): \(load.account(since: before))")
        break
      }
      row.done += 1
      row.secondsToLife.append(seconds)
    }
    if scene.refusals.contains(0) { row.faults.append("nothing was refused although there was no room") }
    row.remark = scene.remark
    row.isMounted = scene.isMounted
    row.comparison = try load.end()
    return row
  }

  private static func tell(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data("\(text)\n".utf8))
  }
}
