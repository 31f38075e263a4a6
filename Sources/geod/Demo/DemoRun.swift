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
  private let signals: Signals
  private var status: StatusLine

  /// How often the fleet is asked for what is due.
  private static let tickMilliseconds: Int64 = 10

  /// A demo that ends early when a signal says so.
  init(_ configuration: DemoConfiguration, signals: consuming Signals) {
    self.configuration = configuration
    self.signals = signals
    status = StatusLine(toStandardError: configuration.isJSON)
  }

  /// Runs the demo. Blocks until its time is over or a signal comes.
  mutating func run() throws -> DemoReport {
    status.say("Starting a server in a fresh folder ...")
    let target = try ServerTarget(child: child())
    do {
      var report = try run(target)
      let endedWell = target.stop()
      if !endedWell, report.serverFault == nil { report.serverFault = "the server did not end well" }
      return report
    } catch {
      target.stop()
      throw error
    }
  }

  private func child() -> ChildServer.Configuration {
    var child = ChildServer.Configuration(executable: OwnExecutable.url, tenant: DemoConfiguration.tenant)
    child.tenantName = "Demo"
    child.keepsFolder = configuration.keepsFolder
    child.arguments = [
      "--clock", "scaled", "--time-scale", String(configuration.timeScale), "--log-level", "warning",
      // The whole city shares one address here, and in faster time phones send faster.
      "--rate-per-address", "0", "--rate-fixes", "0",
    ]
    return child
  }

  private mutating func run(_ target: ServerTarget) throws -> DemoReport {
    let profiles = (0..<configuration.technicians).map {
      TechnicianProfileSample(technician: $0, seed: configuration.seed)
    }
    let service = try target.service(.service)
    try service.importTechnicians(profiles.map(Self.line))

    let fleet = try Fleet(try fleetConfiguration(profiles, target))
    defer { fleet.stop() }
    fleet.connect()
    guard fleet.waitUntilReady(timeoutMilliseconds: 60_000) else {
      throw FleetError.fleet("not every phone was welcomed: \(fleet.statistics().firstFaults)")
    }
    status.say(try welcome(target))

    let token = try target.desk.token(.service, subject: ClientID(trusted: "booking-service"))
    let address = target.address
    let prober = NearbyProber(
      seed: configuration.seed, technicians: configuration.technicians,
      questionsPerSecond: configuration.questionsPerSecond
    ) { ServiceAPI(address, token: token) }
    var report = drive(fleet, prober, clock: try DemoClock(service), child: target.child)
    prober.stop()
    if report.serverFault == nil { _ = fleet.waitUntilSettled(timeoutMilliseconds: 10_000) }
    report.statistics = fleet.statistics()
    report.nearby = prober.current
    return report
  }

  /// Lets the fleet report until the time is over, a signal comes or the server ends.
  private mutating func drive(
    _ fleet: Fleet, _ prober: NearbyProber, clock: DemoClock, child: ChildServer?
  ) -> DemoReport {
    var technicians = DemoFleet(
      seed: configuration.seed, count: configuration.technicians,
      intervalMilliseconds: configuration.intervalMilliseconds, start: clock.now())
    var report = DemoReport()
    let start = MonotonicClock.nanoseconds()
    var shown = (seconds: 0.0, sent: UInt64(0))
    while true {
      let reports = technicians.reports(at: clock.now())
      if !reports.isEmpty { fleet.report(reports) }
      report.seconds = Double(MonotonicClock.nanoseconds() - start) / 1e9
      if report.seconds - shown.seconds >= status.intervalSeconds {
        report.statistics = fleet.statistics()
        report.nearby = prober.current
        let rate = Double(report.statistics.sent - shown.sent) / (report.seconds - shown.seconds)
        status.show(report.status(rate: rate))
        shown = (report.seconds, report.statistics.sent)
        if child?.isRunning == false {
          report.serverFault = "the server ended: \(child?.logTail ?? "")"
          return report
        }
      }
      if configuration.seconds > 0, report.seconds >= Double(configuration.seconds) { return report }
      if signals.wait(timeoutMilliseconds: Self.tickMilliseconds) == .terminate { return report }
    }
  }

  private func fleetConfiguration(
    _ profiles: [TechnicianProfileSample], _ target: ServerTarget
  ) throws -> FleetConfiguration {
    var fleet = FleetConfiguration(
      address: target.address,
      phones: try profiles.map { profile in
        let id = ClientID(trusted: profile.id)
        return FleetPhone(id: id, token: try target.desk.token(.technician, subject: id))
      })
    let token = try target.desk.token(.dispatcher, subject: ClientID(trusted: "dispatcher"))
    let city = SceneBox.riyadh
    let map =
      "map:\(city.westDegrees),\(city.southDegrees),\(city.eastDegrees),\(city.northDegrees)"
    fleet.viewers = [FleetViewer(token: token, topics: [map])]
    for profile in profiles.prefix(configuration.technicianViewers) {
      fleet.viewers.append(FleetViewer(token: token, topics: ["technician:\(profile.id)"]))
    }
    return fleet
  }

  /// What is running, where, and what to try.
  private func welcome(_ target: ServerTarget) throws -> String {
    let token = try target.desk.token(.service, subject: ClientID(trusted: "visitor"))
    let pace =
      configuration.timeScale == 1
      ? "" : ", time runs \(FleetReport.text(configuration.timeScale, 1)) times faster"
    let end = configuration.seconds == 0 ? "until you press Ctrl-C" : "for \(configuration.seconds) s"
    return """
      \(configuration.technicians) technicians drive about a generated Riyadh (seed \(configuration.seed)\(pace)) \(end).
      Their phones report over real WebSockets to http://\(target.address), \(configuration.technicianViewers + 1) viewers
      watch, a booking service asks who is near. Ask yourself, in another terminal:

        TOKEN='\(token)'
        curl -s -H "Authorization: Bearer $TOKEN" \\
          'http://\(target.address)/v1/technicians:nearby?lat=24.69&lon=46.70&k=3&skills=ac-repair'
      """ + "\n"
  }

  /// A profile as a line of the import.
  private static func line(_ profile: TechnicianProfileSample) -> [UInt8] {
    var json = JSONWriter()
    profile.write(to: &json, withID: true)
    return json.finish()
  }
}
