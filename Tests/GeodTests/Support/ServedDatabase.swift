// Databases of the shared cluster for servers: with the schema that the real `geod migrate up` makes.

import TestDatabase
import TestPrograms
import TestSupport

extension DatabaseTemplate {
  /// The schema, and nothing in it.
  static let served = DatabaseTemplate("served") { (urls) throws in
    try Command.run([BuiltProduct.url("geod").path, "migrate", "up", "--database-owner-url", urls.owner])
  }
}

extension DatabaseURLs {
  /// What a command is told to find it.
  var arguments: [String] { ["--database-url", app, "--database-system-url", system] }

  /// The only value of a query, asked by somebody who sees everything.
  func value(_ sql: String) throws -> String {
    try TestDatabase.sharedCluster().psql(sql, in: database)
  }
}
