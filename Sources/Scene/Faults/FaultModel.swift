// How real phones spoil a clean stream of fixes, with the verdict that each report deserves.

public import Bedrock

/// Turns the clean stream of one technician into a dirty one.
///
/// A technician has at most one fault at a time, and the reports that a fault touches are chosen so that
/// their verdict does not depend on thresholds: a late report follows an accepted one, a jump is kilometres
/// wide, a backlog arrives in order. The faults depend on seed, technician and stream alone.
public struct FaultModel: Sendable {
  /// The technician whose stream it is.
  public let technician: Int

  private let rates: FaultRates
  private var random: SeededRandom
  private var sequence: Int64 = 0
  private var lastAccepted: SceneFix?
  /// The report that arrives after its successor.
  private var overtaken: FixReport?
  private var frozenLeft = 0
  private var gapLeft = 0
  private var backlog: [FixReport] = []

  private enum Fault: CaseIterable {
    case none, duplicate, outOfOrder, teleport, frozen, future, coarse, mock, gap
  }

  /// A model for one technician of a fleet.
  public init(seed: UInt64, technician: Int, rates: FaultRates) {
    self.technician = technician
    self.rates = rates
    self.random = SeededRandom(seed: seed).fork(0x6661_756C).fork(UInt64(technician))
  }

  /// Takes the next clean fix, measured at `time`, and appends what arrives at the server then: nothing, one
  /// report or several. Times must rise. Amortised O(1).
  public mutating func pass(_ fix: SceneFix, at time: Instant, into reports: inout [FixReport]) {
    var report = FixReport(
      technician: technician, sequence: 0, deviceTime: time, arrival: time, fix: fix, mock: false,
      fromBacklog: false, expected: .accepted)
    if gapLeft > 0 {
      gapLeft -= 1
      backlog.append(report)
      if gapLeft == 0 { releaseBacklog(arrival: time, into: &reports) }
      return
    }
    if var late = overtaken {
      overtaken = nil
      send(&report, into: &reports)
      late.arrival = time
      late.expected = .late
      send(&late, into: &reports)
      return
    }
    if frozenLeft > 0, let last = lastAccepted, fix.speedMetersPerSecond > 3 {
      frozenLeft -= 1
      report.freeze(at: last)
      send(&report, into: &reports)
      return
    }
    frozenLeft = 0
    begin(draw(), report, into: &reports)
  }

  /// Appends what is still held back when the stream ends. A report without successor arrives as accepted.
  public mutating func finish(at time: Instant, into reports: inout [FixReport]) {
    gapLeft = 0
    releaseBacklog(arrival: time, into: &reports)
    if var last = overtaken {
      overtaken = nil
      last.arrival = time
      send(&last, into: &reports)
    }
  }

  private mutating func begin(_ fault: Fault, _ clean: FixReport, into reports: inout [FixReport]) {
    var report = clean
    switch fault {
    case .none:
      send(&report, into: &reports)
    case .duplicate:
      send(&report, into: &reports)
      report.expected = .duplicate
      reports.append(report)
    case .outOfOrder:
      overtaken = report
    case .teleport:
      report.displace(byMeters: random.double(in: 10_000...50_000), &random)
      report.expected = .jump
      send(&report, into: &reports)
    case .frozen:
      // Begins with the next report: this one is the position that it freezes at.
      frozenLeft = 2 + random.below(7)
      send(&report, into: &reports)
    case .future:
      report.deviceTime = report.deviceTime.advanced(
        byMilliseconds: 600_000 + Int64(random.below(172_200_000)))
      report.expected = .future
      send(&report, into: &reports)
    case .coarse:
      report.fix.accuracyMeters = random.double(in: 400...3_000)
      report.displace(byMeters: report.fix.accuracyMeters * random.unit() / 2, &random)
      report.expected = .coarse
      send(&report, into: &reports)
    case .mock:
      report.mock = true
      report.expected = .mock
      send(&report, into: &reports)
    case .gap:
      gapLeft = 4 + random.below(56)
      backlog.append(report)
    }
  }

  private mutating func draw() -> Fault {
    var rest = random.unit()
    for fault in Fault.allCases where fault != .none {
      rest -= rate(of: fault)
      // Nothing was accepted yet: a jump or a late report would have nothing to be compared with.
      if rest < 0 { return lastAccepted == nil ? .none : fault }
    }
    return .none
  }

  private func rate(of fault: Fault) -> Double {
    switch fault {
    case .none: 0
    case .duplicate: rates.duplicate
    case .outOfOrder: rates.outOfOrder
    case .teleport: rates.teleport
    case .frozen: rates.frozen
    case .future: rates.future
    case .coarse: rates.coarse
    case .mock: rates.mock
    case .gap: rates.gap
    }
  }

  private mutating func send(_ report: inout FixReport, into reports: inout [FixReport]) {
    sequence += 1
    report.sequence = sequence
    if report.expected == .accepted { lastAccepted = report.fix }
    reports.append(report)
  }

  private mutating func releaseBacklog(arrival: Instant, into reports: inout [FixReport]) {
    for var report in backlog {
      report.arrival = arrival
      report.fromBacklog = report.deviceTime < arrival
      send(&report, into: &reports)
    }
    backlog.removeAll(keepingCapacity: true)
  }
}

extension FixReport {
  /// Puts the report where the last accepted one was, to the last digit.
  fileprivate mutating func freeze(at last: SceneFix) {
    fix.latitudeDegrees = last.latitudeDegrees
    fix.longitudeDegrees = last.longitudeDegrees
    expected = .frozen
  }

  /// Moves the position in a random direction.
  fileprivate mutating func displace(byMeters meters: Double, _ random: inout SeededRandom) {
    // A direction from a point of the unit disc: exact without trigonometry.
    var east = 1.0
    var north = 0.0
    var square = 0.0
    repeat {
      east = random.double(in: -1...1)
      north = random.double(in: -1...1)
      square = east * east + north * north
    } while square > 1 || square < 0.01
    let scale = meters / square.squareRoot()
    var place = CityPlane.project(fix.point)
    place.x += east * scale
    place.y += north * scale
    let point = CityPlane.unproject(place)
    fix.latitudeDegrees = point.latitudeDegrees
    fix.longitudeDegrees = point.longitudeDegrees
  }
}
