// geod migrate, as an operator runs it.

import Foundation
import TestDatabase
import TestSupport
import Testing

@Suite("geod migrate", .enabled(if: TestDatabase.isAvailable, "\(TestDatabase.missing)"))
struct MigrateCommandTests {
  private func geod(_ arguments: String...) throws -> BuiltProduct.Result {
    try BuiltProduct.run("geod", arguments)
  }

  @Test func aDatabaseIsLookedAtBroughtUpToDateAndChecked() throws {
    try TestDatabase.withDatabase { (urls) throws in
      let before = try geod("migrate", "status", "--database-owner-url", urls.owner)
      #expect(before.status == 0)
      #expect(before.output.split(separator: "\n").allSatisfy { $0.contains("\tmissing\t") })
      #expect(try geod("migrate", "check", "--database-url", urls.app).status == 1)
      // The role of the owner is put in place of the one that serves.
      let up = try geod("migrate", "up", "--database-url", urls.app)
      #expect(up.status == 0)
      #expect(up.output.hasPrefix("1\tapplied\t"))
      #expect(
        try geod("migrate", "up", "--database-owner-url", urls.owner).output
          == "nothing to do: the database is up to date\n")
      #expect(try geod("migrate", "check", "--database-url", urls.app).status == 0)
      let steps = try geod("migrate", "status", "--database-url", urls.system, "--json").output
      let states = try steps.split(separator: "\n").map { line in
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        return object?["state"] as? String
      }
      #expect(!states.isEmpty && states.allSatisfy { $0 == "applied" })
    }
  }

  @Test func twoProcessesAtOnceDoItOnce() throws {
    try TestDatabase.withDatabase { (urls) throws in
      let processes = (0..<2).map { _ in
        let process = Process()
        process.executableURL = BuiltProduct.url("geod")
        process.arguments = ["migrate", "up", "--database-owner-url", urls.owner, "--json"]
        process.standardOutput = Pipe()
        return process
      }
      for process in processes { try process.run() }
      let lines = processes.map { process in
        let pipe = process.standardOutput as? Pipe
        let data = pipe?.fileHandleForReading.readDataToEndOfFile() ?? Data()
        process.waitUntilExit()
        return data.split(separator: UInt8(ascii: "\n")).count
      }
      #expect(processes.allSatisfy { $0.terminationStatus == 0 })
      #expect(lines.min() == 0)
      #expect(lines.max() ?? 0 > 0)
    }
  }

  @Test func withoutADatabaseItSaysWhatIsMissing() throws {
    #expect(try geod("migrate", "up").status == 2)
    let nowhere = "postgres://geod_app@/x?host=/nowhere"
    #expect(try geod("migrate", "check", "--database-url", nowhere).status == 1)
  }
}
