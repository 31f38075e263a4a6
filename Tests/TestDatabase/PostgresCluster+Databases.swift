// The databases of a cluster.

import Foundation
import TestPrograms

extension PostgresCluster {
  /// Runs statements with psql and stops at the first fault.
  /// - Parameters:
  ///   - sql: statements, or commands of psql.
  ///   - database: where.
  ///   - role: as whom.
  /// - Returns: the rows, a line each, columns separated by `|`.
  @discardableResult
  public func psql(
    _ sql: String, in database: String = "postgres", as role: String = PostgresCluster.superuser
  ) throws -> String {
    let command = [
      PostgresPrograms.path("psql"), "--no-psqlrc", "--quiet", "--no-align", "--tuples-only",
      "--set=ON_ERROR_STOP=1",
    ]
    let output = try Command.run(
      command, input: Data(sql.utf8), environment: environment(database: database, role: role))
    return String(decoding: output, as: UTF8.self).trimmingCharacters(in: .newlines)
  }

  /// What tells the programs of Postgres where to connect, by the socket.
  public func environment(
    database: String = "postgres", role: String = PostgresCluster.superuser
  ) -> [String: String] {
    [
      "PGHOST": folder, "PGPORT": "\(port)", "PGUSER": role, "PGDATABASE": database,
      "PGCONNECT_TIMEOUT": "10", "PGOPTIONS": "-c client_min_messages=warning",
    ]
  }

  /// The file of a program of Postgres, such as `pg_dump`.
  public static func program(_ name: String) -> String { PostgresPrograms.path(name) }

  /// How the roles reach a database by the socket.
  public func urls(_ database: String) -> DatabaseURLs {
    DatabaseURLs(database: database, host: folder, port: port)
  }

  /// How the roles reach a database by TCP.
  /// - Parameter port: a relay's; nil for the cluster's own.
  public func loopbackURLs(_ database: String, port: Int? = nil) -> DatabaseURLs {
    precondition(options.listensOnLoopback, "a cluster without TCP")
    return DatabaseURLs(database: database, host: "127.0.0.1", port: port ?? self.port)
  }

  /// The password of a role, needed by TCP when the options say so.
  public static func password(of role: String) -> String { "secret of \(role)" }

  /// Makes the roles and an empty database of the owner, as an operator does it.
  public func makeRolesAndDatabase(_ name: String) throws {
    var environment = environment()
    for role in ["owner", "app", "system"] {
      environment["GEOD_\(role.uppercased())_PASSWORD"] = Self.password(of: "geod_\(role)")
    }
    environment["PATH"] = "\(PostgresPrograms.folder ?? ""):/usr/local/bin:/usr/bin:/bin"
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "scripts/database-roles").path
    try Command.run([script, "--database", name], environment: environment)
  }

  /// Copies a database that nobody is connected to, with the rights on it, which a copy does not carry.
  public func copyDatabase(_ template: String, to name: String) throws {
    try psql(
      """
      CREATE DATABASE "\(name)" OWNER geod_owner TEMPLATE "\(template)";
      REVOKE ALL ON DATABASE "\(name)" FROM PUBLIC;
      GRANT CONNECT ON DATABASE "\(name)" TO geod_app;
      GRANT CONNECT, TEMPORARY ON DATABASE "\(name)" TO geod_system;
      """)
  }

  /// Removes a database and cuts off who is connected to it.
  public func dropDatabase(_ name: String) throws {
    try psql("DROP DATABASE IF EXISTS \"\(name)\" WITH (FORCE)")
  }
}
