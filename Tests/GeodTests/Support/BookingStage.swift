// A booking brought to where a test needs it, by the public interface alone.

import Access
import Bedrock

@testable import geod

/// How far a booking has come.
enum BookingStage: Int, Comparable {
  case none
  case open
  case offered
  case assigned
  case enRoute
  case arrived
  case inService
  case completed

  static func < (a: BookingStage, b: BookingStage) -> Bool { a.rawValue < b.rawValue }
}

/// The names that a booking's paths need.
struct StagedBooking {
  var booking: String
  var offer = Expectation.someUUID
  var trip = Expectation.someUUID
  var share = Expectation.someUUID

  /// Fills the names into a path.
  func path(_ template: String) -> String {
    template.replacing("{booking}", with: booking).replacing("{offer}", with: offer)
      .replacing("{trip}", with: trip).replacing("{share}", with: share)
  }

  /// Names of things that are not there.
  static let absent = StagedBooking(booking: "absent")
}

extension TestServer {
  /// Places a booking whose window is so late that nobody is asked by itself, and brings it to a stage with a
  /// technician.
  func stage(
    _ stage: BookingStage, tenant: String = "alpha", technician: String = "t1", isShared: Bool = false
  ) throws -> StagedBooking {
    let (service, phone) = try (token(tenant, .service), token(tenant, .technician, subject: technician))
    let late = FixLifeTests.start + 30 * 86_400_000
    let placed = try data(
      "POST", "/v1/bookings", token: service,
      body: #"{"lat":24.72,"lon":46.72,"window":{"start":\#(late),"end":\#(late + 3_600_000)}}"#)
    guard let id = placed["id"].string else { throw TestFailure("a booking without a name: \(placed)") }
    var staged = StagedBooking(booking: id)
    guard stage > .open else { return staged }
    let offered = try data(
      "POST", "/v1/bookings/\(id):offer", token: service, body: #"{"technicians":["\#(technician)"]}"#)
    staged.offer = offered["offer"]["id"].string ?? ""
    guard stage > .offered else { return staged }
    let assigned = try data("POST", "/v1/offers/\(staged.offer):accept", token: phone)
    staged.trip = assigned["assignment"]["trip"].string ?? ""
    if isShared {
      let shared = try data("POST", "/v1/bookings/\(id)/shares", token: service)
      staged.share = shared["share"]["id"].string ?? ""
    }
    let commands: [(BookingStage, String)] = [
      (.enRoute, "start"), (.arrived, "arrive"), (.inService, "begin"), (.completed, "complete"),
    ]
    for (reached, command) in commands where reached <= stage {
      _ = try data("POST", "/v1/trips/\(staged.trip):\(command)", token: phone)
    }
    return staged
  }

  /// Ends a booking, so that its technician is free again.
  func cancel(_ staged: StagedBooking, tenant: String = "alpha") throws {
    _ = try ask(
      "POST", "/v1/bookings/\(staged.booking):cancel", token: token(tenant, .service))
  }
}
