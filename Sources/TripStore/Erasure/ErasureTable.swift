// The tables in which a booking leaves traces of a person: the same list for every database.

/// A table whose rows belong to bookings. Each database makes its statements from this; they run with erasures alone.
struct ErasureTable: Sendable {
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
  /// Whether the text is a key that a client has made up.
  var textIsKey = false

  /// All of them.
  static let all = [
    ErasureTable(
      name: "bookings", booking: "id", key: "id", technician: "technician", document: "document"),
    ErasureTable(name: "events", key: "number", document: "document", form: .event),
    ErasureTable(name: "offers", key: "id", document: "document"),
    ErasureTable(name: "assignments", key: "version", technician: "technician"),
    ErasureTable(name: "trips", key: "id", technician: "technician", document: "document"),
    ErasureTable(name: "trip_summaries", key: "trip", document: "document", form: .summary),
    ErasureTable(name: "decisions", key: "version", document: "document"),
    ErasureTable(
      name: "idempotency_keys", key: "key", document: "response", text: "key", goesWithItsText: true,
      textIsKey: true),
    ErasureTable(name: "outbox", key: "sequence", document: "document", text: "reason"),
    // Shares are not rewritten: those that the person made go.
    ErasureTable(name: "shares", key: "id", text: "created_by", goesWithItsText: true),
  ]
}
