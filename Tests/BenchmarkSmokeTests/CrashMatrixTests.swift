// The crash matrix in small: each kind of fault once or twice.

import Foundation
import TestDatabase
import TestPrograms
import TestSupport
import Testing

@Suite("Crash matrix", .serialized)
struct CrashMatrixTests {
  private func run(_ faults: String, _ options: String...) throws -> Command.Result {
    try BuiltProduct.run(
      "geoload", ["--crash", "--faults", faults, "--technicians", "60", "--json"] + options)
  }

  @Test(
    .enabled(if: TestDatabase.isAvailable, "\(TestDatabase.missing)"),
    arguments: ["server-kill=2", "database-kill=2", "freeze=1", "long-freeze=1", "reset=2", "silence=1"])
  func whatWasAcknowledgedSurvives(faults: String) throws {
    let result = try run(faults)
    #expect(result.status == 0, "\(result.text)\(result.errors)")
    let name = faults.split(separator: "=")[0].replacing("-", with: "_")
    #expect(result.text.contains("\"\(name)_good\",\"value\":1"))
  }

  @Test func aFullDiskLosesNothing() throws {
    let result = try run("disk-full=1")
    #expect(result.status == 0, "\(result.text)\(result.errors)")
  }

  /// What is done where no small disk can be mounted, also where one can.
  @Test func aFullStoreLosesNothing() throws {
    let result = try run("disk-full=1", "--no-mount")
    #expect(result.status == 0, "\(result.text)\(result.errors)")
    #expect(result.text.contains("\"disk_full_mounted\",\"value\":0"))
  }
}
