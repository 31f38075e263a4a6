// A connection to Postgres that outlives its sessions: connecting again, and running statements. Transactions are in
// PostgresConnection+Transactions.swift.

/// One connection and what it needs to come back. Mirrors `SQLiteConnection`.
///
/// Nothing is connected before it is needed. A session that has broken is replaced by the next call that is not part of
/// the transaction it has broken, but not sooner than `Options.pauseMilliseconds` after the last attempt: until then calls
/// fail at once. Before anything is asked on the new session, the server is made to end the old one, which could otherwise
/// still do what it has got, or hold locks. Belongs to one thread, as libpq asks for.
final class PostgresConnection {
  /// Times, and the name by which an operator knows the connection.
  struct Options: Hashable, Sendable {
    /// How long connecting may take, over all hosts.
    var connectMilliseconds = 5000
    /// How long a server may say nothing while it is waited for; then its session is given up.
    var silenceMilliseconds: Int32 = 10_000
    /// How long a statement waits for a lock; less than the silence.
    var lockMilliseconds = 8000
    /// The least time between two attempts to connect.
    var pauseMilliseconds = 250
    /// What `pg_stat_activity` shows.
    var applicationName = "geod"

    /// The defaults.
    init() {}
  }

  let url: PostgresURL
  let options: Options
  /// Looks at every new session before it is used; a session that it throws for is not used.
  private let admit: (PostgresConnection) throws(StoreError) -> Void
  /// The session, until it is known to be broken.
  private(set) var live: PostgresSession?
  /// Who served the session that broke, until it is known to be gone.
  private var abandoned: PostgresSession.Identity?
  private var lastFault = StoreError.unavailable(reason: "never connected")
  private var nextAttempt: ContinuousClock.Instant?
  /// The transactions that are open, one inside of the other.
  var levels: [Level] = []
  /// Why the rest of the outermost transaction is lost: its session broke, or a failed part could not be taken back.
  var lostTo: StoreError?
  /// The tenant that the server knows in this transaction.
  var scope: String?
  /// Whether something was sent whose failure is not known yet.
  var isUnsettled = false

  /// Connects when it is first used.
  init(
    _ url: PostgresURL, options: Options = Options(),
    admit: @escaping (PostgresConnection) throws(StoreError) -> Void = { (_) throws(StoreError) in }
  ) throws(StoreError) {
    precondition(options.lockMilliseconds < options.silenceMilliseconds, "a lock is waited for in silence")
    self.url = url
    self.options = options
    self.admit = admit
  }

  // MARK: Sessions

  /// Connects, if it is not connected.
  /// - Throws: `unavailable` when no server answers, and at once when that was tried just now; what `admit` throws.
  func connect() throws(StoreError) { _ = try session() }

  /// Lets go of the session. The next call connects again, at once.
  func disconnect() {
    precondition(levels.isEmpty, "disconnected inside of a transaction")
    live = nil
    nextAttempt = nil
  }

  /// Whether there is a session; it may break with the next call.
  var isConnected: Bool { live.map { !$0.isLost } ?? false }

  /// The session, for a statement.
  func session() throws(StoreError) -> PostgresSession {
    if let lostTo { throw lostTo }
    if let live, !live.isLost { return live }
    precondition(levels.isEmpty, "a transaction has outlived its session")
    return try reconnect()
  }

  private func reconnect() throws(StoreError) -> PostgresSession {
    live = nil
    scope = nil
    isUnsettled = false
    let now = ContinuousClock.now
    if let nextAttempt, now < nextAttempt { throw lastFault }
    nextAttempt = now + .milliseconds(options.pauseMilliseconds)
    do throws(StoreError) {
      let session = try PostgresSession.open(url, options)
      if let abandoned { try session.end(abandoned) }
      abandoned = nil
      live = session
      try admit(self)
      return session
    } catch {
      live = nil
      lastFault = error
      nextAttempt = .now + .milliseconds(options.pauseMilliseconds)
      throw error
    }
  }

  // MARK: Statements

  /// Runs a statement and waits for it.
  /// - Returns: how many rows it changed.
  /// - Throws: `inDoubt` when the connection broke outside of a transaction: the statement may have happened.
  @discardableResult
  func execute(
    _ query: PostgresQuery, _ values: [PostgresValue] = [], nothing: StoreError? = nil
  ) throws(StoreError) -> Int {
    var count = 0
    try send(query, values, nothing: nothing) { (result) throws(StoreError) in count = result.affectedCount }
    if levels.isEmpty { try settleInDoubt() } else { try settle() }
    return count
  }

