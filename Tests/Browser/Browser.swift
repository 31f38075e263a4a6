// The tour of the browser: a headless Chromium that tests and benchmarks look at pages with. The rooms:
//
// - `BrowserProgram` finds, starts and ends the program; it has a fresh profile and reaches nothing but loopback.
// - `DevTools` is one connection of the DevTools protocol (https://chromedevtools.github.io/devtools-protocol/),
//   `JSONValue` what goes over it.
// - `Page` is one tab in a profile of its own. `PageOptions` is how it looks and speaks, `PageRecord` what it has noticed: faults and
//   requests; its extensions are hands (`+Input`), eyes (`+Looks`) and the cable (`+Network`).
//
// Everything blocks, and everything is bounded by time. A page is for one thread; a browser is for all.

import Foundation

/// A running browser. It ends, and its profile goes away, when the process that started it ends, however that is.
public final class Browser: Sendable {
  private let program: BrowserProgram

  /// Starts the browser that is found.
  public init() throws(BrowserError) {
    program = try BrowserProgram()
  }

  /// Whether there is a browser to start; for `.enabled(if:)`.
  public static var isInstalled: Bool { BrowserProgram.path != nil }

  /// Why tests of pages are skipped.
  public static let missing =
    "no Chromium in the PATH (chromium, chromium-browser, google-chrome); Debian's package is chromium"

  /// Opens an empty page whose cookies, storage and cache are its own.
  public func openPage(_ options: PageOptions = PageOptions()) throws(BrowserError) -> Page {
    try Page(program, options)
  }

  /// The browser's process identifier, for those who measure; nil when it is gone.
  public var processID: Int32? { program.browserProcessID }

  /// Ends the browser and returns when it is gone.
  public func close() { program.stop() }
}
