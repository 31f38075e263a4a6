// The first frame of a booking's or trip's topic, of the overview, and of a customer's page; and what positions
// on them look like.

import Bedrock
import GeoIndex
import TrackHub
import Trips

/// Writes the members of `state` and `pos` frames.
enum TopicDocument {
  /// The state of a booking's or trip's topic: the booking, its clock, and where the technician is.
  static func write(
    _ life: BookingLife, mark: SLAMark?, position: Position?, eta: Arrival?, _ json: inout JSONWriter
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

/// How far a booking is, in the words of the customer's page.
enum CustomerStatus: UInt8 {
  case waiting
  case assigned
  case enRoute
  case arrived
  case inService
  case completed
  case cancelled
  case noShow

  init(_ life: BookingLife) {
    switch life.booking.state {
    case .open, .offering, .unfilled: self = .waiting
    case .assigned: self = .assigned
    case .inTrip:
      switch life.booking.tripState {
      case .arrived: self = .arrived
      case .inService: self = .inService
      default: self = .enRoute
      }
    case .completed: self = .completed
    case .cancelled: self = .cancelled
    case .noShow: self = .noShow
    }
  }

  var name: StaticString {
    switch self {
    case .waiting: "waiting"
    case .assigned: "assigned"
    case .enRoute: "enRoute"
    case .arrived: "arrived"
    case .inService: "inService"
    case .completed: "completed"
    case .cancelled: "cancelled"
    case .noShow: "noShow"
    }
  }
}

/// What a customer may see of a booking: the place, the status, who comes, and where they are.
struct CustomerContent {
  var life: BookingLife
  var technician: TechnicianProfile?
  var position: Position?
  var eta: Arrival?

  func write(_ json: inout JSONWriter) {
    json.key("status")
    json.string(CustomerStatus(life).name)
    json.members(ofPlace: life.booking.terms)
    if let technician {
      json.key("technician")
      json.beginObject()
      json.key("rating")
      json.number(Double(technician.rating), decimals: 1)
      json.key("skills")
      json.beginArray()
      for skill in technician.skills { json.string(skill.text) }
      json.endArray()
      json.endObject()
    }
    if let trip = life.trips.last, trip.id == life.booking.assignment?.trip {
      json.key("times")
      json.beginObject()
      json.member("startedAt", trip.startedAt.milliseconds)
      if let arrivedAt = trip.arrivedAt { json.member("arrivedAt", arrivedAt.milliseconds) }
      if let beganAt = trip.beganAt { json.member("beganAt", beganAt.milliseconds) }
      if let endedAt = trip.endedAt { json.member("endedAt", endedAt.milliseconds) }
      json.endObject()
    }
    if let position { TopicDocument.write(position, &json) }
    eta?.write(&json)
  }
}
