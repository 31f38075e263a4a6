// The demo's technicians: which phone reports what, and when.

import Bedrock
import FleetClient
import Scene

/// The generated fleet, asked for what is due.
struct DemoFleet {
  private var model: FleetModel
  private let intervalMilliseconds: Int64
  /// When each phone looks at its position again, in engine time.
  private var nextLook: [Instant]
  private var lastReport: [Instant]
  private var wasMoving: [Bool]

  /// How long the city has been awake when the demo begins: the fleet model starts with everybody at rest.
  private static let warmUpMilliseconds: Int64 = 1_800_000

  /// Technicians of a seed, in the middle of their day at `start`, their phones spread evenly over one interval.
  /// O(technicians x warm-up): a third of a second for 1 000.
  init(seed: UInt64, count: Int, intervalMilliseconds: Int64, start: Instant) {
    model = FleetModel(
      seed: seed, count: count, streets: StreetGrid(.city(seed: seed)),
      start: start.advanced(byMilliseconds: -Self.warmUpMilliseconds))
    for technician in 0..<count { _ = model.fix(of: technician, at: start) }
    self.intervalMilliseconds = intervalMilliseconds
    nextLook = (0..<count).map {
      start.advanced(byMilliseconds: Int64($0) * intervalMilliseconds / Int64(count))
    }
    lastReport = Array(repeating: .epoch, count: count)
    wasMoving = Array(repeating: true, count: count)
  }

  /// What the phones report up to now: every interval while they move and once when they stop, by heartbeat while
  /// they stand. A phone that was not asked for several intervals reports once. O(technicians).
  mutating func reports(at now: Instant) -> [PhoneReport] {
    var reports: [PhoneReport] = []
    let due = MonotonicClock.nanoseconds()
    for technician in nextLook.indices where nextLook[technician] <= now {
      let missed = now.milliseconds(since: nextLook[technician]) / intervalMilliseconds
      let time = nextLook[technician].advanced(byMilliseconds: missed * intervalMilliseconds)
      nextLook[technician] = time.advanced(byMilliseconds: intervalMilliseconds)
      let scene = model.fix(of: technician, at: time)
      let silence = time.milliseconds(since: lastReport[technician])
      defer { wasMoving[technician] = scene.moving }
      guard scene.moving || wasMoving[technician] || silence >= DemoConfiguration.heartbeatMilliseconds else {
        continue
      }
      lastReport[technician] = time
      reports.append(PhoneReport(phone: technician, fix: Self.fix(scene, at: time), dueNanoseconds: due))
    }
    return reports
  }

  /// Sends a technician to a place, where it stays until ``release(_:at:)``.
  mutating func send(_ technician: Int, to place: ScenePoint, at now: Instant) {
    model.send(technician, to: place, at: now)
  }

  /// Lets a technician go on with its day.
  mutating func release(_ technician: Int, at now: Instant) { model.release(technician, at: now) }

  /// Whether a technician stands where it was sent.
  func hasArrived(_ technician: Int) -> Bool { model.hasArrived(technician) }

  private static func fix(_ scene: SceneFix, at time: Instant) -> OutgoingFix {
    var fix = OutgoingFix(
      time: time, latitudeDegrees: scene.latitudeDegrees, longitudeDegrees: scene.longitudeDegrees)
    fix.accuracyMeters = Float(scene.accuracyMeters)
    fix.speedMetersPerSecond = Float(scene.speedMetersPerSecond)
    fix.headingDegrees = Float(scene.headingDegrees)
    fix.batteryFraction = Float(scene.batteryFraction)
    return fix
  }
}
