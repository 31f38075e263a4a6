// The demo from beginning to end: a server, a fleet, viewers, a booking service, and what became of it all.

import Access
import Bedrock
import FleetClient
import Foundation
import Scene
import Transport

/// One demo.
struct DemoRun: ~Copyable {
  private let configuration: DemoConfiguration
  private let cast: DemoCast
  private let signals: Signals
  private var status: StatusLine

  /// How often the fleet is asked for what is due.
  private static let tickMilliseconds: Int64 = 10

  /// A demo that ends early when a signal says so.
  init(_ configuration: DemoConfiguration, signals: consuming Signals) {
    self.configuration = configuration
    self.signals = signals
    cast = DemoCast(configuration, origin: EngineClock.wallClock())
    status = StatusLine(toStandardError: configuration.isJSON)
  }

  /// Runs the demo. Blocks until its time is over or a signal comes.
  mutating func run() throws -> DemoReport {
    status.say("Starting a server in a fresh folder ...")
    let child = try ChildServer(cast.child)
    do {
      try note(child)
      let record = FleetRecord(keepsFixes: configuration.isUnderFire)
      var report = try run(ServerTarget(child: child), child, record)
      let endedWell = child.end()
      if !endedWell, report.serverFault == nil { report.serverFault = "the server did not end well" }
      if configuration.isUnderFire {
        report.check.add(
          StoreCheck.compare(
            record, in: configuration.database ?? .folder(child.dataPath), keeping: child.dataPath))
      }
      child.removeFolder()
      return report
    } catch {
      child.stop()
      throw error
    }
  }

  private mutating func run(
    _ target: ServerTarget, _ child: ChildServer, _ record: FleetRecord
  ) throws -> DemoReport {
    try cast.introduce(to: target)
    let fleet = try Fleet(try cast.fleet(target, record))
    defer { fleet.stop() }
    fleet.connect()
    guard fleet.waitUntilReady(timeoutMilliseconds: 60_000) else {
      throw FleetError.fleet("not every phone was welcomed: \(fleet.statistics().firstFaults)")
    }
    let guide = try DemoGuide(configuration, target)
    status.say(guide.welcome)

    let prober = try cast.prober(target)
    let clock = cast.clock
    var technicians = DemoTechnicians(
      seed: configuration.seed,
      fleet: DemoFleet(
        seed: configuration.seed, count: configuration.technicians,
        intervalMilliseconds: configuration.intervalMilliseconds, start: clock.now()),
      count: configuration.technicians)
    let stage = Stage(
      fleet: fleet, prober: prober, office: try cast.office(target, fleet, record), clock: clock,
      child: child,
      guide: guide)
    var report = DemoReport(timeScale: configuration.timeScale)
    report.isUnderFire = configuration.isUnderFire
    let start = MonotonicClock.nanoseconds()
    play(stage, &technicians, &report, since: start)
    stage.office.stop()
    prober.stop()
    if report.serverFault == nil { _ = fleet.waitUntilSettled(timeoutMilliseconds: 10_000) }
    technicians.hear(fleet, at: clock.now())
    look(stage, technicians, &report, since: start)
    if report.serverFault == nil {
      let auditor = try cast.connection(target, .service, "auditor")()
      report.check = RecordCheck.compare(record, by: auditor)
      if record.keepsFixes { report.check.add(RecordCheck.compareTrips(record, by: auditor)) }
    }
    return report
  }

  /// What the demo plays with.
  private struct Stage {
    let fleet: Fleet
    let prober: NearbyProber
    let office: BookingOffice
    let clock: EngineClock
    let child: ChildServer
    let guide: DemoGuide
  }

  /// Lets everybody act until the time is over, a signal comes or the server ends.
  private mutating func play(
    _ stage: Stage, _ technicians: inout DemoTechnicians, _ report: inout DemoReport, since start: UInt64
  ) {
    var kills = KillPlan(
      count: configuration.kills, seconds: Double(configuration.seconds), seed: configuration.seed)
    var tripsAtKill = 0
    var shown = (seconds: 0.0, sent: UInt64(0))
    var customerPath: String?
    while true {
      for booking in technicians.pass(to: stage.clock.now(), stage.fleet) { stage.office.findNobody(booking) }
      let seconds = Double(MonotonicClock.nanoseconds() - start) / 1e9
      if kills.isDue(seconds) {
        tripsAtKill = technicians.completed.count
        kill(stage.child, &kills, &report)
      }
      report.tripsAfterKills = technicians.completed.count - tripsAtKill
      if seconds - shown.seconds >= status.intervalSeconds {
        look(stage, technicians, &report, since: start)
        if let path = report.office.customerPath, path != customerPath {
          status.say(stage.guide.customer(path, isFirst: customerPath == nil))
          customerPath = path
        }
        status.show(
          report.status(rate: Double(report.statistics.sent - shown.sent) / (seconds - shown.seconds)))
        shown = (seconds, report.statistics.sent)
      }
      if report.serverFault == nil, !stage.child.isRunning { follow(stage.child, &report) }
      if report.serverFault != nil { return }
      if configuration.seconds > 0, seconds >= Double(configuration.seconds) { return }
      if signals.wait(timeoutMilliseconds: Self.tickMilliseconds) == .terminate { return }
    }
  }

  /// Ends the server as loss of power would, and starts it again a moment later.
  private func kill(_ child: ChildServer, _ plan: inout KillPlan, _ report: inout DemoReport) {
    child.kill()
    Thread.sleep(forTimeInterval: plan.awaySeconds())
    report.kills = plan.done
    do throws(FleetError) { try child.restart() } catch {
      report.serverFault = "the server did not come back: \(error)"
    }
  }

  /// The server has ended: where somebody breaks things, it is started again.
  private func follow(_ child: ChildServer, _ report: inout DemoReport) {
    guard configuration.targetPath != nil else {
      report.serverFault = "the server ended: \(child.logTail)"
      return
    }
    do {
      report.kills += 1
      try child.restart()
      try note(child)
    } catch {
      report.serverFault = "the server did not come back: \(error)"
    }
  }

  /// Tells whoever breaks things what there is to break: process and port of the server, one line.
  private func note(_ child: ChildServer) throws {
    guard let path = configuration.targetPath else { return }
    try Data("\(child.processID) \(child.address.port)\n".utf8).write(
      to: URL(fileURLWithPath: path), options: .atomic)
  }

  /// Takes the numbers as they are now.
  private func look(
    _ stage: Stage, _ technicians: DemoTechnicians, _ report: inout DemoReport, since start: UInt64
  ) {
    report.statistics = stage.fleet.statistics()
    report.nearby = stage.prober.current
    report.office = stage.office.current
    report.tripsCompleted = technicians.completed.count
    report.seconds = Double(MonotonicClock.nanoseconds() - start) / 1e9
  }
}
