// A trip from the booking to the thanks, watched by two customers at once: one reads English, one Arabic.

import Browser
import Foundation
import Testing

extension PagesTests {
  @Suite("A trip as the customer sees it")
  struct ArrivalTripTests {
    /// The two pages of a trip, and what they have said so far.
    private final class Audience {
      let pages: [(visitor: Visitor, page: Page)]
      private var lines: [[String]]

      init(_ url: String) throws {
        pages = try [Visitor.english, .arabicDesk].map { visitor in
          (visitor, try visitor.open(url, until: "document.body.dataset.state"))
        }
        lines = pages.map { _ in [] }
      }

      /// Waits until both show a state, and notes what they say.
      func see(_ states: String..., picture: String) throws {
        for (number, (visitor, page)) in pages.enumerated() {
          try page.wait(until: Arrival.has(anyOf: states))
          // Sentences cross-fade.
          try page.wait(until: PageChecks.isCalm)
          let said: String = try page.evaluate(
            "\(Arrival.promise) + ' / ' + \(Arrival.status)")
          #expect(said.count > 5, "\(visitor.name) \(states)")
          #expect(!lines[number].contains(said), "\(visitor.name) still says \(said) in \(states)")
          lines[number].append(said)
          #expect(
            said.unicodeScalars.contains { (0x600...0x6FF).contains($0.value) } == visitor.isArabic, "\(said)"
          )
          try PageChecks.expectWords(page)
          try Screenshots.take("arrival-trip-\(picture)-\(visitor.name)", page)
        }
      }

      func expect(_ expression: String, _ wanted: Bool, _ what: Comment) throws {
        for (_, page) in pages {
          #expect(try page.evaluate("Boolean(\(expression))", as: Bool.self) == wanted, what)
        }
      }
    }

    @Test func fromOfferToThanks() throws {
      try PageWorld.with { world in
        let technician = world.technicians[0]
        // So far that the way takes longer than what counts as arriving, also at night, when the streets are empty.
        let goal = Place(eastMeters: 900, northMeters: -430)
        var booking = try world.place("b-1", at: goal)
        try world.share(&booking)
        let audience = try Audience(world.url(booking.path))
        try audience.see("waiting", picture: "1-waiting")
        try world.offer(&booking, to: [technician])
        try audience.see("offered", picture: "2-offered")
        try world.accept(&booking, by: technician)
        try audience.see("assigned", picture: "3-assigned")
        try audience.expect(Arrival.showsTechnician, false, "nobody is followed before the trip")
        try world.say("start", booking, by: technician)
        world.drive.send(0, to: Place(eastMeters: 870, northMeters: -420), metersPerSecond: 25)
        try audience.see("enRoute", "delayed", picture: "4-enRoute")
        try audience.expect(Arrival.showsTechnician, true, "the technician is on the map during the trip")
        try audience.expect(Arrival.freshness, true, "it is said how fresh the position is")
        try audience.see("arriving", "arrived", picture: "5-arriving")
        try? world.say("arrive", booking, by: technician)
        try audience.see("arrived", picture: "6-arrived")
        try world.say("begin", booking, by: technician)
        try audience.see("inService", picture: "7-inService")
        try world.say("complete", booking, by: technician)
        try audience.see("completed", picture: "8-completed")
        try audience.expect(Arrival.showsTechnician, false, "nobody is followed after the trip")
        for (visitor, page) in audience.pages {
          try PageChecks.expectGood(page, world, isArabic: visitor.isArabic)
          // Who looks later sees the same end.
          try page.reload()
          try page.wait(until: Arrival.has("completed"))
        }
      }
    }

    @Test func markerGlides() throws {
      try PageWorld.with { world in
        let booking = try world.enRoute("b-1")
        let page = try Visitor.english.open(world.url(booking.path), until: Arrival.showsTechnician)
        world.drive.report(0, everySeconds: 3)
        Thread.sleep(forTimeInterval: 1)
        // Between two fixes, three seconds apart, there are many places.
        let places: [String] = try page.evaluate(
          """
          new Promise((done) => {
            const places = new Set(); const end = performance.now() + 2000;
            (function look() {
              const box = document.querySelector("svg.technician").getBoundingClientRect();
              places.add(`${box.x.toFixed(2)},${box.y.toFixed(2)}`);
              if (performance.now() < end) requestAnimationFrame(look); else done([...places]);
            })();
          })
          """)
        #expect(places.count > 5, "\(places.count) places in 2 s")
      }
    }
  }
}
