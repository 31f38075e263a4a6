// What the tests of bookings, offers and trips share: names, times, bookings in every state.

import Bedrock
import GeoIndex
import TestSupport
import Testing

@testable import Trips

enum Sample {
  /// A Sunday morning in Riyadh (2026-01-04T06:00:00Z).
  static let start = Instant(milliseconds: 1_767_506_400_000)

  static func instant(_ seconds: Double) -> Instant {
    start.advanced(byMilliseconds: Int64(seconds * 1000))
  }

  static func time(_ seconds: Double) -> ChangeTime { ChangeTime(instant(seconds)) }

  static func technician(_ number: Int) -> ClientID { ClientID(trusted: "tech-\(number)") }

  static func uuid(_ number: Int) -> UUIDv7 { UUIDv7(at: start, random: (0, UInt64(number))) }

  static func point(_ latitude: Double, _ longitude: Double) -> GeoPoint {
    GeoPoint(
      latitudeAngle: Int32((latitude / 360 * 0x1p32).rounded()),
      longitudeAngle: Int32((longitude / 360 * 0x1p32).rounded()))
  }

  static let place = point(24.7136, 46.6753)
  static let bookingID = ClientID(trusted: "booking-1")
  static let note = Note(trusted: "because")

  static func window(_ from: Double = 0, _ to: Double = 7200) throws -> TimeWindow {
    try TimeWindow(start: instant(from), end: instant(to), field: "window")
  }

  static func terms(
    sla: SLATerms = .none, picked: ClientID? = nil, blocked: [ClientID] = []
  ) throws -> BookingTerms {
    try BookingTerms(
      place: place, skillsRequired: [ClientID(trusted: "ac-repair")], window: window(), sla: sla,
      preferences: BookingPreferences(picked: picked, blocked: blocked))
  }

  static func offerTerms(_ technicians: [Int], wave: Int = 1, deadline: Double = 30) -> OfferTerms {
    OfferTerms(technicians: technicians.map(technician), deadline: instant(deadline), wave: wave)
  }

  static let dispatcher = Party(.dispatcher, ClientID(trusted: "noura"))

  /// A placed booking and the requests that follow.
  static func life(_ requests: LifeRequest...) throws -> BookingLife {
    var life = BookingLife.place(bookingID, try terms(), at: time(0), by: Party(.service)).life
    for request in requests { life = try life.step(request, at: time(1), by: dispatcher).life }
    return life
  }

  /// The offer 1 to technicians 1 and 2.
  static let offerRequest = LifeRequest.offer(id: uuid(1), offerTerms([1, 2]))
  /// Technician 1 takes it; trip 1 follows.
  static let acceptRequest = LifeRequest.accept(offer: uuid(1), technician: technician(1), trip: uuid(101))

  /// A life whose booking is in the given state, in the usual way.
  static func life(in state: BookingState) throws -> BookingLife {
    switch state {
    case .open: try life()
    case .offering: try life(offerRequest)
    case .assigned: try life(offerRequest, acceptRequest)
    case .inTrip:
      try life(offerRequest, acceptRequest, .startTrip(uuid(101)), .arrive(trip: uuid(101), .said))
    case .completed:
      try life(
        offerRequest, acceptRequest, .startTrip(uuid(101)), .arrive(trip: uuid(101), .said),
        .begin(trip: uuid(101)), .complete(trip: uuid(101)))
    case .cancelled: try life(.cancel(reason: note))
    case .noShow:
      try life(
        offerRequest, acceptRequest, .startTrip(uuid(101)), .arrive(trip: uuid(101), .said),
        .noShow(reason: note))
    case .unfilled: try life(.nobodyLeft)
    }
  }
}

/// A transition table as text: a header with the states, then one row per kind of change. `!reason` is a
/// refusal, everything else the next state, behind `?` the guards.
struct TableText {
  let states: [String]
  private(set) var cells: [String: [String]] = [:]

  init(_ text: String) {
    var lines = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    states = lines.removeFirst()
    for line in lines { cells[line[0]] = Array(line.dropFirst()) }
  }

  func cell(_ state: StaticString, _ kind: StaticString) throws -> String {
    let column = try #require(states.firstIndex(of: "\(state)"))
    let row = try #require(cells["\(kind)"])
    return try #require(row.count == states.count ? row[column] : nil, "row \(kind) is incomplete")
  }

  /// The cell without its guards.
  func outcome(_ state: StaticString, _ kind: StaticString) throws -> String {
    String(try cell(state, kind).prefix { $0 != "?" })
  }
}
