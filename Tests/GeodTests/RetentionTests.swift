// Retention as a command and while serving: the right things go, the others stay, and it is told.

import Bedrock
import Engine
import Foundation
import Testing
import TripStore

@testable import geod

@Suite("Retention")
struct RetentionTests {
  private let alpha = ClientID(trusted: "alpha")
  private let beta = ClientID(trusted: "beta")

  /// A data folder with two tenants; alpha has old and new things, beta new ones and keeps bookings for long.
  private func withData(_ body: (TemporaryFolder, SQLiteStore) throws -> Void) throws {
    let folder = try TemporaryFolder()
    for tenant in ["alpha", "beta"] { try TestServer.addTenant(tenant, in: folder) }
    let store = try SQLiteStore(directory: folder.path("data"))
    try OldData.addBookings(3, of: alpha, at: OldData.past, prefix: "old", to: store)
    try OldData.addBookings(2, of: alpha, at: OldData.now(), prefix: "new", to: store)
    try OldData.addPoints(10, of: alpha, at: OldData.past, to: store)
    try OldData.addPoints(5, of: beta, at: OldData.now(), to: store)
    try body(folder, store)
  }

  private func put(_ settings: String, of tenant: ClientID, in store: any Store) throws {
    let note = ChangeNote(actor: "test", at: OldData.now(), reason: "")
    _ = try store.putSettings(Array(settings.utf8), of: tenant, expectedVersion: 0, note: note)
  }

  private func isThere(_ booking: String, _ tenant: ClientID, _ store: any Store) throws -> Bool {
    try store.booking(ClientID(trusted: booking), of: tenant) != nil
  }

  @Test("a dry run says what the run then removes, and both exit with 0")
  func command() throws {
    try withData { folder, store in
      func run(_ options: String...) throws -> ProgramResult {
        try Program.run(["retention", "--data", folder.path("data")] + options, in: folder.url)
      }
      let planned = try run("--dry-run", "--json")
      #expect(planned.status == 0, "\(planned.errors)")
      let plan = try JSON(planned.output)
      #expect(plan["dryRun"] == .bool(true) && plan["complete"] == .bool(true))
      let rows = plan["rows"].array.map {
        "\($0["tenant"].string ?? "") \($0["kind"].string ?? "") \($0["rows"].int ?? 0)"
      }
      #expect(rows == ["alpha decisions 3", "alpha idempotencyKeys 3", "alpha bookings 3"])
      #expect(plan["pointDays"].array.map(\.string) == ["2020-01-01"])
      #expect(try isThere("old0", alpha, store))
      #expect(try store.audit(of: alpha, before: nil, limit: 9) == [])

      let removed = try run()
      #expect(removed.status == 0, "\(removed.errors)")
      #expect(
        removed.output == """
          alpha\tdecisions\t3
          alpha\tidempotencyKeys\t3
          alpha\tbookings\t3
          all tenants\tpoints of 2020-01-01
          removed: rows 9, days of points 1

          """)
      #expect(try !isThere("old0", alpha, store) && isThere("new0", alpha, store))
      let row = try #require(try store.audit(of: alpha, before: nil, limit: 9).first).entry
      #expect(row.action == "retention.run" && row.note.actor == "geod retention")
      #expect(
        try JSON(row.detail)
          == JSON(#"{"decisions":3,"idempotencyKeys":3,"bookings":3,"pointDays":["2020-01-01"]}"#))

      let again = try run()
      #expect(again.status == 0 && again.output == "removed: rows 0, days of points 0\n")
      #expect(try store.audit(of: alpha, before: nil, limit: 9).count == 1, "nothing happened")
    }
  }

  @Test("terms come from the settings; settings that cannot be read keep everything, loudly")
  func terms() throws {
    try withData { folder, store in
      try OldData.addBookings(1, of: beta, at: OldData.past, prefix: "old", to: store)
      try put(#"{"retention":{"bookingsDays":3650,"decisionsDays":3}}"#, of: beta, in: store)
      var loaded = try RetentionPolicy.load(from: store)
      #expect(loaded.faults == [])
      #expect(
        loaded.policy.terms(of: beta)[.bookings] == 3650 && loaded.policy.terms(of: beta)[.decisions] == 3)
      #expect(loaded.policy.terms(of: alpha) == .standard)
      try put(#"{"retention":{"bookingsDays":0}}"#, of: alpha, in: store)
      loaded = try RetentionPolicy.load(from: store)
      #expect(loaded.faults.count == 1 && loaded.faults[0].contains("alpha"))

      let result = try Program.run(["retention", "--data", folder.path("data")], in: folder.url)
      #expect(result.status == 1)
      #expect(result.errors.contains("nothing of the tenant alpha is removed"), "\(result.errors)")
      #expect(result.output.contains("beta\tdecisions\t1") && !result.output.contains("alpha"))
      #expect(result.output.contains("days of points 0"), "a day could have points of alpha")
      #expect(try isThere("old0", alpha, store) && isThere("old0", beta, store))
    }
  }

  @Test("a folder without data is an error, and stays without")
  func noData() throws {
    let folder = try TemporaryFolder()
    let result = try Program.run(["retention", "--data", folder.path("nowhere")], in: folder.url)
    #expect(result.status == 1 && result.errors.contains("there is no data in"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("nowhere")))
    #expect(try Program.run(["retention", "--dryrun"], in: folder.url).status == 2)
  }

  @Test("a server removes what is due at its start, piece by piece, and tells the metrics and the audit")
  func serving() throws {
    try TestServer.with { server in
      server.kill()
      let store = try SQLiteStore(directory: server.folder.path("data"))
      // More than one piece.
      let count = RetentionClock.rowsPerPiece + 50
      try store.transaction { () throws(StoreError) in
        do {
          try OldData.addBookings(count, of: alpha, at: OldData.past, prefix: "old", to: store)
          try OldData.addBookings(2, of: alpha, at: OldData.now(), prefix: "new", to: store)
          try OldData.addPoints(10, of: alpha, at: OldData.past, to: store)
        } catch { throw .fatal(reason: "\(error)") }
      }
      try server.startAgain()
      let isDone = Poll.until(seconds: 20) {
        (try? server.metrics()["geod_retention_rounds_total"]) == 1
      }
      #expect(isDone)
      let metrics = try server.metrics()
      #expect(metrics["geod_retention_rows_total{kind=\"bookings\"}"] == Double(count))
      #expect(metrics["geod_retention_rows_total{kind=\"idempotencyKeys\"}"] == Double(count))
      #expect(metrics["geod_retention_days_total"] == 1 && metrics["geod_retention_failures_total"] == 0)
      #expect((metrics["geod_retention_last_end_seconds"] ?? 0) > 1.7e9)
      #expect(try isThere("new0", alpha, store) && !isThere("old0", alpha, store))

      let audit = try server.data("GET", "/v1/audit", token: server.token("alpha", .admin))
      let rows = audit["items"].array
      #expect(rows.map { $0["action"].string } == ["retention.run"], "one row for the round")
      #expect(rows[0]["actor"].string == "geod" && rows[0]["detail"]["bookings"].int == count)
      #expect(rows[0]["detail"]["pointDays"].array.map(\.string) == ["2020-01-01"])
      let other = try server.data("GET", "/v1/audit", token: server.token("beta", .admin))
      #expect(other["items"][0]["detail"] == (try JSON(#"{"pointDays":["2020-01-01"]}"#)))
    }
  }
}
