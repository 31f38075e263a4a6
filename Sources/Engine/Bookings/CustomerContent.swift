// What a customer sees of a booking: the members of the share's topic. What is not written here is not shown.

import Bedrock
import GeoIndex
import TrackHub
import Trips

/// How far a booking is, in the words of the customer's page.
enum CustomerStatus: UInt8 {
  case waiting
  case offered
  case assigned
  case enRoute
  case arrived
  case inService
  case completed
  case cancelled
  case noShow

  init(_ life: BookingLife) {
    switch life.booking.state {
    case .open, .unfilled: self = .waiting
    case .offering: self = .offered
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
    case .offered: "offered"
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

/// What a customer may see of a booking at one assignment: the place, the status, who comes, and where they are.
struct CustomerContent {
  var life: BookingLife
  /// The assignment that the share shows, live or a moment ago; nil while it is to come.
  var assignment: Assignment?
  /// Who has it; nil while nobody has.
  var technician: TechnicianCard?
  /// Where they are; only during the trip.
  var position: Position?
  var eta: Arrival?
  var promise: ArrivalPromise?
  var settings: TenantSettings

  /// The state of the topic.
  func write(_ json: inout JSONWriter) {
    json.key("status")
    json.string(CustomerStatus(life).name)
    json.members(ofPlace: life.booking.terms)
    technician?.write(&json)
    writeTimes(&json)
    if let position { TopicDocument.write(position.forCustomers, &json) }
    eta?.write(&json)
    promise?.write(&json)
    writePage(&json)
  }

  /// The event `status`: what is another now. Who comes is told when it becomes known.
  func writeChange(_ json: inout JSONWriter) {
    let status = CustomerStatus(life)
    json.key("status")
    json.string(status.name)
    writeTimes(&json)
    if status == .assigned { technician?.write(&json) }
  }

  /// When what happened. Of an assignment and a trip before this one nothing is told.
  private func writeTimes(_ json: inout JSONWriter) {
    json.key("times")
    json.beginObject()
    json.member("placedAt", life.booking.placedAt.milliseconds)
    if let assignment {
      json.member("assignedAt", assignment.since.milliseconds)
      if let trip = life.trip(assignment.trip) {
        json.member("startedAt", trip.startedAt.milliseconds)
        if let arrivedAt = trip.arrivedAt { json.member("arrivedAt", arrivedAt.milliseconds) }
        if let beganAt = trip.beganAt { json.member("beganAt", beganAt.milliseconds) }
        if let endedAt = trip.endedAt { json.member("endedAt", endedAt.milliseconds) }
      }
    }
    json.endObject()
  }

  /// Whose page it is, and how it shows times.
  private func writePage(_ json: inout JSONWriter) {
    let customer = settings.customer
    json.key("page")
    json.beginObject()
    if !customer.nameEn.isEmpty || !customer.nameAr.isEmpty {
      json.key("name")
      json.beginObject()
      if !customer.nameAr.isEmpty { json.member("ar", customer.nameAr) }
      if !customer.nameEn.isEmpty { json.member("en", customer.nameEn) }
      json.endObject()
    }
    json.member("utcOffsetMinutes", Int64(settings.travelTime.utcOffsetMinutes))
    json.member("numerals", customer.numerals.rawValue)
    if customer.language != .browser { json.member("language", customer.language.rawValue) }
    let booking = life.booking.id
    if !customer.contactURL.isEmpty {
      json.member("contactUrl", customer.url(customer.contactURL, of: booking))
    }
    if !customer.cancelURL.isEmpty { json.member("cancelUrl", customer.url(customer.cancelURL, of: booking)) }
    json.endObject()
  }
}

extension Position {
  /// Where somebody is, without the state of their phone.
  var forCustomers: Position {
    var position = self
    position.batteryFraction = .nan
    return position
  }
}
