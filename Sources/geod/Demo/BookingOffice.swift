// The booking service and its dispatcher: customers' bookings are placed and looked after, on a thread of their own.

import Bedrock
import FleetClient
import Foundation
import Scene
import Synchronization
import Transport

/// Runs an `OfficeDesk` on a thread. The others tell it who stands at a door in vain, and read what it has found.
final class BookingOffice: Sendable {
  /// What came of it.
  struct Findings: Sendable {
    var placed: UInt64 = 0
    var cancelled: UInt64 = 0
    var rescheduled: UInt64 = 0
    var assignedByHand: UInt64 = 0
    var noShows: UInt64 = 0
    var brokenOff: UInt64 = 0
    var shares: UInt64 = 0
    var matches: UInt64 = 0
    /// Commands that came too late, as the contract says that they may.
    var refusals: UInt64 = 0
    var errors: UInt64 = 0
    var firstFaults: [String] = []
    /// The page of a customer whose technician comes, for the person at the terminal; the latest one.
    var customerPath: String?
    /// How far arrivals were from what was expected when the technician set out. Milliseconds of the scene.
    var etaErrorMilliseconds = Histogram()
    /// From a booking's request to its answer, which comes when it is durable.
    var placingNanoseconds = Histogram()

    mutating func note(_ fault: String) {
      errors += 1
      if firstFaults.count < 8 { firstFaults.append(fault) }
    }
  }

  private let findings = Lock(Findings())
  private let doors = Lock<[ClientID]>([])
  private let isStopping = Atomic(false)
  private let ended = DispatchSemaphore(value: 0)

  private static let pauseSeconds = 0.005

  /// Opens the office. `makeDesk` is called on the thread that will use it.
  init(clock: EngineClock, makeDesk: @escaping @Sendable () -> OfficeDesk) {
    let thread = Thread { [self] in run(clock, makeDesk()) }
    thread.name = "office"
    thread.start()
  }

  /// What was found so far.
  var current: Findings { findings.withLock { $0 } }

  /// A technician stands at the door of a customer who is not there.
  func findNobody(_ booking: ClientID) { doors.withLock { $0.append(booking) } }

  /// Closes the office and returns when the last request is answered.
  func stop() {
    isStopping.store(true, ordering: .relaxed)
    ended.wait()
  }

  private func run(_ clock: EngineClock, _ desk: consuming OfficeDesk) {
    var desk = desk
    while !isStopping.load(ordering: .relaxed) {
      let calls = doors.withLock { doors in
        defer { doors.removeAll() }
        return doors
      }
      desk.work(until: clock.now(), doors: calls)
      let found = desk.findings
      findings.withLock { $0 = found }
      Thread.sleep(forTimeInterval: Self.pauseSeconds)
    }
    ended.signal()
  }
}
