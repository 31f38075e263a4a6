// Data of long ago, for tests of retention and of what can be read when it has worked.

import Bedrock
import Foundation
import TripStore

/// Fills a store with things whose time is over, and with others whose time is not.
enum OldData {
  /// 2020-01-01: older than every standard term.
  static let past = Instant(milliseconds: 1_577_836_800_000)

  static func now() -> Instant { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }

  /// Bookings that ended then, each with an event, a decision and the key of its request.
  static func addBookings(
    _ count: Int, of tenant: ClientID, at time: Instant, prefix: String, to store: any Store
  ) throws {
    for index in 0..<count {
      let draft = BookingDraft(
        id: ClientID(trusted: "\(prefix)\(index)"), state: "cancelled", endedAt: time,
        document: Array(#"{"id":"\#(prefix)\#(index)"}"#.utf8))
      var transition = TransitionRecord(booking: draft, expectedVersion: 0, at: time)
      transition.events = [EventDraft(kind: "booking.placed", at: time, document: [1])]
      transition.decision = DecisionDraft(
        offer: UUIDv7(at: time, random: (UInt64(index), 1)), wave: 1, document: Array("{}".utf8))
      transition.idempotency = IdempotencyDraft(key: "\(prefix)\(index)", requestHash: [1], response: [])
      _ = try store.commit(transition, of: tenant)
    }
  }

  /// Points of one trip on one day.
  static func addPoints(_ count: Int, of tenant: ClientID, at time: Instant, to store: any Store) throws {
    let points = (0..<count).map { index in
      TrackPoint(
        trip: UUIDv7(at: time, random: (1, 1)), device: ClientID(trusted: "phone"), sequence: Int64(index),
        at: time.advanced(byMilliseconds: Int64(index)), latitudeAngle: 1, longitudeAngle: 2)
    }
    _ = try store.appendPoints(points, of: tenant)
  }
}
