// Erasing a person from the log: everything that names them, nothing else, and the life is still one.

import Bedrock
import GeoIndex
import TestSupport
import Testing

@testable import Trips

@Suite struct PersonErasureTests {
  private let person = PersonErasure(
    .technician, ClientID(trusted: "tech-1"), pseudonym: ClientID(trusted: "erased-00ff"))
  private let customer = PersonErasure(
    .customer, ClientID(trusted: "c-1"), pseudonym: ClientID(trusted: "erased-00aa"))

  @Test(arguments: [
    ("tech-1", "erased-00ff"), ("tech-1 was late", "erased-00ff was late"),
    ("ask tech-1.", "ask erased-00ff."),
    ("tech-10", "tech-10"), ("x-tech-1", "x-tech-1"), ("tech-1.a", "tech-1.a"), ("(tech-1)", "(erased-00ff)"),
    ("tech-1tech-1", "tech-1tech-1"), ("tech-1, tech-1", "erased-00ff, erased-00ff"), ("", ""),
    ("فني tech-1", "فني erased-00ff"),
  ])
  func textsLoseTheIdentifierWhereItStandsByItself(_ before: String, _ after: String) {
    #expect(person.text(before) == after)
  }

  @Test func aNoteThatBecomesTooLongSaysNothing() {
    let long = Note(trusted: String(repeating: "tech-1 ", count: 36))
    #expect(person.note(long) == .none)
    #expect(person.note(Note(trusted: "for tech-1")) == Note(trusted: "for erased-00ff"))
  }

  @Test func placesOfCustomersBecomeCoarseAndStaySo() {
    var random = SeededRandom(seed: Seeds.current)
    for _ in 0..<1000 {
      let place = Sample.point(random.double(in: -89...89), random.double(in: -180...179.9))
      let coarse = customer.place(place)
      #expect(Geodesic.distanceMeters(place, coarse) < 1800)
      #expect(customer.place(coarse) == coarse)
      #expect(person.place(place) == place)
    }
  }

  @Test func everyEventOfRandomHistoriesLosesThePersonAndFoldsToTheSameLife() throws {
    for seed in Seeds.current..<(Seeds.current + 20) {
      var world = try RandomWorld(seed: seed, bookings: 4)
      for _ in 0..<200 { try world.act() }
      #expect(
        world.logs.joined().contains { $0.bytes.names(person.id) }, "GEOD_SEED=\(seed): nobody to erase")
      for events in world.logs {
        let erased = events.map { $0.erasing(person) }
        for event in erased {
          #expect(!event.bytes.names(person.id), "GEOD_SEED=\(seed): \(event)")
          #expect(try TripEvent(bytes: event.bytes) == event)
        }
        let (before, after) = (try BookingLife(folding: events), try BookingLife(folding: erased))
        #expect(after.booking.state == before.booking.state && after.trips.count == before.trips.count)
        #expect(after.booking.asked == before.booking.asked.map(person.technician))
        #expect(erased.map(\.number) == events.map(\.number) && erased.map(\.time) == events.map(\.time))
      }
    }
  }

  @Test func theCustomerIsInTheBytesAndInNoJSON() throws {
    let terms = try BookingTerms(
      place: Sample.place, window: Sample.window(), customer: ClientID(trusted: "c-1"),
      zones: [ClientID(trusted: "house")])
    let event = TripEvent(
      booking: Sample.bookingID, number: 1, time: Sample.time(0),
      actor: Party(.customer, ClientID(trusted: "c-1")),
      change: .booking(.placed(terms)))
    #expect(try TripEvent(bytes: event.bytes) == event && event.bytes.names(customer.id))
    let other = TripEvent(
      booking: Sample.bookingID, number: 1, time: Sample.time(0), actor: .system,
      change: .booking(.placed(terms)))
    var json = JSONWriter()
    other.write(to: &json)
    #expect(!json.finish().names(customer.id))
    let erased = event.erasing(customer)
    #expect(!erased.bytes.names(customer.id) && erased.actor.id == customer.pseudonym)
    guard case .booking(.placed(let kept)) = erased.change else {
      throw FieldError(field: "change", code: .malformed, message: "")
    }
    #expect(kept.customer == customer.pseudonym && kept.place != terms.place && kept.window == terms.window)
    let visitor = PersonErasure(
      .technician, ClientID(trusted: "t-1"), pseudonym: ClientID(trusted: "erased-t"))
    // A zone may be smaller than what the place has become; a technician's erasure is nothing to it.
    #expect(kept.zones.isEmpty && terms.erasing(visitor).zones == terms.zones)
    // The forms of before are still written where there is no customer, and no zone.
    let plain = TripEvent(
      booking: Sample.bookingID, number: 1, time: Sample.time(0), actor: .system,
      change: .booking(.placed(try BookingTerms(place: Sample.place, window: Sample.window()))))
    let alone = TripEvent(
      booking: Sample.bookingID, number: 1, time: Sample.time(0), actor: .system,
      change: .booking(.placed(terms.lying(in: []))))
    #expect(plain.bytes.count + 4 == alone.bytes.count)
  }
}

extension [UInt8] {
  /// Whether the text of an identifier occurs.
  fileprivate func names(_ id: ClientID) -> Bool {
    let text = Array(id.text.utf8)
    return count >= text.count
      && (0...(count - text.count)).contains { self[$0..<($0 + text.count)].elementsEqual(text) }
  }
}
