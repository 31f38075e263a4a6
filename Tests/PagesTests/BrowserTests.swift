// The browser itself: that it notices what the tests of pages rely on, shown on documents made for this.

import Browser
import Foundation
import TestPrograms
import Testing

extension PagesTests {
  @Suite("The browser notices")
  struct BrowserTests {
    private func page(_ body: String, _ options: PageOptions = .desktop) throws -> Page {
      let page = try SharedBrowser.open(options)
      let document = Data("<!doctype html><title>sample</title>\(body)".utf8).base64EncodedString()
      try page.go(to: "data:text/html;base64,\(document)")
      return page
    }

    @Test func valuesAndPromises() throws {
      let page = try page("<p id=a>one</p>")
      #expect(try page.evaluate("document.getElementById('a').textContent") == "one")
      #expect(try page.evaluate("Promise.resolve([1, 2])", as: [Int].self) == [1, 2])
      #expect(try page.evaluate("undefined", as: Int?.self) == nil)
      #expect(throws: BrowserError.self) { try page.run("throw new Error('no')") }
      #expect(throws: BrowserError.self) { try page.evaluate("'one'", as: Int.self) }
      try page.run("setTimeout(() => { document.title = 'later' }, 100)")
      try page.wait(until: "document.title === 'later'", timeoutMilliseconds: 5_000)
      #expect(throws: BrowserError.self) { try page.wait(until: "false", timeoutMilliseconds: 100) }
    }

    @Test func faultsOfEveryKind() throws {
      let page = try page(
        """
        <meta http-equiv=Content-Security-Policy content="script-src 'unsafe-inline'">
        <script>console.error("said"); setTimeout(() => { throw new Error("thrown") });
        const script = document.createElement("script"); script.src = "http://127.0.0.1:9/x.js";
        document.head.append(script);</script>
        """)
      try page.wait(until: "document.readyState === 'complete'")
      let expected = [("console", "said"), ("exception", "thrown"), ("security", "")]
      for (source, text) in expected {
        try Poll.require("a fault of \(source)") {
          try page.faults.contains { $0.source == source && (text.isEmpty || $0.text.contains(text)) }
        }
      }
      try page.forget()
      #expect(try page.faults.isEmpty)
    }

    @Test func requestsThatGoElsewhereAndDoNotArrive() throws {
      let page = try page("<img src=http://example.com/a.png><img src=http://192.0.2.1/b.png>")
      let requests = try page.requests.filter { $0.url.hasPrefix("http") }
      #expect(Set(requests.map(\.url)) == ["http://example.com/a.png", "http://192.0.2.1/b.png"])
      #expect(requests.allSatisfy { $0.failure != nil && $0.status == nil }, "\(requests)")
    }

    @Test(arguments: [PageOptions.desktop, .phone])
    func hands(_ options: PageOptions) throws {
      let page = try page(
        """
        <meta name=viewport content="width=device-width"><button id=b>Press</button><input id=i>
        <div id=under style="position:fixed;top:200px;width:50px;height:50px"></div>
        <div style="position:fixed;top:190px;width:90px;height:90px"></div>
        """, options)
      try page.run("document.getElementById('b').onclick = () => { document.title = 'clicked' }")
      try page.click("#b")
      try page.wait(until: "document.title === 'clicked'")
      try page.click("#i")
      try page.type("سلام")
      #expect(try page.evaluate("document.getElementById('i').value") == "سلام")
      try page.run("addEventListener('keydown', (event) => { document.title = event.key + event.code })")
      try page.press("j")
      #expect(try page.evaluate("document.title") == "jKeyJ")
      #expect(try page.evaluate("document.getElementById('i').value") == "سلامj")
      try page.press("Escape")
      #expect(try page.evaluate("document.title") == "EscapeEscape")
      #expect(throws: BrowserError.self) { try page.click("#under") }
      #expect(throws: BrowserError.self) { try page.click("#absent") }
    }

    @Test func framesThatAreDrawn() throws {
      let page = try page("<canvas id=c></canvas>")
      let atRest = try page.measureFrames(seconds: 0.5)
      #expect(atRest.drawn < 5 && atRest.longestGapMilliseconds > 200, "\(atRest)")
      try page.run(
        """
        const pen = document.getElementById("c").getContext("2d");
        (function draw(time) { pen.fillStyle = `hsl(${time / 10} 80% 50%)`; pen.fillRect(0, 0, 99, 99);
          requestAnimationFrame(draw) })(0)
        """)
      let moving = try page.measureFrames(seconds: 1)
      #expect(moving.perSecond > 15 && moving.perSecond < 130, "\(moving)")
    }

    @Test func whatTheVisitorPrefers() throws {
      let page = try page(
        "<meta name=viewport content=width=device-width><button>Press</button>",
        .phone.speaking("ar").dark.calm)
      #expect(try page.evaluate("navigator.language") == "ar")
      #expect(try page.evaluate("[innerWidth, devicePixelRatio]", as: [Int].self) == [360, 2])
      for query in ["(prefers-color-scheme: dark)", "(prefers-reduced-motion)", "(pointer: coarse)"] {
        #expect(try page.evaluate("matchMedia('\(query)').matches", as: Bool.self), "\(query)")
      }
      let names = try page.accessibleNodes().filter { $0.role == "button" }
      #expect(names.map(\.name) == ["Press"] && names[0].isFocusable)
    }
  }
}
