// A load from beginning to end.

import Access
import Bedrock
import FleetClient
import Foundation
import LoadSupport
import Transport

/// Runs loads.
enum LoadCommand {
  /// Does what the arguments say and returns the exit status: 0 good, 1 not good, 2 not understood.
  static func run(_ arguments: [String]) -> Int32 {
    do {
      let options = try LoadOptions(arguments)
      if options.isHelp {
        print(LoadOptions.help)
        return 0
      }
      let report: any Report = try report(options)
      let rows = options.isJSON ? ReportLine.json(report.lines) : report.table
      print(([rows] + (options.isJSON ? [] : report.remarks)).joined(separator: "\n"))
      return report.isGood ? 0 : 1
    } catch let error where error is LoadUsageError || error is OpenFiles.Shortage {
      complain("\(error)")
      return 2
    } catch {
      complain("\(error)")
      return 1
    }
  }

  private static func report(_ options: LoadOptions) throws -> any Report {
    if options.isCrashing { return try CrashMatrix.run(options) }
    return options.isContending ? try Contention.run(options) : try run(options)
  }

  /// Runs a load of fixes. Blocks until it is over or a signal ends it early.
  static func run(_ options: LoadOptions) throws -> LoadReport {
    try OpenFiles.require(
      options.phones + options.idle + options.viewers + options.slowHeads + options.reconnecting)
    let signals = try Signals()
    let servers = try LoadServers(options)
    defer { servers.stop() }
    let target = servers.targets[0]
    let inFleet = options.phones + options.idle
    let ids = try LoadServer.importTechnicians(inFleet + options.reconnecting, seed: options.seed, target)
    let places = LoadFleet(seed: options.seed, count: options.phones, rate: options.rate)
    let trips =
      options.isTravelling
      ? try TripFleet(Array(ids.prefix(options.phones)), places: places, service: BookingService(target))
      : nil
    let fleet = try connect(options, Array(ids.prefix(inFleet)), target)
    defer { fleet.stop() }
    let company = try LoadCompany(options, Array(ids.dropFirst(inFleet)), servers)
    let before = trips == nil ? nil : try LoadServer.probeDisk(target)
    try company.begin()
    let sending = FixSending(options, places, fleet, target, signals)
    let companyFindings = try company.finish()
    var report = LoadReport(sending, fleet.statistics(), companyFindings)
    guard let trips else { return report }
    let after = try LoadServer.probeDisk(target)
    if let before, let after { report.disk = DiskReference(before: before, after: after) }
    let (sent, start) = (sending.sent, sending.start)
    report.kept = try trips.findings { places.times(ofPhone: $0, sent: sent, start: start) }
    return report
  }

  private static func connect(_ options: LoadOptions, _ ids: [String], _ target: ServerTarget) throws -> Fleet
  {
    var configuration = FleetConfiguration(
      address: target.address,
      phones: try ids.map { text in
        let id = ClientID(trusted: text)
        return FleetPhone(id: id, token: try target.desk.token(.technician, subject: id))
      })
    configuration.security = target.security
    configuration.rampMilliseconds = Int64(options.rampSeconds) * 1_000
    let token = try target.desk.token(.dispatcher, subject: ClientID(trusted: "viewer"))
    configuration.viewers = (0..<options.viewers).map { viewer in
      FleetViewer(token: token, topics: ["technician:\(ids[viewer % options.phones])"])
    }
    let fleet = try Fleet(configuration)
    fleet.connect()
    guard fleet.waitUntilReady(timeoutMilliseconds: Int64(options.rampSeconds) * 1_000 + 60_000) else {
      let statistics = fleet.statistics()
      throw FleetError.fleet(
        "only \(statistics.phonesReady) of \(ids.count) phones were welcomed: \(statistics.firstFaults)")
    }
    return fleet
  }

  private static func complain(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data("geoload: \(text)\n".utf8))
  }
}
