// A Postgres for one test, with a network in between that can break.

import Foundation
import TestDatabase
import TestPrograms
import TestSupport

/// A cluster of its own with geod's schema, behind a relay.
final class BreakableDatabase {
  let cluster: PostgresCluster
  let relay: TCPRelay
  private let name = "geod"

  /// Starts Postgres and brings a database up to date with the real `geod migrate up`.
  init(isMigrated: Bool = true) throws {
    var options = PostgresCluster.Options()
    options.listensOnLoopback = true
    cluster = try PostgresCluster(options)
    relay = try TCPRelay(to: cluster.port)
    try cluster.makeRolesAndDatabase(name)
    if isMigrated {
      try Command.run([
        BuiltProduct.url("geod").path, "migrate", "up", "--database-owner-url", cluster.urls(name).owner,
      ])
    }
  }

  /// What a command is told to find it, through the relay.
  var arguments: [String] {
    let urls = cluster.loopbackURLs(name, port: relay.port)
    return ["--database-url", urls.app, "--database-system-url", urls.system]
  }

  /// The only value of a query.
  func value(_ sql: String) throws -> String { try cluster.psql(sql, in: name) }
}
