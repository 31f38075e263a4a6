// The statements of Postgres that find and rewrite what names a person. Each names the tenant as its first value.

extension ErasureTable {
  /// Finds bookings of which a row may name a person. $2 is the text, $3 the same as bytes.
  var postgresNaming: PostgresQuery {
    let signs = [
      technician.map { "\($0) = $2" }, text.map { "position($2 IN \($0)) > 0" },
      document.map { "position($3 IN \($0)) > 0" },
    ].compactMap { $0 }
    return PostgresQuery(
      once: """
        SELECT DISTINCT \(booking) FROM \(name)
        WHERE tenant = $1 AND $2::text IS NOT NULL AND $3::bytea IS NOT NULL AND (\(signs.joined(separator: " OR ")))
        """)
  }

  /// The rows of a booking, $2: key, technician, document, text; null for what the table does not have.
  var postgresRows: PostgresQuery {
    let columns = [
      "\(key)::text", technician ?? "NULL::text", document ?? "NULL::bytea", text ?? "NULL::text",
    ].joined(separator: ", ")
    return PostgresQuery(once: "SELECT \(columns) FROM \(name) WHERE tenant = $1 AND \(booking) = $2")
  }

  /// Rewrites the row of the key $3: $4 is the technician, $5 the document, $6 the text, null for what the table does not
  /// have.
  var postgresRewriting: PostgresQuery {
    let changes = [
      technician.map { "\($0) = $4" }, document.map { "\($0) = $5" },
      goesWithItsText ? nil : text.map { "\($0) = $6" },
    ].compactMap { $0 }
    return PostgresQuery(
      once: """
        UPDATE \(name) SET \(changes.joined(separator: ", "))
        WHERE tenant = $1 AND \(booking) = $2 AND \(key)::text = $3
          AND ($4::text IS NOT NULL OR $5::bytea IS NOT NULL OR $6::text IS NOT NULL)
        """)
  }

  /// Removes the row of the key $3.
  var postgresRemoval: PostgresQuery {
    PostgresQuery(once: "DELETE FROM \(name) WHERE tenant = $1 AND \(booking) = $2 AND \(key)::text = $3")
  }
}
