// One booking as a control room sees it: a line of a table and a mark on a map.

import Bedrock
import GeoIndex
import TrackHub
import Trips

/// Writes rows of the overview.
enum OverviewRow {
  /// The row of a booking as it is now.
  /// - Parameter eta: when the technician is expected, as far as it is known.
  static func write(_ life: BookingLife, mark: SLAMark?, eta: Arrival?, _ json: inout JSONWriter) {
    let booking = life.booking
    json.beginObject()
    json.member("id", booking.id.text)
    json.key("state")
    json.string(booking.state.name)
    json.member("version", Int64(booking.version))
    json.members(ofPlace: booking.terms)
    json.key("skillsRequired")
    json.beginArray()
    for skill in booking.terms.skillsRequired { json.string(skill.text) }
    json.endArray()
    json.member("placedAt", booking.placedAt.milliseconds)
    write(booking.terms.sla, &json)
    if let mark {
      json.key("slaMark")
      json.string(mark.name)
    }
    if let assignment = shownAssignment(booking) { write(assignment, life, &json) }
    if let offer = life.liveOffer { write(offer, &json) }
    if let eta {
      json.key("etaSeconds")
      json.number(eta.estimate.expectedSeconds, decimals: 0)
      json.member("etaAt", eta.madeAt.milliseconds)
    }
    json.endObject()
  }

  /// Who has the booking, or had it to its end.
  private static func shownAssignment(_ booking: Booking) -> Assignment? {
    let wasKept = booking.state == .completed || booking.state == .noShow
    return booking.liveAssignment ?? (wasKept ? booking.assignment : nil)
  }

  private static func write(_ sla: SLATerms, _ json: inout JSONWriter) {
    guard sla != .none else { return }
    json.key("sla")
    json.beginObject()
    if let assignBy = sla.assignBy { json.member("assignBy", assignBy.milliseconds) }
    if let arriveBy = sla.arriveBy { json.member("arriveBy", arriveBy.milliseconds) }
    json.endObject()
  }

  private static func write(_ assignment: Assignment, _ life: BookingLife, _ json: inout JSONWriter) {
    json.member("technician", assignment.technician.text)
    guard let trip = life.trip(assignment.trip) else { return }
    json.key("trip")
    json.beginObject()
    json.member("id", trip.id.description)
    json.key("state")
    json.string(trip.state.name)
    json.endObject()
  }

  private static func write(_ offer: Offer, _ json: inout JSONWriter) {
    json.key("offer")
    json.beginObject()
    json.member("id", offer.id.description)
    json.key("technicians")
    json.beginArray()
    for technician in offer.waiting { json.string(technician.text) }
    json.endArray()
    json.member("deadline", offer.terms.deadline.milliseconds)
    json.endObject()
  }
}
