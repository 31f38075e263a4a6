// What is looked at: the operations console, and the customer's page.

import Browser
import FleetClient
import Foundation
import LoadSupport

/// What the server took over a while.
struct ServerCost {
  /// Processor time per second, in percent of one processor.
  var cpuPercent: Double
  var residentBytes: Int

  /// Looks at the server while `meanwhile` happens, or for so long.
  static func of<Value>(_ scene: PagesScene, _ meanwhile: () throws -> Value) throws -> (ServerCost, Value) {
    guard let before = ProcessSample(processID: scene.server.processID) else { throw gone }
    let start = MonotonicClock.nanoseconds()
    let value = try meanwhile()
    guard let after = ProcessSample(processID: scene.server.processID) else { throw gone }
    let seconds = Double(MonotonicClock.nanoseconds() - start) / 1e9
    let cost = ServerCost(
      cpuPercent: (after.cpuSeconds - before.cpuSeconds) / seconds * 100,
      residentBytes: after.residentBytes)
    return (cost, value)
  }

  static func of(_ scene: PagesScene, seconds: Double) throws -> ServerCost {
    try of(scene) { Thread.sleep(forTimeInterval: seconds) }.0
  }

  private static let gone = FleetError.server("the server's process cannot be looked at")
}

/// The console with the whole fleet in view.
enum ConsoleView {
  /// Opens the console, waits until it draws, and measures the browser's frames and the server meanwhile.
  static func measure(
    _ scene: PagesScene, _ browser: Browser, _ options: PagesOptions, into report: inout PagesReport
  ) throws {
    var desktop = PageOptions.desktop
    desktop.recordsRequests = false
    let page = try browser.openPage(desktop)
    try page.go(to: try scene.consoleURL())
    try page.wait(until: "window.geodFrames && window.geodFrames.drawn > 0", timeoutMilliseconds: 30_000)
    Thread.sleep(forTimeInterval: min(5, Double(options.seconds)))
    try page.run("window.geodFrames.reset()")
    let before = try page.metrics()
    let (cost, frames) = try ServerCost.of(scene) {
      try page.measureFrames(seconds: Double(options.seconds))
    }
    let after = try page.metrics()
    report.watched = cost
    report.frames = frames
    report.own = try page.evaluate("window.geodFrames")
    report.pageTaskPercent =
      ((after["TaskDuration"] ?? 0) - (before["TaskDuration"] ?? 0)) / frames.seconds * 100
    report.pageHeapBytes = after["JSHeapUsedSize"] ?? 0
    report.faults = try page.faults.map(\.description)
    if let folder = options.pictures {
      try page.screenshot(to: URL(filePath: folder).appending(path: "console.png"))
    }
  }
}

/// The customer's page, seen for the first time.
enum CustomerView {
  /// Half a second there and back, and 50 kB a second.
  private static let slowLatencyMilliseconds = 500.0
  private static let slowBytesPerSecond = 50_000.0

  /// Opens the page on a phone, with the network as it is and with a slow one.
  static func measure(
    _ scene: PagesScene, _ browser: Browser, _ options: PagesOptions, into report: inout PagesReport
  ) throws {
    let url = scene.url(try scene.customerPath())
    for isSlow in [false, true] {
      let page = try browser.openPage(.phone)
      if isSlow {
        try page.slowDown(latencyMilliseconds: slowLatencyMilliseconds, bytesPerSecond: slowBytesPerSecond)
      }
      try page.go(to: url, timeoutMilliseconds: 60_000)
      // The page itself notes when it had something to say.
      try page.wait(
        until: "document.querySelector('#hero')?.textContent.trim()",
        timeoutMilliseconds: 60_000)
      let milliseconds: Double = try page.evaluate("performance.now()")
      if isSlow {
        report.slowFirstViewMilliseconds = milliseconds
      } else {
        report.firstViewMilliseconds = milliseconds
        Thread.sleep(forTimeInterval: 1)
        report.firstViewBytes = try page.requests.map(\.receivedBytes).reduce(0, +)
        if let folder = options.pictures {
          try page.screenshot(to: URL(filePath: folder).appending(path: "customer.png"))
        }
      }
      report.faults += try page.faults.map(\.description)
    }
  }
}
