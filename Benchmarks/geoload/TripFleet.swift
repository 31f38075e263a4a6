// Technicians who are all on their way: set up before a load, looked at after it.

import Bedrock
import FleetClient
import Foundation
import LoadSupport
import Scene
import Transport

/// The live trips of a fleet, one per technician, in the order of the phones.
struct TripFleet {
  private let service: BookingService
  private let trips: [String]

  private static let threads = 8

  /// Places a booking for everybody, far from where they drive so that nobody arrives, gives it to them, and lets
  /// them set out.
  init(_ technicians: [String], places: LoadFleet, service: BookingService) throws {
    self.service = service
    let run = Int64(Date().timeIntervalSince1970 * 1_000)
    let made = Lock([String](repeating: "", count: technicians.count))
    try Crowd.run(technicians.count, threads: Self.threads, client: { try BookingClient(service) }) {
      client, number in
      let (booking, technician) = ("load-\(run)-\(number)", technicians[number])
      let home = places.homes[number]
      try client.place(
        booking, latitudeDegrees: home.latitudeDegrees + Self.farDegrees,
        longitudeDegrees: home.longitudeDegrees)
      let trip = try client.assign(booking, to: technician)
      try client.start(trip, token: try service.token(ofTechnician: technician))
      made.withLock { $0[number] = trip }
    }
    trips = made.withLock { $0 }
  }

  /// Five kilometres north of a stretch of one.
  private static let farDegrees = 0.055

  /// What is kept of the fixes that were sent.
  struct Findings: Sendable {
    /// Fixes that are there.
    var found = 0
    /// Fixes that were sent and are not there.
    var missing = 0
    /// Points that were never sent, or are there twice.
    var unexpected = 0
  }

  /// Reads the tracks of all trips and compares them with what was sent, fix by fix.
  /// - Parameter times: the times of all fixes that a phone has sent, in order.
  func findings(_ times: @escaping @Sendable (Int) -> [Int64]) throws -> Findings {
    let all = Lock(Findings())
    let (service, trips) = (service, trips)
    try Crowd.run(trips.count, threads: Self.threads, client: { try BookingClient(service) }) {
      client, phone in
      let track = try client.trackTimes(trips[phone])
      let sent = times(phone)
      let missing = Set(sent).subtracting(track).count
      all.withLock {
        $0.found += sent.count - missing
        $0.missing += missing
        $0.unexpected += track.count - (sent.count - missing)
      }
    }
    return all.withLock { $0 }
  }
}
