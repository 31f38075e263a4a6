// A replay from beginning to end: read, open, import, connect, run in lockstep, compare.

import Access
import Bedrock
import FleetClient
import Foundation
import Transport

/// One replay.
struct ReplayRun: ~Copyable {
  private let configuration: ReplayConfiguration
  private let signals: Signals

  /// A replay that ends early when a signal says so.
  init(_ configuration: ReplayConfiguration, signals: consuming Signals) {
    self.configuration = configuration
    self.signals = signals
  }

  /// Replays. Blocks until the end.
  func run() throws -> ReplayReport {
    let trace = try TraceReader.read(
      configuration.files, in: try ImportTransform(from: configuration.reference))
    let slices = trace.slices(seconds: configuration.sliceSeconds)
    let target = try open(startingAt: slices[0].end)
    do {
      let report = try replay(trace, slices, to: target)
      target.stop()
      return report
    } catch {
      target.stop()
      throw error
    }
  }

  private func open(startingAt start: Instant) throws -> ServerTarget {
    switch configuration.target {
    case .child:
      var child = ChildServer.Configuration(
        executable: OwnExecutable.url, tenant: ClientID(trusted: "replay"))
      child.keepsFolder = configuration.keepsFolder
      child.arguments = [
        "--clock", "trace", "--trace-start", String(start.milliseconds), "--loops", "1", "--rate-fixes", "0",
        "--rate-per-token", "0", "--rate-per-address", "0", "--log-level", "warning",
      ]
      return try ServerTarget(child: child)
    case .remote(let url, let rootsPath, let keysPath, let tenant):
      let target = try ServerTarget(url: url, rootsPath: rootsPath, keysPath: keysPath, tenant: tenant)
      let clock = try target.service(.admin).clock()
      guard clock.mode == "trace" else {
        throw FleetError.fleet(
          "\(url) runs on the \(clock.mode) clock; a trace can be replayed only to a server with --clock trace, "
            + "because its fixes would be too old or too early for any other")
      }
      guard clock.time <= start.milliseconds else {
        throw FleetError.fleet(
          "the clock of \(url) stands behind the beginning of the trace, at \(clock.time); "
            + "engine time never runs backwards")
      }
      return target
    }
  }

  private func replay(_ trace: Trace, _ slices: [Trace.Slice], to target: ServerTarget) throws -> ReplayReport
  {
    try target.service(.admin).importTechnicians(trace.vehicles.map(Self.profile))
    var fleetConfiguration = FleetConfiguration(
      address: target.address,
      phones: try trace.vehicles.map {
        FleetPhone(id: $0, token: try target.desk.token(.technician, subject: $0))
      })
    fleetConfiguration.security = target.security
    fleetConfiguration.batches = configuration.batches
    let fleet = try Fleet(fleetConfiguration)
    defer { fleet.stop() }
    fleet.connect()
    guard fleet.waitUntilReady(timeoutMilliseconds: 60_000) else {
      throw FleetError.fleet("not every vehicle was welcomed: \(fleet.statistics().firstFaults)")
    }

    var report = ReplayReport(vehicles: trace.vehicles.count)
    let clock = try target.service(.admin)
    var progress = ProgressBar(
      title: "replay", total: trace.fixes.count, isShown: configuration.showsProgress)
    let start = MonotonicClock.nanoseconds()
    for slice in slices {
      if isToStop(before: slice, of: slices, since: start) {
        report.isInterrupted = true
        break
      }
      try clock.moveClock(to: slice.end)
      fleet.report(reports(of: trace.fixes[slice.range]))
      guard fleet.waitUntilSettled(timeoutMilliseconds: Int64(configuration.verdictTimeoutSeconds) * 1_000)
      else {
        break
      }
      progress.advance(to: slice.range.upperBound)
    }
    report.seconds = Double(MonotonicClock.nanoseconds() - start) / 1e9
    progress.finish()
    report.statistics = fleet.statistics()
    try compare(trace, fleet, target, &report)
    return report
  }

  /// Waits until a slice is due; true when a signal says to stop.
  private func isToStop(before slice: Trace.Slice, of slices: [Trace.Slice], since start: UInt64) -> Bool {
    var waitMilliseconds: Int64 = 0
    if case .times(let factor) = configuration.speed {
      let due = Double(slice.end.milliseconds(since: slices[0].end)) / factor
      waitMilliseconds = max(0, Int64(due) - Int64((MonotonicClock.nanoseconds() - start) / 1_000_000))
    }
    return signals.wait(timeoutMilliseconds: waitMilliseconds) == .terminate
  }

  private func reports(of fixes: ArraySlice<TraceFix>) -> [PhoneReport] {
    let now = MonotonicClock.nanoseconds()
    let reports = fixes.map { fix in
      PhoneReport(
        phone: fix.vehicle,
        fix: OutgoingFix(
          time: fix.time, latitudeDegrees: fix.latitudeDegrees, longitudeDegrees: fix.longitudeDegrees),
        dueNanoseconds: now)
    }
    guard configuration.batches else { return reports }
    return reports.enumerated().sorted { ($0.element.phone, $0.offset) < ($1.element.phone, $1.offset) }
      .map(\.element)
  }

  private func compare(
    _ trace: Trace, _ fleet: Fleet, _ target: ServerTarget, _ report: inout ReplayReport
  ) throws {
    let technicians = try target.service(.admin).technicians()
    let expected = FinalPositions(vehicles: trace.vehicles, lastAccepted: fleet.lastAccepted())
    report.finalPositionsChecked = expected.count
    report.finalPositionsWrong = expected.wrong(technicians)
    guard let path = configuration.positionsPath else { return }
    do {
      try Data(FinalPositions.listing(technicians, of: trace.vehicles).utf8).write(to: URL(filePath: path))
    } catch {
      throw FleetError.file("the positions cannot be written to \(path): \(error.localizedDescription)")
    }
  }

  /// A vehicle as a technician: nothing is known but its name.
  private static func profile(_ vehicle: ClientID) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.key("id")
    json.string(vehicle.text)
    json.key("name")
    json.beginObject()
    json.key("en")
    json.string(vehicle.text)
    json.endObject()
    json.endObject()
    return json.finish()
  }
}
