// The customer's page as it looks: both languages, both sizes, light and dark.

import Browser
import Foundation
import Testing

extension PagesTests {
  @Suite("The customer's page")
  struct ArrivalLookTests {
    /// On the wire, with everything that the first view needs.
    private static let firstViewBytesMax = 150_000

    @Test(arguments: Visitor.all)
    func looksAsItShould(_ visitor: Visitor) throws {
      try PageWorld.with { world in
        let booking = try world.enRoute("b-1")
        let page = try visitor.open(world.url(booking.path), until: Arrival.has("enRoute"))
        try page.wait(until: Arrival.isFresh("live"))
        try page.wait(until: Arrival.showsTechnician)
        try page.wait(until: "\(PageChecks.isQuiet) && \(PageChecks.isCalm)")
        let bytes = try page.requests.map(\.receivedBytes).reduce(0, +)
        #expect(bytes > 10_000 && bytes < Self.firstViewBytesMax, "\(bytes) bytes")
        try PageChecks.expectGood(page, world, isArabic: visitor.isArabic)
        let text: String = try page.evaluate("document.body.innerText")
        #expect(text.contains(visitor.isArabic ? "خالد" : "Khalid"))
        #expect(!text.contains("tech-1"), "the customer does not see identifiers")
        try Screenshots.take("arrival-enRoute-\(visitor.name)", page)
      }
    }

    @Test func fitsDarkAndCalm() throws {
      try PageWorld.with { world in
        let booking = try world.enRoute("b-1")
        let visitor = Visitor(name: "dark", options: .phone.speaking("ar").dark.calm)
        let page = try visitor.open(world.url(booking.path), until: Arrival.has("enRoute"))
        try page.wait(until: "\(PageChecks.isQuiet) && \(PageChecks.isCalm)")
        let luminance: Double = try page.evaluate(
          "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).reduce((a, b) => a + Number(b), 0) / 765"
        )
        #expect(luminance < 0.3, "the page is not dark")
        try PageChecks.expectGood(page, world, isArabic: true)
        try Screenshots.take("arrival-enRoute-ar-phone-dark", page)
      }
    }

    @Test func worksByKeyboard() throws {
      try PageWorld.with(settings: Arrival.offeringContact) { world in
        let booking = try world.enRoute("b-1", isMoving: false)
        let page = try Visitor.english.open(world.url(booking.path), until: Arrival.has("enRoute"))
        try page.wait(until: "document.querySelector('a[href^=\"tel:\"]')")
        let order = try PageChecks.tabOrder(page)
        #expect(order.count >= 3, "\(order)")
        #expect(!order.contains { $0.contains("unseen") || $0.contains("no ring") }, "\(order)")
        #expect(order.contains { $0.hasPrefix("a|") }, "the contact can be reached: \(order)")
        // What changes is read out.
        let live: Int = try page.evaluate("document.querySelectorAll('[aria-live], [role=status]').length")
        #expect(live > 0)
      }
    }
  }
}

/// How tests ask the customer's page.
enum Arrival {
  /// Settings of a tenant that lets customers call and cancel.
  static let offeringContact =
    #"{"customer":{"nameEn":"Cool Air","nameAr":"كول إير","contactUrl":"tel:+966110000000","#
    + #""cancelUrl":"https://cancel.example.com/{booking}"}}"#

  static func has(_ phases: String...) -> String { has(anyOf: phases) }

  static func has(anyOf phases: [String]) -> String {
    "[\(phases.map { "'\($0)'" }.joined(separator: ","))].includes(document.body.dataset.state)"
  }

  /// What the chip says about connection and age: `connecting`, `live`, `old`, `noSignal`, `reconnecting`, `offline`.
  static func isFresh(_ kind: String) -> String {
    "document.getElementById('freshness').dataset.kind === '\(kind)' && !document.getElementById('freshness').hidden"
  }

  /// The first line: the promise.
  static let promise = "document.getElementById('hero').textContent.trim()"
  /// The second line: the status in plain words.
  static let status = "document.getElementById('line').textContent.trim()"
  /// How fresh all of it is.
  static let freshness = "document.getElementById('freshness-text').textContent.trim()"
  /// Whether a technician is on the map.
  static let showsTechnician = "document.querySelector('svg.technician') !== null"
}
