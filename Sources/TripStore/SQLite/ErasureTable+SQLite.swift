// The statements of SQLite that find and rewrite what names a person. Each names the tenant as its first value.

extension ErasureTable {
  /// Finds bookings of which a row may name a person. ?2 is the text, ?3 the same as a blob.
  var sqliteNaming: String {
    let signs = [
      technician.map { "\($0) = ?2" }, text.map { "instr(\($0), ?2) > 0" },
      document.map { "instr(\($0), ?3) > 0" },
    ].compactMap { $0 }
    return
      "SELECT \(booking) FROM \(name) WHERE tenant = ?1 AND ?3 IS NOT NULL AND (\(signs.joined(separator: " OR ")))"
  }

  /// The rows of a booking, ?2: key, technician, document, text; null for what the table does not have.
  var sqliteRows: String {
    let columns = [key, technician ?? "NULL", document ?? "NULL", text ?? "NULL"].joined(separator: ", ")
    return "SELECT \(columns) FROM \(name) WHERE tenant = ?1 AND \(booking) = ?2"
  }

  /// Rewrites the row of the key ?3: ?4 is the technician, ?5 the document, ?6 the text, null for what the table does not
  /// have.
  var sqliteRewriting: String {
    let changes = [
      technician.map { "\($0) = ?4" }, document.map { "\($0) = ?5" },
      goesWithItsText ? nil : text.map { "\($0) = ?6" },
    ].compactMap { $0 }
    return "UPDATE \(name) SET \(changes.joined(separator: ", ")) "
      + "WHERE tenant = ?1 AND \(booking) = ?2 AND \(key) = ?3 AND coalesce(?4, ?5, ?6) IS NOT NULL"
  }

  /// Removes the row of the key ?3.
  var sqliteRemoval: String { "DELETE FROM \(name) WHERE tenant = ?1 AND \(booking) = ?2 AND \(key) = ?3" }
}
