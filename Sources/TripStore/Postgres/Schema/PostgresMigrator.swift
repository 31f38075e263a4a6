// Bringing a database of Postgres up to date, for commands.

/// The schema of a database, as the operator sees it.
///
/// Calls block, and connect when they need to. What several operators do at once is done one after the other.
public struct PostgresMigrator {
  /// The role that owns all tables, the only one for which `up` works.
  public static let owner = PostgresSchema.owner

  private let schema: PostgresSchema

  /// - Parameter url: as the owner for `up`; the others may look as any of the roles.
  /// - Throws: `fatal` when the URL cannot be used.
  public init(_ url: PostgresURL) throws(StoreError) {
    var options = PostgresConnection.Options()
    // A step may write a large table anew, and says nothing meanwhile; another program's `up` is waited for.
    options.silenceMilliseconds = 6 * 60 * 60 * 1000
    options.lockMilliseconds = 10 * 60 * 1000
    options.applicationName = "geod migrate"
    schema = PostgresSchema(connection: try PostgresConnection(url, options: options))
  }

  /// Applies the steps that are missing: all of them or none.
  /// - Returns: those that were applied now.
  /// - Throws: `incompatible` for a database that is newer, has other steps or belongs to another program, and for
  ///   anybody but the owner; faults of the connection.
  public func up() throws(StoreError) -> [SchemaStep] { try schema.update() }

  /// Every step that the program or the database knows.
  public func status() throws(StoreError) -> [SchemaStep] { try schema.status() }

  /// Refuses a database that is not as this program needs it.
  /// - Throws: `incompatible`, which says what to do about it; faults of the connection.
  public func check() throws(StoreError) { try schema.admit() }
}
