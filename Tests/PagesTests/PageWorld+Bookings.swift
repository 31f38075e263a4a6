// Bookings of a test, brought to where a page shall show them.

import Bedrock
import Browser
import Foundation

/// A booking and what its customer has.
struct CustomerBooking {
  let id: String
  /// The path of the customer's page.
  var path = ""
  /// The share, for those who end it.
  var share = ""
  var offer = ""
  var trip = ""
}

extension PageWorld {
  /// Places a booking. With `technician` only that one is asked, and nobody by itself.
  func place(
    _ id: String, at place: Place, isAutomatic: Bool = false, arriveWithinSeconds: Int64? = nil
  ) throws -> CustomerBooking {
    let now = Int64(Date().timeIntervalSince1970 * 1_000)
    // What opens in a month is offered to nobody by itself.
    let start = isAutomatic ? now : now + 30 * 86_400_000
    let sla = arriveWithinSeconds.map { #","sla":{"arriveBy":\#(now + $0 * 1_000)}"# } ?? ""
    try ask(
      "POST", "/v1/bookings",
      body: #"{"id":"\#(id)","lat":\#(place.latitudeDegrees),"lon":\#(place.longitudeDegrees),"#
        + #""skillsRequired":["\#(Self.skill)"],"window":{"start":\#(start),"end":\#(start + 3_600_000)}\#(sla)}"#
    )
    return CustomerBooking(id: id)
  }

  /// Makes the customer's link.
  func share(_ booking: inout CustomerBooking, minutes: Int = 60) throws {
    let made = try ask("POST", "/v1/bookings/\(booking.id)/shares", body: #"{"minutes":\#(minutes)}"#)
    booking.path = made["path"].string ?? ""
    booking.share = made["share"]["id"].string ?? ""
  }

  /// Ends the customer's link.
  func revoke(_ booking: CustomerBooking) throws {
    try ask("DELETE", "/v1/bookings/\(booking.id)/shares/\(booking.share)")
  }

  /// Asks technicians by name.
  func offer(_ booking: inout CustomerBooking, to technicians: [ClientID]) throws {
    let names = technicians.map { "\"\($0)\"" }.joined(separator: ",")
    let answer = try ask(
      "POST", "/v1/bookings/\(booking.id):offer", body: #"{"technicians":[\#(names)]}"#)
    booking.offer = answer["offer"]["id"].string ?? ""
  }

  /// A technician takes what was offered.
  func accept(_ booking: inout CustomerBooking, by technician: ClientID) throws {
    let answer = try ask("POST", "/v1/offers/\(booking.offer):accept", by: technician)
    booking.trip = answer["assignment"]["trip"].string ?? ""
  }

  /// Gives a booking to a technician without asking.
  func assign(_ booking: inout CustomerBooking, to technician: ClientID) throws {
    let answer = try ask(
      "POST", "/v1/bookings/\(booking.id):assign", .dispatcher,
      body: #"{"technician":"\#(technician)","reason":"test"}"#)
    booking.trip = answer["assignment"]["trip"].string ?? ""
  }

  /// What a technician says about the trip: `start`, `arrive`, `begin`, `complete`.
  func say(_ word: String, _ booking: CustomerBooking, by technician: ClientID) throws {
    try ask("POST", "/v1/trips/\(booking.trip):\(word)", by: technician)
  }

  /// A booking whose technician is on the way, with the customer's link: 900 m to go at 12 m/s.
  func enRoute(_ id: String, technician: Int = 0, isMoving: Bool = true) throws -> CustomerBooking {
    let goal = Place(eastMeters: 900, northMeters: -500)
    var booking = try place(id, at: goal)
    try assign(&booking, to: technicians[technician])
    try say("start", booking, by: technicians[technician])
    try share(&booking)
    if isMoving { drive.send(technician, to: goal, metersPerSecond: 12) }
    return booking
  }
}
