// A store with trips to read back, written as the server writes them.

import Bedrock
import Foundation
import GeoIndex
import TripStore

@testable import Engine
@testable import Trips
@testable import geod

/// Bookings `b0`, `b1`, ... one minute apart, each carried out by `t0`, `t1` or `t2` in turn, with some points.
struct ReadingBench {
  typealias Sample = OrderSamples

  let bench: StoreBench
  let count: Int

  static let pointsPerTrip = 4

  static func trip(_ number: Int) -> UUIDv7 {
    UUIDv7(at: Sample.at(Int64(number) * 600), random: (UInt64(number), UInt64(number)))
  }

  /// - Parameter ends: whether the last trip is over, too.
  init(count: Int = 5, ends: Bool = true) throws {
    bench = try StoreBench()
    self.count = count
    for number in 0..<count { try carryOut(number, ends: ends || number < count - 1) }
  }

  private func carryOut(_ number: Int, ends: Bool) throws {
    let trip = Self.trip(number)
    let start = Int64(number) * 600
    var booking = try Sample("b\(number)")
    try commit(booking.place())
    let requests: [LifeRequest] = [
      .assign(technician: Sample.id("t\(number % 3)"), trip: trip, reason: .none), .startTrip(trip),
      .arrive(trip: trip, .said), .begin(trip: trip),
    ]
    for (index, request) in requests.enumerated() {
      try commit(booking.step(request, at: start + Int64(index) * 60))
    }
    _ = bench.outcome(.points(PointOrder(number: OrderNumber(9000 + UInt64(number)), points: fixes(number))))
    guard ends else { return }
    var track = TrackAccumulator()
    for fix in fixes(number) {
      track.add(
        GeoPoint(latitudeAngle: fix.latitudeAngle, longitudeAngle: fix.longitudeAngle), at: fix.time)
    }
    var complete = try booking.step(.complete(trip: trip), at: start + 300)
    complete.summary = TripSummary(booking.life.trips[0], track: track)
    try commit(complete)
  }

  /// Commits with documents such as the engine writes.
  private func commit(_ order: CommitOrder) throws {
    var order = order
    let booking = order.life.booking
    order.document = Self.json { json in
      json.beginObject()
      json.key("id")
      json.string(booking.id.text)
      booking.terms.writeMembers(to: &json)
      json.endObject()
    }
    order.trips = order.trips.map { trip, _ in
      let arrival = trip.arrivedAt.map { #","arrivedAt":\#($0.milliseconds)"# } ?? ""
      return (trip, Array(#"{"id":"\#(trip.id)","technician":"\#(trip.terms.technician)"\#(arrival)}"#.utf8))
    }
    guard bench.verdict(.commit(order)) == .durable else { throw TestFailure("\(booking.id) is not durable") }
  }

  private static func json(_ write: (inout JSONWriter) -> Void) -> [UInt8] {
    var json = JSONWriter()
    write(&json)
    return json.finish()
  }

  /// The fixes of a trip, ten seconds apart, on a line to the north.
  func fixes(_ number: Int) -> [TripFix] {
    (0..<Self.pointsPerTrip).map { index in
      TripFix(
        trip: Self.trip(number), device: Sample.id("phone"), sequence: UInt64(index),
        time: Sample.at(Int64(number) * 600 + 60 + Int64(index) * 10),
        latitudeAngle: 294_000_000 + Int32(index) * 1000, longitudeAngle: 556_000_000,
        accuracyMeters: 5, speedMetersPerSecond: 8.5, headingDegrees: .nan)
    }
  }
}
