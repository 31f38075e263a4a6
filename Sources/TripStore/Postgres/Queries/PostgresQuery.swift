// What a statement of Postgres is. The statements themselves are beside what uses them, as static constants in
// extensions of this type.

/// A statement with placeholders `$1`, `$2` and so on.
///
/// A statement that must find a row may divide by the number of them (`SELECT 1 / count(*)`): when there is none, the
/// server itself fails and leaves out the rest of the round, which need not be waited for to know. The caller says what
/// that fault is called.
struct PostgresQuery: Hashable, Sendable {
  /// Names the prepared statement in its session; unique in the program. Empty for a statement that is not worth
  /// preparing.
  let name: String
  /// The statement.
  let sql: String
  /// Whether its rows are handed over as they arrive, however many there are, instead of all together.
  let isStreamed: Bool

  /// A statement that is prepared once per session.
  init(_ name: StaticString, _ sql: String, isStreamed: Bool = false) {
    self.name = "\(name)"
    self.sql = sql
    self.isStreamed = isStreamed
  }

  /// A statement that is run once.
  init(once sql: String) {
    name = ""
    self.sql = sql
    isStreamed = false
  }

  static func == (a: PostgresQuery, b: PostgresQuery) -> Bool { a.name == b.name && a.sql == b.sql }

  func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
