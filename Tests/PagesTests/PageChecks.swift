// What is asked of every page, whatever it shows.

import Browser
import Foundation
import Testing

/// Somebody who looks at a page.
struct Visitor: Sendable, CustomTestStringConvertible {
  var name: String
  var options: PageOptions

  static let english = Visitor(name: "en-phone", options: .phone)
  static let arabic = Visitor(name: "ar-phone", options: .phone.speaking("ar"))
  static let englishDesk = Visitor(name: "en-desktop", options: .desktop)
  static let arabicDesk = Visitor(name: "ar-desktop", options: .desktop.speaking("ar"))
  static let all = [english, arabic, englishDesk, arabicDesk]

  var testDescription: String { name }
  var isArabic: Bool { options.language == "ar" }

  /// Opens a page of a world and waits for what is to be seen there.
  func open(_ url: String, until expression: String) throws -> Page {
    let page = try SharedBrowser.open(options)
    try page.go(to: url)
    try page.wait(until: expression)
    return page
  }
}

enum PageChecks {
  /// Whether everything has come to its end that comes to one: fades and openings. Pulses go on for ever, and on the map and in
  /// the bar of a trip things move as long as the technician does.
  static let isCalm =
    "document.getAnimations().every((each) => each.playState !== 'running' || "
    + "each.effect.getComputedTiming().endTime === Infinity || "
    + "each.effect.target.closest('.progress-fill, .leaflet-container'))"
  /// Whether nothing more comes: no request has ended within half a second.
  static let isQuiet =
    "document.readyState === 'complete' && performance.now() - "
    + "Math.max(...performance.getEntriesByType('resource').map((each) => each.responseEnd)) > 500"

  /// The document says which language it is in, and runs its way.
  static func expectLanguage(
    _ page: Page, isArabic: Bool, at location: SourceLocation = #_sourceLocation
  ) throws {
    let (language, direction): (String, String) = isArabic ? ("ar", "rtl") : ("en", "ltr")
    let html: [String] = try page.evaluate(
      "[document.documentElement.lang, getComputedStyle(document.body).direction]")
    #expect(html == [language, direction], sourceLocation: location)
  }

  /// Nothing was asked of anybody but the world's server, whether it would have been answered or not.
  static func expectOwnRequests(
    _ page: Page, _ world: PageWorld, at location: SourceLocation = #_sourceLocation
  ) throws {
    let own = [world.url("/"), world.url("/").replacing("http:", with: "ws:"), "data:", "blob:"]
    let requests = try page.requests.map(\.url)
    let foreign = requests.filter { url in !own.contains { url.hasPrefix($0) } }
    #expect(foreign.isEmpty, sourceLocation: location)
    #expect(!requests.isEmpty, sourceLocation: location)
  }

  /// No error in the console, no exception, nothing that the policy or the browser refused.
  /// - Parameter allowed: what the test has provoked.
  static func expectNoFaults(
    _ page: Page, except allowed: (PageFault) -> Bool = { _ in false },
    at location: SourceLocation = #_sourceLocation
  ) throws {
    let faults = try page.faults.filter { !allowed($0) }
    #expect(faults.isEmpty, "\(faults)", sourceLocation: location)
  }

  /// Every text is a text: no key of the dictionary, no empty place in a sentence, no value that is none.
  static func expectWords(_ page: Page, at location: SourceLocation = #_sourceLocation) throws {
    let odd: [String] = try page.evaluate(
      #"""
      (() => {
        const texts = [document.title];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          if (!node.parentElement.closest("script, style, noscript, code, pre, kbd, textarea, svg")) texts.push(node.data);
        }
        for (const name of ["aria-label", "title", "placeholder", "alt", "aria-description"]) {
          for (const element of document.querySelectorAll(`[${name}]`)) texts.push(element.getAttribute(name));
        }
        const odd = [/\{\w+\}/, /^[a-z]+[A-Z]\w*$/, /^[a-z]\w*(\.\w+)+$/, /\b(undefined|NaN|null|Infinity)\b/, /Invalid Date|\[object/];
        return texts.map((text) => text.trim()).filter((text) => odd.some((pattern) => pattern.test(text)));
      })()
      """#)
    #expect(odd.isEmpty, "texts that are none: \(odd)", sourceLocation: location)
  }

  /// What can have the focus has a name, the document has a main part and a heading, and nothing sticks out to the side.
  static func expectUsable(_ page: Page, at location: SourceLocation = #_sourceLocation) throws {
    let nodes = try page.accessibleNodes()
    let nameless = nodes.filter { node in
      node.isFocusable && node.name.isEmpty
        && [
          "button", "link", "textbox", "searchbox", "combobox", "checkbox", "switch", "tab", "region",
          "application",
        ]
        .contains(node.role)
    }
    #expect(nameless.isEmpty, "\(nameless)", sourceLocation: location)
    #expect(nodes.contains { $0.role == "main" }, sourceLocation: location)
    #expect(nodes.contains { $0.role == "heading" && !$0.name.isEmpty }, sourceLocation: location)
    let overhang: Int = try page.evaluate("document.documentElement.scrollWidth - innerWidth")
    #expect(overhang <= 0, "\(overhang) pixels stick out to the side", sourceLocation: location)
  }

  /// All of it.
  static func expectGood(
    _ page: Page, _ world: PageWorld, isArabic: Bool, at location: SourceLocation = #_sourceLocation
  ) throws {
    try expectLanguage(page, isArabic: isArabic, at: location)
    try expectWords(page, at: location)
    try expectUsable(page, at: location)
    try expectOwnRequests(page, world, at: location)
    try expectNoFaults(page, at: location)
  }

  /// The elements that have the focus one after the other while Tab is pressed, by role or tag and name, until it begins
  /// anew.
  static func tabOrder(_ page: Page, max: Int = 60) throws -> [String] {
    var order: [String] = []
    for _ in 0..<max {
      try page.press("Tab")
      let stop: String = try page.evaluate(
        """
        (() => {
          const element = document.activeElement;
          if (!element || element === document.body) return "";
          const box = element.getBoundingClientRect();
          const outline = getComputedStyle(element).outlineStyle + getComputedStyle(element).boxShadow;
          const name = element.getAttribute("aria-label") || element.id || element.textContent.trim().slice(0, 40);
          return [element.tagName.toLowerCase(), name, box.width > 0 ? "" : "unseen",
            outline === "nonenone" ? "no ring" : ""].join("|");
        })()
        """)
      if stop.isEmpty || stop == order.first { break }
      order.append(stop)
    }
    return order
  }
}
