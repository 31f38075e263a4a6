// The operations console: signing in, the fleet on the map, the queue, why this one, by hand, by keyboard.

import Access
import Browser
import Foundation
import Testing

extension PagesTests {
  @Suite("The operations console")
  struct ConsoleTests {
    /// Opens the console and waits until it is live and draws everybody.
    private func open(_ visitor: Visitor, _ world: PageWorld) throws -> Page {
      let page = try visitor.open(try world.consoleURL(), until: Console.isLive)
      try page.wait(until: "window.geodFrames.drawn > 0")
      return page
    }

    @Test(arguments: [Visitor.englishDesk, .arabicDesk])
    func showsTheFleet(_ visitor: Visitor) throws {
      try PageWorld.with(technicians: 24) { world in
        for number in 0..<5 {
          _ = try world.place(
            "b-\(number)", at: Place(eastMeters: Double(number) * 260, northMeters: 300),
            arriveWithinSeconds: 1_800)
        }
        _ = try world.enRoute("b-trip", technician: 9)
        let page = try open(visitor, world)
        // The token has gone from the address, and with it from the history.
        #expect(try page.evaluate("location.href") == world.url("/ops"))
        #expect(try page.evaluate("history.length", as: Int.self) <= 2)
        try page.wait(until: "\(Console.rows).length === 6")
        try page.wait(until: "window.geodFrames.drawn === 24")
        try page.wait(until: "document.querySelector('#top-bar').innerText.match(/24|٢٤/)")
        try page.wait(until: PageChecks.isCalm)
        try PageChecks.expectGood(page, world, isArabic: visitor.isArabic)
        try Screenshots.take("ops-\(visitor.name)", page)
        // A narrow window is still of use.
        let narrow = Visitor(
          name: visitor.name, options: PageOptions(width: 900, height: 700).speaking(visitor.options.language)
        )
        let small = try open(narrow, world)
        try PageChecks.expectUsable(small)
        try Screenshots.take("ops-narrow-\(visitor.name)", small)
      }
    }

    @Test func explainsAndAssigns() throws {
      try PageWorld.with(technicians: 8) { world in
        _ = try world.place("b-1", at: Place(eastMeters: 200, northMeters: 250))
        let page = try open(.englishDesk, world)
        try page.wait(until: "\(Console.rows).length === 1")
        try page.click(".queue-rows .row")
        try page.wait(until: "document.querySelectorAll('\(Console.candidates)').length >= 5")
        try page.wait(until: PageChecks.isCalm)
        try PageChecks.expectGood(page, world, isArabic: false)
        try Screenshots.take("ops-candidates-en-desktop", page)
        // Why not that one: refused, or how much worse.
        try page.click(".why-not input")
        try page.type("Faisal")
        try page.press("Enter")
        try page.wait(until: "document.querySelector('.why-not-verdict .verdict')")
        // By hand, with a reason.
        try page.click(".candidate-head")
        try page.click(".candidate-actions .button-primary")
        try page.wait(until: "document.querySelector('dialog[open] .assign-verdict').textContent.length > 10")
        // Whom is said already: one begins with the reason, and no list lies over it.
        try page.wait(
          until:
            "document.activeElement.id === 'reason' && document.querySelector('dialog[open] .picker-list').hidden"
        )
        try page.type("asked for by the customer")
        try Screenshots.take("ops-assign-en-desktop", page)
        try page.click("dialog[open] [type=submit]")
        try world.wait("the booking is assigned") {
          try world.ask("GET", "/v1/bookings/b-1")["state"].string == "assigned"
        }
        try page.wait(until: "!document.querySelector('dialog[open]')")
        try page.wait(until: "document.getElementById('details').innerText.includes('Assigned')")
        try PageChecks.expectNoFaults(page)
      }
    }

    @Test func obeysTheKeyboard() throws {
      try PageWorld.with(technicians: 3) { world in
        for number in 0..<3 {
          _ = try world.place("b-\(number)", at: Place(eastMeters: Double(number) * 300, northMeters: 300))
        }
        let page = try open(.englishDesk, world)
        try page.wait(until: "\(Console.rows).length === 3")
        var chosen: [String] = []
        for key in ["j", "j", "k"] {
          try page.press(key)
          // Another row than before, or the wait fails.
          let id = "\(Console.current)?.querySelector('.row-id').textContent"
          try page.wait(until: "\(id) && \(id) !== '\(chosen.last ?? "")'")
          chosen.append(try page.evaluate(id))
        }
        #expect(Set(chosen).count == 2 && chosen[0] == chosen[2], "\(chosen)")
        try page.press("Escape")
        try page.wait(until: "!\(Console.current)")
        try page.press("/")
        try page.wait(until: "document.activeElement.matches('input')")
        try page.type("b-2")
        try page.wait(until: "\(Console.rows).length <= 1 || document.body.innerText.includes('b-2')")
        try page.press("Escape")
        try page.press("Escape")
        try page.run("document.activeElement.blur()")
        try page.press("?")
        try page.wait(until: "document.querySelector('dialog[open]')")
        try page.press("Escape")
        try page.wait(until: "!document.querySelector('dialog[open]')")
        let order = try PageChecks.tabOrder(page)
        #expect(order.count >= 8, "\(order)")
        #expect(!order.contains { $0.contains("unseen") }, "\(order)")
        #expect(!order.contains { $0.contains("no ring") }, "\(order)")
      }
    }

    @Test func changesItsLanguage() throws {
      try PageWorld.with(technicians: 2) { world in
        _ = try world.place("b-1", at: Place())
        let page = try open(.englishDesk, world)
        try page.click("#top-bar .top-language")
        try page.wait(until: "document.documentElement.lang === 'ar' && \(Console.isLive)")
        try page.wait(until: "window.geodFrames.drawn > 0")
        try PageChecks.expectGood(page, world, isArabic: true)
      }
    }

    @Test func saysWhenTheServerIsAway() throws {
      try PageWorld.with(technicians: 3) { world in
        let page = try open(.englishDesk, world)
        world.server.kill()
        try page.wait(until: "\(Console.link) === 'reconnecting'")
        try Screenshots.take("ops-reconnecting-en-desktop", page)
        try world.server.restart()
        try page.wait(until: Console.isLive)
        try page.forget()
        try page.wait(until: "window.geodFrames.drawn > 0")
        try PageChecks.expectNoFaults(page)
      }
    }

    @Test func asksForAToken() throws {
      try PageWorld.with(technicians: 1) { world in
        for visitor in [Visitor.englishDesk, .arabicDesk] {
          let page = try visitor.open(world.url("/ops"), until: "document.querySelector('#sign-in form')")
          try PageChecks.expectGood(page, world, isArabic: visitor.isArabic)
          try Screenshots.take("ops-sign-in-\(visitor.name)", page)
          try page.click("#token")
          try page.type("no token")
          try page.click("#sign-in [type=submit]")
          try page.wait(until: "document.querySelector('#sign-in-fault').textContent.length > 5")
        }
        // A technician's token opens nothing here, and the page says so.
        let url = try world.consoleURL(role: .technician)
        let page = try Visitor.englishDesk.open(
          url, until: "document.querySelector('#sign-in-fault')?.textContent")
        #expect(try page.evaluate("location.hash") == "")
      }
    }
  }
}

/// How tests ask the console.
enum Console {
  static let link = "document.getElementById('console')?.dataset.link"
  static let isLive = "\(link) === 'live'"
  static let rows = "document.querySelectorAll('.queue-rows .row')"
  static let current = "document.querySelector('.queue-rows .row[aria-current=true]')"
  static let candidates = "#details .candidate"
}
