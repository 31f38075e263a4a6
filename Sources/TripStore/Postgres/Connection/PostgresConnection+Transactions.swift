// Transactions, their parts, and whose data they may touch.

extension PostgresConnection {
  /// One of the transactions that are open.
  struct Level {
    /// What it is for the server.
    enum Kind {
      /// The outermost one.
      case outermost
      /// A part of its own: a savepoint.
      case part
      /// The first thing within a part, which it shares: when it is taken back, so is nothing else.
      case shared
    }

    let kind: Kind
    /// Whether nothing was done in it yet.
    var isFresh = true
  }

  /// The promise of `Store.transaction`: inner ones are savepoints. Beginning one costs no waiting, and ending one only
  /// when something in it was sent and not waited for.
  /// - Throws: what `body` throws; `inDoubt` when the connection broke after the commit was sent.
  func transaction<Value>(_ body: () throws(StoreError) -> Value) throws(StoreError) -> Value {
    try transaction(beginning: .begin, body)
  }

  /// Several statements that read as of one moment. Inside of a transaction they read as that one does.
  func reading<Value>(_ body: () throws(StoreError) -> Value) throws(StoreError) -> Value {
    guard levels.isEmpty else { return try body() }
    return try transaction(beginning: .beginReading, body)
  }

  /// Says whose rows the statements behind may touch, until the transaction ends; outside of one, for the next statement.
  /// Costs no waiting.
  func scope(to tenant: String) throws(StoreError) {
    let session = try session()
    guard levels.isEmpty || scope != tenant else { return }
    try noting(session) { () throws(StoreError) in try session.send(.setTenant, [.text(tenant)]) }
    scope = levels.isEmpty ? nil : tenant
  }

  private func transaction<Value>(
    beginning: PostgresQuery, _ body: () throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    try enter(beginning)
    defer { if levels.isEmpty { lostTo = nil } }
    do throws(StoreError) {
      let value = try body()
      try leave()
      return value
    } catch {
      takeBack()
      throw error
    }
  }

  private func enter(_ beginning: PostgresQuery) throws(StoreError) {
    let session = try session()
    guard let around = levels.last else {
      // What the server knew of a tenant has ended with the transaction before.
      scope = nil
      try noting(session) { () throws(StoreError) in try session.send(beginning, []) }
      levels.append(Level(kind: .outermost))
      return
    }
    guard around.kind == .outermost || !around.isFresh else {
      levels.append(Level(kind: .shared))
      return
    }
    // What was sent before belongs to what is around: its fault must not be taken for one of the part.
    try settle()
    try noting(session) { () throws(StoreError) in try session.send(.beginPart, []) }
    levels[levels.count - 1].isFresh = false
    levels.append(Level(kind: .part))
  }

  /// Ends the innermost transaction with everything in it done.
  private func leave() throws(StoreError) {
    guard let level = levels.last else { preconditionFailure("a transaction that was never begun") }
    let session = try session()
    switch level.kind {
    case .shared: try settle()
    case .part:
      try noting(session) { () throws(StoreError) in try session.send(.commitPart, []) }
      try settle()
    case .outermost:
      isUnsettled = true
      try noting(session) { () throws(StoreError) in try session.send(.commit, []) }
      try settleInDoubt()
    }
    levels.removeLast()
    if !level.isFresh, !levels.isEmpty { levels[levels.count - 1].isFresh = false }
  }

  /// Undoes what the innermost transaction did. When that cannot be, the rest of the outermost one is lost.
  private func takeBack() {
    guard let level = levels.last else { preconditionFailure("a transaction that was never begun") }
    defer { levels.removeLast() }
    scope = nil
    isUnsettled = false
    guard let session = live, !session.isLost else { return }
    do throws(StoreError) {
      // A session that breaks here has to be ended like any other: its server still has the transaction and its locks.
      try noting(session) { () throws(StoreError) in
        // What was sent and not waited for may fail now; it is taken back in any case.
        do throws(StoreError) { try session.finish() } catch { if session.isLost { throw error } }
        switch level.kind {
        case .outermost: try session.send(.rollback, [])
        case .part:
          try session.send(.rollbackPart, [])
          try session.send(.commitPart, [])
        case .shared: try session.send(.rollbackPart, [])
        }
        try session.finish()
      }
      lostTo = nil
    } catch {
      lostTo = error
    }
  }
}

extension PostgresQuery {
  static let begin = PostgresQuery("begin", "BEGIN ISOLATION LEVEL READ COMMITTED")
  static let beginReading = PostgresQuery("begin_reading", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
  static let commit = PostgresQuery("commit", "COMMIT")
  static let rollback = PostgresQuery("rollback", "ROLLBACK")
  static let beginPart = PostgresQuery("begin_part", "SAVEPOINT part")
  static let commitPart = PostgresQuery("commit_part", "RELEASE part")
  static let rollbackPart = PostgresQuery("rollback_part", "ROLLBACK TO part")
  /// Lasts to the end of the transaction, or of the round when there is none.
  static let setTenant = PostgresQuery("set_tenant", "SELECT set_config('geod.tenant', $1, true)")
}
