// The interface as a page.

import Browser
import Foundation
import Testing

extension PagesTests {
  @Suite("The documentation page")
  struct DocsTests {
    @Test(arguments: [Visitor.englishDesk, .english])
    func listsEveryRoute(_ visitor: Visitor) throws {
      try PageWorld.with(technicians: 1) { world in
        // The address of the server leads there.
        let page = try visitor.open(world.url("/"), until: "location.pathname === '/docs'")
        try page.wait(until: "document.body.innerText.includes('/v1/technicians:nearby')")
        let paths: [String] = try page.evaluate(
          "fetch('/openapi.json').then((answer) => answer.json()).then((document) => Object.keys(document.paths))"
        )
        let text: String = try page.evaluate("document.body.textContent")
        let missing = paths.filter { !text.contains($0) }
        #expect(paths.count > 30 && missing.isEmpty, "\(missing)")
        let overhang: Int = try page.evaluate("document.documentElement.scrollWidth - innerWidth")
        #expect(overhang <= 0, "\(overhang) pixels stick out to the side")
        try PageChecks.expectOwnRequests(page, world)
        try PageChecks.expectNoFaults(page)
        try Screenshots.take("docs-\(visitor.name)", page)
      }
    }
  }
}
