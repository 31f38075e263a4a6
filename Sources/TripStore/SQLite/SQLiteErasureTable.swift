// The tables in which a booking leaves traces of a person, and the statements that find and rewrite them. They run with
// erasures alone, so they are made from this list and not kept.

/// A table whose rows belong to bookings.
struct SQLiteErasureTable {
  /// What its documents are, and so how they are rewritten.
  enum Form { case event, json, summary }

  let name: String
  /// The column of the booking's identifier.
  var booking = "booking"
  /// The column that, with tenant and booking, names a row.
  let key: String
  /// The column of a technician.
  var technician: String?
  /// The column of a document.
  var document: String?
  var form = Form.json
  /// The column of a text that somebody wrote.
  var text: String?
  /// Whether a row goes when its text names the person, because the text is its key.
  var goesWithItsText = false

  /// All of them.
  static let all = [
    SQLiteErasureTable(
      name: "bookings", booking: "id", key: "id", technician: "technician", document: "document"),
    SQLiteErasureTable(name: "events", key: "number", document: "document", form: .event),
    SQLiteErasureTable(name: "offers", key: "id", document: "document"),
    SQLiteErasureTable(name: "assignments", key: "version", technician: "technician"),
    SQLiteErasureTable(name: "trips", key: "id", technician: "technician", document: "document"),
    SQLiteErasureTable(name: "trip_summaries", key: "trip", document: "document", form: .summary),
    SQLiteErasureTable(name: "decisions", key: "version", document: "document"),
    SQLiteErasureTable(
      name: "idempotency_keys", key: "key", document: "response", text: "key", goesWithItsText: true),
    SQLiteErasureTable(name: "outbox", key: "sequence", document: "document", text: "reason"),
    // Shares are not rewritten: those that the person made go.
    SQLiteErasureTable(name: "shares", key: "id", text: "created_by", goesWithItsText: true),
  ]

  /// Finds bookings of which a row may name a person. ?2 is the text, ?3 the same as a blob.
  var naming: String {
    let signs = [
      technician.map { "\($0) = ?2" }, text.map { "instr(\($0), ?2) > 0" },
      document.map { "instr(\($0), ?3) > 0" },
    ].compactMap { $0 }
    return
      "SELECT \(booking) FROM \(name) WHERE tenant = ?1 AND ?3 IS NOT NULL AND (\(signs.joined(separator: " OR ")))"
  }

  /// The rows of a booking, ?2: key, technician, document, text; null for what the table does not have.
  var rows: String {
    let columns = [key, technician ?? "NULL", document ?? "NULL", text ?? "NULL"].joined(separator: ", ")
    return "SELECT \(columns) FROM \(name) WHERE tenant = ?1 AND \(booking) = ?2"
  }

  /// Rewrites the row of the key ?3: ?4 is the technician, ?5 the document, ?6 the text, null for what the table does not
  /// have.
  var rewriting: String {
    let changes = [
      technician.map { "\($0) = ?4" }, document.map { "\($0) = ?5" },
      goesWithItsText ? nil : text.map { "\($0) = ?6" },
    ].compactMap { $0 }
    return "UPDATE \(name) SET \(changes.joined(separator: ", ")) "
      + "WHERE tenant = ?1 AND \(booking) = ?2 AND \(key) = ?3 AND coalesce(?4, ?5, ?6) IS NOT NULL"
  }

  /// Removes the row of the key ?3.
  var removal: String { "DELETE FROM \(name) WHERE tenant = ?1 AND \(booking) = ?2 AND \(key) = ?3" }
}
