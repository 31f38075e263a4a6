// What is looked at before a connection is used.

/// Whether a database may hold the truth, and whether a role may be used for it.
enum PostgresAdmission {
  /// Looks at the server's durability, the role and the schema.
  /// - Parameter mayBypass: whether the role may look over the wall between tenants.
  static func check(_ connection: PostgresConnection, mayBypass: Bool) throws(StoreError) {
    let found = try connection.first(facts) { row in
      for index in 0..<3 where row.text(Int32(index)) == "off" {
        return "\(settings[index]) is off: a commit could be lost"
      }
      if row.integer(3) == 1 { return "the role is a superuser" }
      if row.integer(4) == 1, !mayBypass { return "the role sees all tenants (BYPASSRLS)" }
      return ""
    }
    if let reason = found, !reason.isEmpty { throw StoreError.incompatible(reason: reason) }
    try PostgresSchema(connection: connection).admit()
  }

  private static let settings = ["fsync", "full_page_writes", "synchronous_commit"]

  private static let facts = PostgresQuery(
    once: """
      SELECT current_setting('fsync'), current_setting('full_page_writes'),
        current_setting('synchronous_commit'), rolsuper, rolbypassrls
      FROM pg_roles WHERE rolname = current_user
      """)
}
