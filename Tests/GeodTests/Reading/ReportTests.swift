// geod report: the same numbers as a table, as CSV and as JSON, and every example of the help as it stands there.

import Foundation
import Testing
import TripStore

@testable import geod

@Suite("Reports")
struct ReportTests {
  private func report(
    _ arguments: [String], of reading: ReadingBench, in folder: TemporaryFolder
  ) throws -> ProgramResult {
    try Program.run(
      ["report"] + arguments + ["--data", reading.bench.directory, "--tenant", "alpha"], in: folder.url)
  }

  @Test("the funnel counts what has happened, in three forms")
  func funnel() throws {
    let (reading, folder) = (try ReadingBench(count: 3, ends: false), try TemporaryFolder())
    let csv = try report(["funnel", "--format", "csv"], of: reading, in: folder)
    #expect(csv.status == 0, "\(csv.errors)")
    let lines = csv.output.split(separator: "\n").map(String.init)
    #expect(lines[0] == AnalystView.funnel.columns.map(\.name).joined(separator: ","))
    #expect(lines.dropFirst() == ["2026-01-04,3,0,3,3,3,2,0,0,0"])
    let table = try report(["funnel"], of: reading, in: folder).output.split(separator: "\n")
    #expect(table.count == 2 && Set(table.map(\.count)).count == 1)
    let json = try JSON(report(["funnel", "--format", "json"], of: reading, in: folder).output)
    #expect(
      json[0]["day"].string == "2026-01-04" && json[0]["placed"].int == 3 && json[0]["completed"].int == 2)
  }

  @Test("every report has rows, and days leave what they name")
  func all() throws {
    let (reading, folder) = (try ReadingBench(), try TemporaryFolder())
    for view in AnalystView.allCases {
      let result = try report([view.rawValue, "--format", "json"], of: reading, in: folder)
      #expect(result.status == 0, "\(view): \(result.errors)")
      // No booking of the bench has a promise to keep.
      #expect(
        try JSON(result.output).array.isEmpty == [.sla, .slaZones].contains(view), "\(view): \(result.output)"
      )
      let later = try report(
        [view.rawValue, "--from", "2026-01-05", "--format", "json"], of: reading, in: folder)
      #expect(try JSON(later.output) == .array([]))
    }
    let completion = try JSON(report(["completion", "--format", "json"], of: reading, in: folder).output)[0]
    #expect(completion["trips"].int == 5 && completion["mean_en_route_seconds"].double == 60)
    #expect(
      completion["mean_in_service_seconds"].double == 120 && completion["mean_eta_error_seconds"] == .null)
    let response = try JSON(report(["response", "--format", "json"], of: reading, in: folder).output).array
    try #require(response.map { $0["measure"].string } == ["arrived", "assigned"])
    #expect(response[1]["p50_seconds"].double == 1200 && response[1]["max_seconds"].double == 2400)
  }

  @Test("what is not understood is refused with 2, what is not there with 1")
  func refusals() throws {
    let (reading, folder) = (try ReadingBench(count: 1), try TemporaryFolder())
    for (wrong, hint) in [
      (["funel"], "did you mean funnel?"), (["funnel", "--from", "2026-01-04T06:00:00Z"], "2026-01-31"),
      (["funnel", "--from", "2026-01-05", "--until", "2026-01-04"], "--until"), ([], "REPORT"),
    ] {
      let result = try report(wrong, of: reading, in: folder)
      #expect(result.status == 2 && result.errors.contains(hint), "\(wrong): \(result.errors)")
    }
    let nobody = try Program.run(
      ["report", "funnel", "--data", reading.bench.directory, "--tenant", "nobody"], in: folder.url)
    #expect(nobody.status == 1)
  }

  @Test("every example of the help of export and report runs as it stands there")
  func examples() throws {
    let folder = try TemporaryFolder()
    #expect(try Program.run(["tenant", "add", "dev"], in: folder.url).status == 0)
    for command in [ExportCommand.command, ReportCommand.command] {
      for example in command.specification.examples {
        let words = example.split(separator: " ").map(String.init)
        #expect(words[0] == "geod")
        let result = try Program.run(Array(words.dropFirst()), in: folder.url)
        #expect(result.status == 0, "\(example): \(result.errors)")
      }
    }
  }
}
