// The drill of the manual, to its end: a database is dumped, lost and restored, and a server goes on with what it finds.

import Foundation
import TestDatabase
import TestPrograms
import Testing

@Suite("Restoring a database", .enabled(if: TestDatabase.isAvailable, "\(TestDatabase.missing)"))
struct DatabaseRestoreTests {
  @Test("a server on the restored database knows every booking and goes on with its trips")
  func drill() throws {
    let cluster = try TestDatabase.sharedCluster()
    let lost = try TestDatabase.makeDatabase(.served)
    var staged: [StagedBooking] = []
    var before: [JSON] = []
    try TestServer.with(FixLifeTests.trace, tenants: ["alpha"], database: lost.arguments) { server in
      try server.addTechnicians(["t1", "t2"], to: "alpha")
      staged = try [
        server.stage(.completed), server.stage(.enRoute), server.stage(.offered, technician: "t2"),
        server.stage(.open),
      ]
      let phone = try Phone(server, "alpha", "t1")
      try phone.report((1...9).map { FixLifeTests.fix($0) })
      before = try Self.bookings(staged, server)
    }
    // As the manual has it: the dump of a superuser, an empty database with the roles' rights, a restore in one go.
    let dump = try Command.run(
      [PostgresCluster.program("pg_dump"), "--format=custom"],
      environment: cluster.environment(database: lost.database))
    try cluster.dropDatabase(lost.database)
    let found = try TestDatabase.makeDatabase()
    try Command.run(
      [
        PostgresCluster.program("pg_restore"), "--exit-on-error", "--single-transaction",
        "--dbname=\(found.database)",
      ], input: dump, environment: cluster.environment(database: found.database))
    try TestServer.with(FixLifeTests.trace, tenants: [], database: found.arguments) { server in
      let after = try Self.bookings(staged, server)
      #expect(after == before)
      let token = try server.token("alpha", .service)
      let track = try server.ask("GET", "/v1/trips/\(staged[1].trip)/track", token: token)
      #expect(try track.json["geometry"]["coordinates"].array.count == 9, "\(track.text)")
      // Nobody has to begin again: the trip goes on, and new work is taken.
      let phone = try Phone(server, "alpha", "t1")
      try phone.report(FixLifeTests.fix(10))
      let own = try server.token("alpha", .technician, subject: "t1")
      let arrived = try server.data("POST", "/v1/trips/\(staged[1].trip):arrive", token: own)
      #expect(arrived["trip"]["state"].string == "arrived", "\(arrived)")
      _ = try server.stage(.open)
    }
  }

  private static func bookings(_ staged: [StagedBooking], _ server: TestServer) throws -> [JSON] {
    let token = try server.token("alpha", .service)
    // A promise is made anew at every start.
    return try staged.map {
      try server.data("GET", "/v1/bookings/\($0.booking)", token: token).without("madeAt")
    }
  }
}
