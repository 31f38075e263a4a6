// Technicians with phones that drive where a test wants them, and report on the way.

import Access
import Bedrock
import FleetClient
import Foundation
import Transport

/// Phones on real WebSockets, driven by a thread of their own: twice a second each is moved on and reports. Any thread may
/// call. They connect again when the server was away.
final class TechnicianDrive: Sendable {
  private struct Car {
    var place: Place
    var goal: Place
    var speedMetersPerSecond = 0.0
    var headingDegrees = 0.0
    var isSilent = false
    /// Reports come with every so many ticks.
    var ticksPerReport = 1
    var ticks = 0
  }

  private struct State {
    var cars: [Car]
    var hasEnded = false
  }

  private let fleet: Fleet
  private let state: Lock<State>
  private let hasStopped = DispatchSemaphore(value: 0)
  private static let tickSeconds = 0.5

  /// Phones that stand around the middle of the city, some 150 m from one another.
  init(_ server: ChildServer, _ technicians: [ClientID]) throws {
    let phones = try technicians.map { id in
      FleetPhone(id: id, token: try server.desk.token(.technician, subject: id))
    }
    var configuration = FleetConfiguration(address: server.address, phones: phones)
    configuration.reconnects = true
    fleet = try Fleet(configuration)
    state = Lock(
      State(
        cars: technicians.indices.map { number in
          let place = Place(eastMeters: Double(number % 8) * 150, northMeters: Double(number / 8) * 150)
          return Car(place: place, goal: place)
        }))
  }

  /// Connects everybody and begins to report.
  func begin() throws {
    fleet.connect()
    guard fleet.waitUntilReady(timeoutMilliseconds: 10_000) else {
      throw WorldError(description: "the phones were not welcomed: \(fleet.statistics().firstFaults)")
    }
    Thread { [self] in
      while !state.withLock({ $0.hasEnded }) {
        fleet.report(state.withLock { Self.tick(&$0) })
        Thread.sleep(forTimeInterval: Self.tickSeconds)
      }
      hasStopped.signal()
    }.start()
    _ = fleet.waitUntilSettled(timeoutMilliseconds: 2_000)
  }

  /// Lets a technician drive to a place, straight.
  func send(_ technician: Int, to goal: Place, metersPerSecond: Double) {
    state.withLock {
      $0.cars[technician].goal = goal
      $0.cars[technician].speedMetersPerSecond = metersPerSecond
    }
  }

  /// Puts a technician somewhere, before anybody looks.
  func put(_ technician: Int, at place: Place) {
    state.withLock {
      $0.cars[technician].place = place
      $0.cars[technician].goal = place
    }
  }

  /// A phone without signal reports nothing.
  func setSilent(_ technician: Int, _ isSilent: Bool) {
    state.withLock { $0.cars[technician].isSilent = isSilent }
  }

  /// Lets a phone report less often.
  func report(_ technician: Int, everySeconds seconds: Double) {
    state.withLock { $0.cars[technician].ticksPerReport = max(1, Int(seconds / Self.tickSeconds)) }
  }

  /// Ends reports and connections.
  func end() {
    state.withLock { $0.hasEnded = true }
    _ = hasStopped.wait(timeout: .now() + .seconds(5))
    fleet.stop()
  }

  private static func tick(_ state: inout State) -> [PhoneReport] {
    let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    return state.cars.indices.compactMap { number in
      advance(&state.cars[number])
      let car = state.cars[number]
      guard !car.isSilent, car.ticks % car.ticksPerReport == 0 else { return nil }
      var fix = OutgoingFix(
        time: now, latitudeDegrees: car.place.latitudeDegrees, longitudeDegrees: car.place.longitudeDegrees)
      fix.accuracyMeters = 8
      fix.speedMetersPerSecond = Float(car.speedMetersPerSecond)
      fix.headingDegrees = Float(car.headingDegrees)
      return PhoneReport(phone: number, fix: fix)
    }
  }

  private static func advance(_ car: inout Car) {
    car.ticks += 1
    let (east, north) = (
      car.goal.eastMeters - car.place.eastMeters, car.goal.northMeters - car.place.northMeters
    )
    let distance = (east * east + north * north).squareRoot()
    let step = car.speedMetersPerSecond * tickSeconds
    guard distance > step, step > 0 else {
      car.place = car.speedMetersPerSecond > 0 ? car.goal : car.place
      car.speedMetersPerSecond = 0
      return
    }
    car.place.eastMeters += east / distance * step
    car.place.northMeters += north / distance * step
    let degrees = atan2(east, north) * 180 / .pi
    car.headingDegrees = degrees < 0 ? degrees + 360 : degrees
  }
}
