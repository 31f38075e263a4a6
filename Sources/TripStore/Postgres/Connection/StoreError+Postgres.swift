// The one place that sorts Postgres's SQLSTATE codes.

extension StoreError {
  /// What a failed result means to a caller.
  init(postgres result: PostgresResult) {
    self.init(
      sqlState: result.sqlState, message: result.message, table: result.table, constraint: result.constraint)
  }

  /// The table itself (https://www.postgresql.org/docs/15/errcodes-appendix.html).
  /// - Parameters:
  ///   - sqlState: nil when libpq made the error because the connection broke.
  ///   - message: goes into the reason only for codes whose messages name objects, never values.
  init(sqlState: String?, message: String, table: String? = nil, constraint: String? = nil) {
    guard let sqlState, sqlState.utf8.count == 5 else {
      self = .unavailable(reason: "the connection to Postgres broke")
      return
    }
    let named = [constraint, table].compactMap { $0 }.first.map { " of \($0)" } ?? ""
    let plain = "Postgres \(sqlState)\(named)"
    let spoken = "\(message) (\(plain))"
    switch sqlState {
    // Uniqueness: a key, or a live thing of which there is one already.
    case "23505", "23P01": self = .exists
    // No room, and the sizes of Postgres itself, which are far above those of the contract.
    case "53100": self = .full
    case "54000": self = .tooLarge(what: "the value")
    // Serialization, deadlock, a lock that was not given in time, a statement that was cancelled: again.
    case "40001", "40P01", "55P03", "57014": self = .unavailable(reason: spoken)
    // A standby, or a primary that has become one; whoever connects anew finds the other.
    case "25006": self = .unavailable(reason: "this Postgres does not take writes (\(plain))")
    // A transaction that was left alone too long, and a session that was.
    case "25P03", "57P05": self = .unavailable(reason: spoken)
    case "XX001", "XX002": self = .corrupt(what: "the database")
    // Tables, columns or functions that this program needs are not there.
    case "3F000", "42P01", "42703", "42883": self = .incompatible(reason: spoken)
    default: self.init(sqlStateClass: sqlState.prefix(2), plain: plain, spoken: spoken)
    }
  }

  /// What a whole class of codes means.
  private init(sqlStateClass: Substring, plain: String, spoken: String) {
    switch sqlStateClass {
    // Connection, insufficient resources, an operator's intervention (shutdown, crash, starting up), input or output.
    case "08", "53", "57", "58": self = .unavailable(reason: spoken)
    // Serialization and the like.
    case "40": self = .unavailable(reason: spoken)
    // Rights, syntax, wrong state, and what our own triggers raise: names of objects only.
    case "0A", "25", "28", "2B", "3D", "42", "55", "P0": self = .fatal(reason: spoken)
    // Data and integrity: their messages can hold values.
    default: self = .fatal(reason: plain)
    }
  }
}
