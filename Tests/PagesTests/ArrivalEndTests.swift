// How the customer's page ends: by the booking, by the share, by time, by a wrong address.

import Browser
import Foundation
import Testing

extension PagesTests {
  @Suite("Ends of the customer's page")
  struct ArrivalEndTests {
    /// Opens a page on a trip, lets something happen, and sees how it ends.
    private func expectEnd(
      _ state: String, _ visitors: [Visitor] = [.english, .arabic], arguments: [String] = [],
      _ event: (PageWorld, inout CustomerBooking) throws -> Void
    ) throws {
      try PageWorld.with(arguments: arguments) { world in
        var booking = try world.enRoute("b-1")
        let pages = try visitors.map {
          try $0.open(world.url(booking.path), until: Arrival.has("enRoute"))
        }
        try event(world, &booking)
        for (visitor, page) in zip(visitors, pages) {
          try expectOver(state, page, visitor, world)
          // It stays so for whoever opens the link again; then nothing tells why.
          try page.reload()
          try page.wait(until: Arrival.has(anyOf: [state, "unknown", "expired", "revoked"]))
          try PageChecks.expectWords(page)
        }
      }
    }

    private func expectOver(_ state: String, _ page: Page, _ visitor: Visitor, _ world: PageWorld) throws {
      try page.wait(until: Arrival.has(state))
      try page.wait(until: "!(\(Arrival.showsTechnician))")
      try page.wait(until: PageChecks.isCalm)
      try PageChecks.expectGood(page, world, isArabic: visitor.isArabic)
      try Screenshots.take("arrival-\(state)-\(visitor.name)", page)
    }

    @Test func revokedWhileOpen() throws {
      try expectEnd("revoked") { world, booking in try world.revoke(booking) }
    }

    @Test func cancelled() throws {
      try expectEnd("cancelled") { world, booking in
        try world.ask("POST", "/v1/bookings/\(booking.id):cancel", body: #"{"reason":"test"}"#)
      }
    }

    @Test func noShow() throws {
      try expectEnd("noShow") { world, booking in
        try world.say("arrive", booking, by: world.technicians[0])
        try world.ask("POST", "/v1/bookings/\(booking.id):noShow")
      }
    }

    @Test func givenToAnother() throws {
      try expectEnd("reassigned") { world, booking in
        try world.assign(&booking, to: world.technicians[1])
      }
    }

    /// A minute of a server whose clock runs six times faster.
    @Test func expiredWhileOpen() throws {
      try PageWorld.with(arguments: ["--clock", "scaled", "--time-scale", "6"]) { world in
        var booking = try world.place("b-1", at: Place())
        try world.share(&booking, minutes: 1)
        let page = try Visitor.english.open(world.url(booking.path), until: Arrival.has("waiting"))
        try expectOver("expired", page, .english, world)
      }
    }

    @Test func unknownKey() throws {
      try PageWorld.with(technicians: 1) { world in
        for visitor in [Visitor.english, .arabic] {
          let page = try visitor.open(
            world.url("/t/AAECAwQFBgcICQoLDA0ODw"), until: Arrival.has("unknown"))
          try expectOver("unknown", page, visitor, world)
        }
      }
    }
  }
}
