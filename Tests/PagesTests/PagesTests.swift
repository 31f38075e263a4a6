// The pages in a real browser, against a real server. One suite, because its tests share one browser and
// watch things happen in time.

import Browser
import Foundation
import TestSupport
import Testing
import Transport

@Suite("Pages", .serialized, .enabled(if: Browser.isInstalled, "\(Browser.missing)"))
enum PagesTests {}

/// The browser of all tests; it ends with the test process.
enum SharedBrowser {
  private static let browser = Result { try Browser() }

  /// Opens a page of its own profile.
  static func open(_ options: PageOptions = .desktop) throws -> Page { try browser.get().openPage(options) }
}

/// Where pictures of pages are kept, to be looked at.
enum Screenshots {
  private static let folder = SharedData.packageRoot.appending(path: ".build/screenshots")

  /// Takes a picture, `.build/screenshots/NAME.png`.
  static func take(_ name: String, _ page: Page) throws {
    try page.screenshot(to: folder.appending(path: "\(name).png"))
  }
}
