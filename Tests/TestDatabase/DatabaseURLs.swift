// How the roles reach a database.

/// The addresses of one database, one per role, in libpq's form.
public struct DatabaseURLs: Hashable, Sendable {
  /// The database's name.
  public var database: String
  /// For migrations.
  public var owner: String
  /// For everything on behalf of a caller: behind the wall of row-level security.
  public var app: String
  /// For ingestion, relay and retention: sees all tenants.
  public var system: String
  /// For what only the operator of the cluster may do.
  public var superuser: String

  /// - Parameters:
  ///   - database: its name.
  ///   - host: a name, an address, or the folder of a socket.
  ///   - port: also part of the socket's name.
  init(database: String, host: String, port: Int) {
    self.database = database
    func url(_ user: String) -> String {
      host.hasPrefix("/")
        ? "postgres://\(user)@/\(database)?host=\(host)&port=\(port)"
        : "postgres://\(user)@\(host):\(port)/\(database)"
    }
    owner = url("geod_owner")
    app = url("geod_app")
    system = url("geod_system")
    superuser = url(PostgresCluster.superuser)
  }
}
