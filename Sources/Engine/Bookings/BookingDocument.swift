// Bookings, offers and trips as callers see them, in JSON. The same documents are answered, stored, and shown
// again for what has left service.

import Bedrock
import GeoIndex
import TrackHub
import Trips

/// Writes bookings.
enum BookingDocument {
  /// The document of a booking.
  static func encode(_ life: BookingLife) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    writeMembers(life, &json)
    json.endObject()
    return json.finish()
  }

  /// The document of an offer.
  static func encode(_ offer: Offer) -> [UInt8] {
    var json = JSONWriter()
    write(offer, &json)
    return json.finish()
  }

  /// The document of a trip.
  static func encode(_ trip: Trip) -> [UInt8] {
    var json = JSONWriter()
    write(trip, &json)
    return json.finish()
  }

  /// The members of a booking's document.
  static func writeMembers(_ life: BookingLife, _ json: inout JSONWriter) {
    let booking = life.booking
    json.member("id", booking.id.text)
    json.key("state")
    json.string(booking.state.name)
    json.member("version", Int64(booking.version))
    json.member("placedAt", booking.placedAt.milliseconds)
    booking.terms.writeMembers(to: &json)
    json.member("wavesSent", Int64(booking.wavesSent))
    json.key("asked")
    json.beginArray()
    for technician in booking.asked { json.string(technician.text) }
    json.endArray()
    if let assignment = booking.assignment {
      json.key("assignment")
      write(assignment, &json)
    }
    if let offer = life.liveOffer {
      json.key("offer")
      write(offer, &json)
    }
    if let trip = life.liveTrip ?? life.trips.last, trip.id == booking.assignment?.trip {
      json.key("trip")
      write(trip, &json)
    }
  }

  private static func write(_ assignment: Assignment, _ json: inout JSONWriter) {
    json.beginObject()
    json.member("technician", assignment.technician.text)
    json.member("trip", assignment.trip.description)
    json.member("version", Int64(assignment.version))
    json.member("since", assignment.since.milliseconds)
    if let endedAt = assignment.endedAt { json.member("endedAt", endedAt.milliseconds) }
    switch assignment.origin {
    case .offer(let offer): json.member("offer", offer.description)
    case .hand(let reason): json.member("reason", reason.text)
    }
    json.endObject()
  }

  private static func write(_ offer: Offer, _ json: inout JSONWriter) {
    json.beginObject()
    json.member("id", offer.id.description)
    json.member("booking", offer.booking.text)
    json.key("state")
    json.string(offer.state.name)
    json.key("technicians")
    json.beginArray()
    for technician in offer.terms.technicians { json.string(technician.text) }
    json.endArray()
    json.key("waiting")
    json.beginArray()
    for technician in offer.waiting { json.string(technician.text) }
    json.endArray()
    if let winner = offer.winner { json.member("winner", winner.text) }
    json.member("wave", Int64(offer.terms.wave))
    json.member("madeAt", offer.madeAt.milliseconds)
    json.member("deadline", offer.terms.deadline.milliseconds)
    if let endedAt = offer.endedAt { json.member("endedAt", endedAt.milliseconds) }
    json.endObject()
  }

  private static func write(_ trip: Trip, _ json: inout JSONWriter) {
    json.beginObject()
    json.member("id", trip.id.description)
    json.member("booking", trip.booking.text)
    json.member("technician", trip.terms.technician.text)
    json.member("assignmentVersion", Int64(trip.terms.assignmentVersion))
    json.key("state")
    json.string(trip.state.name)
    json.member("startedAt", trip.startedAt.milliseconds)
    if let arrivedAt = trip.arrivedAt { json.member("arrivedAt", arrivedAt.milliseconds) }
    if let source = trip.arrivalSource {
      json.key("arrivalSource")
      json.string(source.name)
    }
    if let beganAt = trip.beganAt { json.member("beganAt", beganAt.milliseconds) }
    if let endedAt = trip.endedAt { json.member("endedAt", endedAt.milliseconds) }
    json.endObject()
  }
}

extension JSONWriter {
  /// A member with a text.
  mutating func member(_ name: StaticString, _ text: String) {
    key(name)
    string(text)
  }

  /// A member with a whole number.
  mutating func member(_ name: StaticString, _ number: Int64) {
    key(name)
    integer(number)
  }

  /// Where and when a customer is: `lat`, `lon` and `window`.
  mutating func members(ofPlace terms: BookingTerms) {
    key("lat")
    number(terms.place.latitudeDegrees, decimals: 7)
    key("lon")
    number(terms.place.longitudeDegrees, decimals: 7)
    key("window")
    beginObject()
    member("start", terms.window.start.milliseconds)
    member("end", terms.window.end.milliseconds)
    endObject()
  }

  /// A travel time in whole seconds with its interval.
  mutating func members(of time: TravelTime) {
    key("expectedSeconds")
    number(time.expectedSeconds, decimals: 0)
    key("lowSeconds")
    number(time.lowSeconds, decimals: 0)
    key("highSeconds")
    number(time.highSeconds, decimals: 0)
  }
}
