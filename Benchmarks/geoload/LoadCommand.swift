// A load from beginning to end.

import Access
import Bedrock
import FleetClient
import Foundation
import Scene
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
      let report = try run(options)
      print(options.isJSON ? report.json : report.words)
      return report.isGood ? 0 : 1
    } catch let error as LoadUsageError {
      complain(error.description)
      return 2
    } catch {
      complain("\(error)")
      return 1
    }
  }

  /// Runs a load. Blocks until it is over or a signal ends it early.
  static func run(_ options: LoadOptions) throws -> LoadReport {
    try OpenFiles.require(options.phones + options.viewers)
    let signals = try Signals()
    let target = try open(options)
    defer { target.stop() }
    let ids = (0..<options.phones).map { TechnicianProfileSample.id(ofTechnician: $0) }
    try target.service(.service).importTechnicians(
      ids.indices.map { technician in
        var json = JSONWriter()
        TechnicianProfileSample(technician: technician, seed: options.seed).write(to: &json, withID: true)
        return json.finish()
      })
    let fleet = try connect(options, ids, target)
    defer { fleet.stop() }

    var report = LoadReport()
    let start = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    let startNanoseconds = MonotonicClock.nanoseconds()
    let places = LoadFleet(seed: options.seed, count: options.phones, rate: options.rate)
    let total = Int(Double(options.phones) * options.rate * Double(options.seconds))
    var sent = 0
    while sent < total {
      let elapsed = MonotonicClock.nanoseconds() - startNanoseconds
      var reports: [PhoneReport] = []
      while sent < total, places.dueNanoseconds(sent) <= elapsed {
        reports.append(places.report(sent, start: start, startNanoseconds: startNanoseconds))
        sent += 1
      }
      if !reports.isEmpty { fleet.report(reports) }
      if elapsed / 1_000_000_000 >= UInt64(report.samples.count), let child = target.child,
        let sample = ProcessSample(processID: child.processID)
      {
        report.samples.append(sample)
      }
      // A tick of a millisecond is the resolution of the send times.
      if signals.wait(timeoutMilliseconds: 1) == .terminate { break }
    }
    _ = fleet.waitUntilSettled(timeoutMilliseconds: 30_000)
    report.seconds = Double(MonotonicClock.nanoseconds() - startNanoseconds) / 1e9
    if let child = target.child, let sample = ProcessSample(processID: child.processID) {
      report.samples.append(sample)
    }
    report.statistics = fleet.statistics()
    return report
  }

  private static func open(_ options: LoadOptions) throws -> ServerTarget {
    if let url = options.url, let keys = options.keys, let tenant = options.tenant {
      return try ServerTarget(
        url: url, rootsPath: options.roots, keysPath: keys, tenant: try ClientID(tenant, field: "--tenant"))
    }
    let beside = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "geod")
    var child = ChildServer.Configuration(
      executable: options.server.map { URL(filePath: $0) } ?? beside, tenant: ClientID(trusted: "load"))
    child.processor = options.isPinned ? ProcessInfo.processInfo.activeProcessorCount - 1 : nil
    child.arguments = [
      "--loops", "1", "--rate-fixes", "0", "--rate-per-token", "0", "--rate-per-address", "0",
      "--log-level", "warning",
    ]
    return try ServerTarget(child: child)
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
      FleetViewer(token: token, topics: ["technician:\(ids[viewer % ids.count])"])
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
