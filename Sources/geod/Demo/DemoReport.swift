// What the demo has seen, as JSON. The same in words is in +Words.

import Bedrock
import FleetClient

/// The numbers of a demo, at its end or as of now.
struct DemoReport: Sendable {
  var timeScale: Double
  var statistics = FleetStatistics()
  var nearby = NearbyProber.Findings()
  var office = BookingOffice.Findings()
  /// Trips that technicians were told to be completed.
  var tripsCompleted = 0
  var seconds = 0.0
  /// How often the server was killed.
  var kills = 0
  /// Whether connections may be lost.
  var isUnderFire = false
  /// Trips that were completed after the last kill.
  var tripsAfterKills = 0
  /// What became of the comparison with the fleet's record.
  var check = RecordCheck.Outcome()
  /// The server ended before it was told to, or ended badly.
  var serverFault: String?

  /// Everything that the contract does not explain. Where things are broken, connections are lost.
  var errors: UInt64 {
    statistics.errors + (isUnderFire ? 0 : statistics.disconnects) + nearby.errors + office.errors
      + UInt64(check.faults.count) + (serverFault == nil ? 0 : 1)
  }

  /// What went wrong first, in words.
  var firstFaults: [String] {
    statistics.firstErrors + (isUnderFire ? [] : statistics.firstDisconnects) + nearby.firstFaults
      + office.firstFaults + check.faults.prefix(8) + [serverFault].compactMap { $0 }
  }

  /// Nothing went wrong and every fix has its verdict.
  var isGood: Bool { errors == 0 && statistics.unacknowledged == 0 }

  /// How far arrivals were from what was expected. Seconds of the scene.
  var etaErrorSeconds: Double { Double(office.etaErrorMilliseconds.value(atQuantile: 0.5)) / 1e3 }

  /// One object.
  var json: String {
    var json = JSONWriter()
    json.beginObject()
    json.member("fixes_sent", statistics.sent)
    json.member("fixes_acknowledged", statistics.acknowledged)
    json.member("fixes_refused", statistics.refusedTotal)
    json.key("refused")
    FleetReport.writeRefused(statistics, &json)
    json.member("bookings_placed", office.placed)
    json.member("matches", office.matches)
    json.member("offers", statistics.offers)
    json.member("trips_completed", UInt64(tripsCompleted))
    json.member("trips_cancelled", office.brokenOff)
    json.member("bookings_cancelled", office.cancelled)
    json.member("bookings_rescheduled", office.rescheduled)
    json.member("bookings_assigned_by_hand", office.assignedByHand)
    json.member("no_shows", office.noShows)
    json.member("shares", office.shares)
    json.member("topics_watched_to_end", statistics.topicsEnded)
    json.member("events_seen", statistics.events)
    json.member("errors", errors)
    json.member("eta_abs_error_s_p50", etaErrorSeconds, decimals: 1)
    json.member(
      "fix_to_viewer_ms_p50", FleetReport.milliseconds(statistics.sightingNanoseconds, 0.5), decimals: 3)
    json.member(
      "fix_to_viewer_ms_p99", FleetReport.milliseconds(statistics.sightingNanoseconds, 0.99), decimals: 3)
    json.member(
      "fix_ack_ms_p99", FleetReport.milliseconds(statistics.acknowledgementNanoseconds, 0.99), decimals: 3)
    json.member("place_ms_p99", FleetReport.milliseconds(office.placingNanoseconds, 0.99), decimals: 3)
    json.member("nearby_queries", nearby.questions)
    json.member("nearby_us_p50", nearbyMicroseconds, decimals: 0)
    json.member("kills", UInt64(kills))
    json.member("trips_completed_after_last_kill", UInt64(kills == 0 ? 0 : tripsAfterKills))
    json.member("bookings_compared", UInt64(check.bookings))
    json.member("trips_compared", UInt64(check.trips))
    json.member("events_compared", UInt64(check.events))
    json.member("fixes_compared", UInt64(check.fixes))
    json.member("shares_compared", UInt64(check.shares))
    json.key("faults")
    json.strings(firstFaults)
    json.member("time_scale", timeScale, decimals: 2)
    json.member("seconds", seconds, decimals: 1)
    json.endObject()
    return String(decoding: json.finish(), as: UTF8.self)
  }

  var nearbyMicroseconds: Double {
    Double(nearby.roundTripNanoseconds.value(atQuantile: 0.5)) / 1e3
  }
}

extension JSONWriter {
  fileprivate mutating func member(_ name: StaticString, _ value: UInt64) {
    key(name)
    integer(Int64(value))
  }

  fileprivate mutating func member(_ name: StaticString, _ value: Double, decimals: Int) {
    key(name)
    number(value, decimals: decimals)
  }
}
