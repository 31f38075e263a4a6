// The customer's page when the network or the server goes away, and when the technician does.

import Browser
import Foundation
import Testing

extension PagesTests {
  @Suite("The customer's page in bad conditions")
  struct ArrivalNetworkTests {
    /// What a browser says of requests whose network or server has gone away.
    private static func isBreak(_ fault: PageFault) -> Bool {
      fault.text.contains("WebSocket connection to")
        || [
          "CONNECTION_REFUSED", "CONNECTION_RESET", "EMPTY_RESPONSE", "INTERNET_DISCONNECTED",
          "NETWORK_CHANGED",
        ]
        .contains { fault.text.contains("net::ERR_\($0)") }
    }

    @Test func serverStartsAgain() throws {
      try PageWorld.with { world in
        let booking = try world.enRoute("b-1")
        let page = try Visitor.english.open(world.url(booking.path), until: Arrival.isFresh("live"))
        try page.wait(until: "\(Arrival.has("enRoute")) && \(Arrival.showsTechnician)")
        world.server.kill()
        try page.wait(until: Arrival.isFresh("reconnecting"))
        // What was last known stays, and it is said that it is old.
        #expect(try page.evaluate("\(Arrival.promise).length > 0", as: Bool.self))
        try page.wait(until: PageChecks.isCalm)
        try Screenshots.take("arrival-reconnecting-en-phone", page)
        try world.server.restart()
        try page.wait(until: Arrival.isFresh("live"))
        try page.wait(until: Arrival.has("enRoute"))
        try PageChecks.expectOwnRequests(page, world)
        try PageChecks.expectNoFaults(page, except: Self.isBreak)
      }
    }

    @Test func noNetwork() throws {
      try PageWorld.with { world in
        let booking = try world.enRoute("b-1")
        for visitor in [Visitor.english, .arabic] {
          let page = try visitor.open(world.url(booking.path), until: Arrival.isFresh("live"))
          try page.wait(until: Arrival.has("enRoute"))
          try page.setOffline(true)
          try page.wait(until: Arrival.isFresh("offline"))
          try page.wait(until: PageChecks.isCalm)
          try PageChecks.expectWords(page)
          try Screenshots.take("arrival-offline-\(visitor.name)", page)
          try page.setOffline(false)
          try page.wait(until: Arrival.isFresh("live"))
          try PageChecks.expectNoFaults(page, except: Self.isBreak)
        }
      }
    }

    /// The parts of the map are asked for when the page already tells everything: they may get lost by themselves.
    @Test func mapComesLater() throws {
      try PageWorld.with { world in
        let booking = try world.enRoute("b-1")
        let page = try SharedBrowser.open(.phone)
        try page.block(["*/js/map/*"])
        try page.go(to: world.url(booking.path))
        try page.wait(until: "\(Arrival.has("enRoute")) && \(Arrival.isFresh("live"))")
        try page.wait(
          until: "performance.getEntriesByType('resource').some((entry) => entry.name.includes('/js/map/'))")
        #expect(try !page.evaluate(Arrival.showsTechnician, as: Bool.self))
        #expect(try page.evaluate("\(Arrival.promise).length > 0", as: Bool.self))
        try page.block([])
        try page.wait(until: Arrival.showsTechnician)
        try PageChecks.expectNoFaults(page) { $0.text.contains("net::ERR_BLOCKED_BY_CLIENT") }
      }
    }

    @Test func slowNetwork() throws {
      try PageWorld.with { world in
        let booking = try world.enRoute("b-1")
        let page = try SharedBrowser.open(.phone)
        try page.slowDown(latencyMilliseconds: 300, bytesPerSecond: 50_000)
        try page.go(to: world.url(booking.path))
        try page.wait(until: Arrival.promise)
        let milliseconds: Double = try page.evaluate("performance.now()")
        #expect(milliseconds < 8_000)
        try PageChecks.expectNoFaults(page)
      }
    }
  }
}
