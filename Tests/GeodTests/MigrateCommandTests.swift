// geod migrate, as an operator runs it.

import Foundation
import TestDatabase
import TestPrograms
import TestSupport
import Testing
import Transport

@Suite("geod migrate", .enabled(if: TestDatabase.isAvailable, "\(TestDatabase.missing)"))
struct MigrateCommandTests {
  private func geod(_ arguments: String...) throws -> Command.Result {
    try BuiltProduct.run("geod", arguments)
  }

  @Test func aDatabaseIsLookedAtBroughtUpToDateAndChecked() throws {
    try TestDatabase.withDatabase { (urls) throws in
      let before = try geod("migrate", "status", "--database-owner-url", urls.owner)
      #expect(before.status == 0)
      #expect(before.text.split(separator: "\n").allSatisfy { $0.contains("\tmissing\t") })
      #expect(try geod("migrate", "check", "--database-url", urls.app).status == 1)
      // The role of the owner is put in place of the one that serves.
      let up = try geod("migrate", "up", "--database-url", urls.app)
      #expect(up.status == 0)
      #expect(up.text.hasPrefix("1\tapplied\t"))
      #expect(
        try geod("migrate", "up", "--database-owner-url", urls.owner).text
          == "nothing to do: the database is up to date\n")
      #expect(try geod("migrate", "check", "--database-url", urls.app).status == 0)
      let steps = try geod("migrate", "status", "--database-url", urls.system, "--json").text
      let states = try steps.split(separator: "\n").map { line in
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        return object?["state"] as? String
      }
      #expect(!states.isEmpty && states.allSatisfy { $0 == "applied" })
    }
  }

  @Test func twoProcessesAtOnceDoItOnce() throws {
    try TestDatabase.withDatabase { (urls) throws in
      let counts = Lock<[Int]>([])
      let faults = LoadTests.concurrently(2) { _ in
        let result = try geod("migrate", "up", "--database-owner-url", urls.owner, "--json")
        guard result.status == 0 else { throw TestFailure(result.errors) }
        counts.withLock { $0.append(result.text.split(separator: "\n").count) }
      }
      #expect(faults == [])
      #expect(counts.withLock { $0.min() == 0 && $0.max() ?? 0 > 0 })
    }
  }

  @Test func withoutADatabaseItSaysWhatIsMissing() throws {
    #expect(try geod("migrate", "up").status == 2)
    let nowhere = "postgres://geod_app@/x?host=/nowhere"
    #expect(try geod("migrate", "check", "--database-url", nowhere).status == 1)
  }
}
