// The first frame of a booking's or trip's topic and of the overview, and what positions on them look like. What
// customers are shown is in CustomerContent.swift.

import Bedrock
import GeoIndex
import TrackHub
import Trips

/// Writes the members of `state` and `pos` frames.
enum TopicDocument {
  /// The state of a booking's or trip's topic: the booking, its clock, where the technician is, and what the customer
  /// is promised.
  static func write(
    _ life: BookingLife, mark: SLAMark?, position: Position?, eta: Arrival?, promise: ArrivalPromise?,
    _ json: inout JSONWriter
  ) {
    json.key("booking")
    json.beginObject()
    BookingDocument.writeMembers(life, &json)
    if let mark {
      json.key("slaMark")
      json.string(mark.name)
    }
    json.endObject()
    if let position { write(position, &json) }
    eta?.write(&json)
    promise?.write(&json)
  }

  /// How many bookings are in service, by state.
  static func write(counts: [Int], _ json: inout JSONWriter) {
    json.key("bookings")
    json.beginObject()
    for state in BookingState.allCases {
      json.key(state.name)
      json.integer(counts[Int(state.rawValue)])
    }
    json.endObject()
  }

  /// A position as an object of its own.
  static func write(_ position: Position, _ json: inout JSONWriter) {
    json.key("position")
    json.beginObject()
    ServerMessages.writePosition(position, &json)
    json.endObject()
  }
}

/// When the technician is expected, with the interval that eight of ten arrivals fall into.
struct Arrival: Equatable {
  /// As of when.
  var madeAt: Instant
  var estimate: TravelTime

  func write(_ json: inout JSONWriter) {
    json.key("eta")
    json.beginObject()
    json.members(of: estimate)
    json.member("t", madeAt.milliseconds)
    json.endObject()
  }
}

extension ArrivalPromise {
  func write(_ json: inout JSONWriter) {
    json.key("promise")
    json.beginObject()
    json.member("from", from.milliseconds)
    json.member("until", until.milliseconds)
    json.member("madeAt", madeAt.milliseconds)
    if let delaySeconds { json.member("delaySeconds", delaySeconds) }
    if let delayedSince { json.member("delayedSince", delayedSince.milliseconds) }
    json.key("isFirm")
    json.bool(isFirm)
    json.endObject()
  }
}
