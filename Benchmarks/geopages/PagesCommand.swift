// The measurement from beginning to end.

import Browser
import FleetClient
import Foundation
import LoadSupport

/// Runs the measurement.
enum PagesCommand {
  /// Does what the arguments say and returns the exit status: 0 good, 1 not good, 2 not understood.
  static func run(_ arguments: [String]) -> Int32 {
    do {
      let options = try PagesOptions(arguments)
      if options.isHelp {
        print(PagesOptions.help)
        return 0
      }
      let report = try measure(options)
      print(options.isJSON ? ReportLine.json(report.lines) : ReportLine.words(report.lines))
      return report.isGood ? 0 : 1
    } catch let error where error is PagesUsageError || error is OpenFiles.Shortage {
      complain("\(error)")
      return 2
    } catch {
      complain("\(error)")
      return 1
    }
  }

  /// The phases: the fleet alone, with a console, alone again, and a customer's page.
  private static func measure(_ options: PagesOptions) throws -> PagesReport {
    guard Browser.isInstalled else { throw BrowserError.program(Browser.missing) }
    try OpenFiles.require(options.technicians + 64)
    let scene = try PagesScene(options)
    defer { scene.end() }
    let browser = try Browser()
    defer { browser.close() }
    var report = PagesReport()
    let seconds = Double(options.seconds)
    Thread.sleep(forTimeInterval: min(5, seconds))
    report.alone.append(try ServerCost.of(scene, seconds: seconds))
    try ConsoleView.measure(scene, browser, options, into: &report)
    // The server has noticed that the viewer is gone.
    Thread.sleep(forTimeInterval: min(2, seconds))
    report.alone.append(try ServerCost.of(scene, seconds: seconds))
    try CustomerView.measure(scene, browser, options, into: &report)
    report.fleet = scene.finalStatistics()
    return report
  }

  private static func complain(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data("geopages: \(text)\n".utf8))
  }
}