  /// Sends a statement without waiting for it. Its fault surfaces at the next call that waits, at the latest at the end
  /// of the transaction or part that it belongs to.
  /// - Parameters:
  ///   - nothing: the fault when a statement that divides by the number of its rows has none (see `PostgresQuery`).
  ///   - read: gets its rows when they arrive; must not use the connection.
  func enqueue(
    _ query: PostgresQuery, _ values: [PostgresValue] = [], nothing: StoreError? = nil,
    _ read: ((PostgresRow) throws(StoreError) -> Void)? = nil
  ) throws(StoreError) {
    precondition(!levels.isEmpty, "sent without waiting outside of a transaction")
    try send(query, values, nothing: nothing) { (result) throws(StoreError) in
      guard let read else { return }
      for index in 0..<result.rowCount { try read(result.row(index)) }
    }
  }

  /// Reads the first row, if there is one.
  func first<Value>(
    _ query: PostgresQuery, _ values: [PostgresValue] = [], nothing: StoreError? = nil,
    _ read: (PostgresRow) throws(StoreError) -> Value
  ) throws(StoreError) -> Value? {
    var found: PostgresResult?
    try send(query, values, nothing: nothing) { (result) throws(StoreError) in found = result }
    try settle()
    guard let found, found.rowCount > 0 else { return nil }
    return try read(found.row(0))
  }

  /// Runs a statement and hands over each row. When its rows are streamed, `body` must not use the connection.
  func forEach(
    _ query: PostgresQuery, _ values: [PostgresValue] = [], _ body: (PostgresRow) throws(StoreError) -> Void
  ) throws(StoreError) {
    guard query.isStreamed else {
      var found: PostgresResult?
      try send(query, values) { (result) throws(StoreError) in found = result }
      try settle()
      guard let found else { return }
      for index in 0..<found.rowCount { try body(found.row(index)) }
      return
    }
    try withoutActuallyEscaping(body) { (body) throws(StoreError) in
      try send(query, values) { (result) throws(StoreError) in
        for index in 0..<result.rowCount { try body(result.row(index)) }
      }
      try settle()
    }
  }

  /// Runs statements without values, as a migration has them.
  func script(_ sql: String) throws(StoreError) {
    try settle()
    let session = try session()
    try noting(session) { () throws(StoreError) in try session.script(sql) }
  }

  /// Copies rows into a table, which is the fastest way in.
  /// - Returns: how many.
  @discardableResult
  func copy(_ rows: PostgresCopy, into table: String, columns: [String]) throws(StoreError) -> Int {
    try settle()
    let session = try session()
    var count = 0
    try noting(session) { () throws(StoreError) in
      count = try session.copy(rows, into: table, columns: columns)
    }
    return count
  }

  private func send(
    _ query: PostgresQuery, _ values: [PostgresValue], nothing: StoreError? = nil,
    take: @escaping PostgresSession.Take
  ) throws(StoreError) {
    let session = try session()
    if !levels.isEmpty { levels[levels.count - 1].isFresh = false }
    isUnsettled = true
    try noting(session) { () throws(StoreError) in
      try session.send(query, values, nothing: nothing, take: take)
    }
  }

  /// Waits for everything that was sent.
  /// - Throws: the first fault of it.
  func settle() throws(StoreError) {
    guard isUnsettled else { return }
    let session = try session()
    isUnsettled = false
    try noting(session) { () throws(StoreError) in try session.finish() }
  }

  /// Waits for everything that was sent, a commit at its end.
  /// - Throws: `inDoubt` when the connection broke meanwhile: it may have happened.
  func settleInDoubt() throws(StoreError) {
    do throws(StoreError) { try settle() } catch {
      guard !isConnected, case .unavailable(let reason) = error else { throw error }
      throw .inDoubt(reason: reason)
    }
  }

  /// Runs a call on the session; a fault that breaks the session or the transaction is kept, so that nothing else runs
  /// in that transaction.
  func noting(
    _ session: PostgresSession, _ body: () throws(StoreError) -> Void
  ) throws(StoreError) {
    do throws(StoreError) { try body() } catch {
      if session.isLost {
        abandoned = abandoned ?? session.identity
        live = nil
      }
      if !levels.isEmpty, session.isLost || session.link.isInFailedTransaction { lostTo = error }
      throw error
    }
  }
}
