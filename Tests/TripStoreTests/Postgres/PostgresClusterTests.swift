// The private cluster itself: that it suffers what it should, and leaves nothing behind.

import Foundation
import TestDatabase
import TestPrograms
import Testing

@Suite("A private cluster", .enabled(if: TestDatabase.isAvailable, "\(TestDatabase.missing)"))
struct PostgresClusterTests {
  @Test func whatWasCommittedOutlivesEveryEnd() throws {
    let cluster = try PostgresCluster()
    defer { cluster.remove() }
    try cluster.psql("CREATE TABLE marks (n int)")
    let ends: [() throws -> Void] = [cluster.kill, cluster.stopImmediately, cluster.stop]
    for (number, end) in ends.enumerated() {
      try cluster.psql("INSERT INTO marks VALUES (\(number))")
      try end()
      #expect(cluster.processIdentifier == nil && cluster.processes().isEmpty)
      #expect(throws: Command.Fault.self) { try cluster.psql("SELECT 1") }
      try cluster.start()
    }
    #expect(try cluster.psql("SELECT n FROM marks ORDER BY n") == "0\n1\n2")
    #expect(try cluster.psql("SHOW fsync") == "on")
  }

  @Test func afterItIsRemovedNothingIsLeft() throws {
    let cluster = try PostgresCluster()
    #expect(!cluster.processes().isEmpty)
    cluster.remove()
    #expect(cluster.processes().isEmpty)
    #expect(!FileManager.default.fileExists(atPath: cluster.folder))
  }

  @Test func afterItWasKilledNothingIsLeftEither() throws {
    let cluster = try PostgresCluster()
    try cluster.kill()
    cluster.remove()
    #expect(!FileManager.default.fileExists(atPath: cluster.folder))
  }

  @Test func aFrozenClusterAnswersLater() throws {
    let cluster = try PostgresCluster()
    defer { cluster.remove() }
    cluster.freeze()
    #expect(!cluster.processes().isEmpty)
    var options = cluster.environment()
    options["PGCONNECT_TIMEOUT"] = "2"
    let frozen = options
    #expect(throws: Command.Fault.self) {
      try Command.run([PostgresCluster.program("psql"), "-XAtc", "SELECT 1"], environment: frozen)
    }
    cluster.thaw()
    #expect(try cluster.psql("SELECT 1") == "1")
  }

  @Test func tcpNeedsThePasswordsAndTheLogDoesNotTellThem() throws {
    var options = PostgresCluster.Options()
    options.listensOnLoopback = true
    options.needsPassword = true
    options.settings["log_statement"] = "all"
    let cluster = try PostgresCluster(options)
    defer { cluster.remove() }
    // Twice, because whoever sets up a machine does it again.
    try cluster.makeRolesAndDatabase("shop")
    try cluster.makeRolesAndDatabase("shop")
    let urls = cluster.loopbackURLs("shop")
    for (role, url) in [("geod_owner", urls.owner), ("geod_app", urls.app), ("geod_system", urls.system)] {
      let command = [PostgresCluster.program("psql"), "-XwAtc", "SELECT current_user", url]
      #expect(throws: Command.Fault.self) { try Command.run(command) }
      let output = try Command.run(command, environment: ["PGPASSWORD": PostgresCluster.password(of: role)])
      #expect(String(decoding: output, as: UTF8.self) == "\(role)\n")
      #expect(!cluster.log().contains(PostgresCluster.password(of: role)))
    }
    let roles = try cluster.psql(
      """
      SELECT rolname, rolsuper, rolbypassrls, rolcanlogin, rolcreatedb, rolcreaterole FROM pg_roles
      WHERE rolname LIKE 'geod%' ORDER BY 1
      """)
    #expect(roles == "geod_app|f|f|t|f|f\ngeod_owner|f|f|t|f|f\ngeod_system|f|t|t|f|f")
  }
}
