// One live session with a server: statements in rounds, and the waiting for their answers. It begins in
// PostgresSession+Opening.swift; what outlives it is PostgresConnection.

/// A session, good until its connection breaks. Belongs to one thread, as its link does.
///
/// Statements are sent in rounds (libpq's pipelines): `send` puts them one behind the other without waiting, `finish` ends
/// the round, waits for all answers and throws the first fault. After a fault the server leaves out what is behind it in
/// the round, so that a statement never runs on top of one that has failed.
final class PostgresSession {
  /// What to do with the results of a statement: one result, or one per row when the rows are streamed. Must not use the
  /// session.
  typealias Take = (PostgresResult) throws(StoreError) -> Void

  /// The process that serves a session.
  struct Identity {
    let process: Int64
    /// Tells it from a later process with the same number.
    let startedAt: String
  }

  /// What was sent and not answered.
  private enum Step {
    case prepare(String)
    case run(isStreamed: Bool, nothing: StoreError?, take: Take?)
  }

  /// A round is ended when it has this many steps, so that neither side has to keep more than it can hold.
  private static let stepsMax = 1024
  /// The same for the octets of its values.
  private static let octetsMax = 1 << 20

  let link: PostgresLink
  /// Who serves it, once that was asked.
  private(set) var identity: Identity?
  /// After this long without an octet from the server the session is given up.
  private let silenceMilliseconds: Int32
  /// Whether the connection is gone; every call after that throws.
  private(set) var isLost = false
  private var prepared: Set<String> = []
  private var steps: [Step] = []
  private var octets = 0

  /// Takes over a connected link.
  init(_ link: PostgresLink, silenceMilliseconds: Int32) {
    self.link = link
    self.silenceMilliseconds = silenceMilliseconds
  }

  // MARK: Rounds

  /// Sends a statement in the current round.
  /// - Parameters:
  ///   - nothing: the fault when a statement that divides by the number of its rows has none of them
  ///     (see `PostgresQuery`).
  ///   - take: gets the results.
  /// - Throws: when the connection is lost, or a round that had become too large fails.
  func send(
    _ query: PostgresQuery, _ values: [PostgresValue], nothing: StoreError? = nil, take: Take? = nil
  ) throws(StoreError) {
    if steps.count >= Self.stepsMax || octets >= Self.octetsMax { try finish() }
    let types = values.map(\.type)
    if !query.name.isEmpty, prepared.insert(query.name).inserted {
      guard link.prepare(query, types: types) else { throw lost() }
      steps.append(.prepare(query.name))
    }
    let parameters = PostgresParameters(values)
    octets += parameters.octets.count
    guard link.run(query, types: types, parameters) else { throw lost() }
    steps.append(.run(isStreamed: query.isStreamed, nothing: nothing, take: take))
  }

  /// Ends the round and waits for all answers.
  /// - Throws: the first fault of the round.
  func finish() throws(StoreError) {
    guard !steps.isEmpty else { return }
    // Whatever happens, nobody keeps what the callers want done with the results.
    let round = steps
    steps.removeAll(keepingCapacity: true)
    octets = 0
    guard link.sync() else { throw lost() }
    var fault: StoreError?
    for step in round {
      switch step {
      case .prepare(let name):
        let isPrepared = try receive(&fault, nothing: nil, take: nil)
        if !isPrepared { prepared.remove(name) }
      case .run(let isStreamed, let nothing, let take):
        if isStreamed, fault == nil { link.setSingleRows() }
        try receive(&fault, nothing: nothing, take: take)
      }
    }
    let end = try next()
    guard end?.kind == .sync else { throw lost(fault) }
    if let fault { throw fault }
  }

  /// Receives the results of one step, and notes the first fault of the round.
  /// - Returns: whether the step was done.
  @discardableResult
  private func receive(
    _ fault: inout StoreError?, nothing: StoreError?, take: Take?
  ) throws(StoreError) -> Bool {
    var isDone = false
    while let result = try next() {
      switch result.kind {
      case .done, .row:
        isDone = true
        guard fault == nil, let take else { continue }
        do throws(StoreError) { try take(result) } catch { fault = error }
      case .skipped: isDone = false
      case .failed:
        isDone = false
        let isNothing = result.sqlState == Self.divisionByZero
        let found = isNothing ? nothing : nil
        fault = fault ?? found ?? StoreError(postgres: result)
        if link.isBroken { throw lost(fault) }
      case .copying, .sync: throw lost(fault)
      }
    }
    return isDone
  }

  private static let divisionByZero = "22012"

  /// Runs statements without values, outside of a round.
  func script(_ sql: String) throws(StoreError) {
    try outsideOfRounds { () throws(StoreError) in
      guard link.runScript(sql) else { throw lost() }
      var fault: StoreError?
      try receive(&fault, nothing: nil, take: nil)
      if let fault { throw fault }
    }
  }

  /// Leaves the pipeline while `body` runs: scripts and copying cannot be a part of one.
  func outsideOfRounds(_ body: () throws(StoreError) -> Void) throws(StoreError) {
    try finish()
    guard link.exitPipeline() else { throw lost() }
    var fault: StoreError?
    do throws(StoreError) { try body() } catch { fault = error }
    if !isLost, !link.enterPipeline() { throw lost(fault) }
    if let fault { throw fault }
  }

  // MARK: Who serves it

  /// Asks who serves this session.
  func identify() throws(StoreError) {
    try send(.whoServes, []) { (result) throws(StoreError) in
      guard result.rowCount == 1 else { return }
      let row = result.row(0)
      self.identity = Identity(process: row.integer(0), startedAt: row.text(1))
    }
    try finish()
  }

  /// Makes the server end another session.
  /// - Throws: `unavailable` when that session is still there.
  func end(_ other: Identity) throws(StoreError) {
    var isThere = false
    let patience = PostgresValue.integer(min(5000, Int64(silenceMilliseconds) / 2))
    try send(.endSession, [.integer(other.process), .text(other.startedAt), patience]) {
      (result) throws(StoreError) in
      isThere = result.rowCount == 1 && result.row(0).integer(0) == 0
    }
    try finish()
    if isThere { throw .unavailable(reason: "the session before does not end") }
  }

  // MARK: Waiting

  /// The next result, waited for; nil at the end of a statement's results.
  func next() throws(StoreError) -> PostgresResult? {
    try flush()
    while link.isBusy { try wait(forRoom: false) }
    return link.next()
  }

  /// Sends what can be sent without waiting; true when more is left.
  @discardableResult
  func flush() throws(StoreError) -> Bool {
    let code = link.flush()
    guard code >= 0 else { throw lost() }
    return code == 1
  }

  /// Waits until something has arrived and was taken in, or until something can be sent.
  /// - Parameter forRoom: whether the caller has something to send that libpq did not take.
  func wait(forRoom: Bool) throws(StoreError) {
    let isSending = try flush() || forRoom
    let ready = link.wait(reading: true, writing: isSending, milliseconds: silenceMilliseconds)
    guard ready.reading || ready.writing else {
      isLost = true
      throw .unavailable(reason: "Postgres is silent")
    }
    if ready.reading, !link.consume() { throw lost() }
  }

  /// Notes that the connection is gone.
  /// - Parameter fault: what the server has said before, if that explains it.
  func lost(_ fault: StoreError? = nil) -> StoreError {
    isLost = true
    if let fault, fault.isRetryable { return fault }
    let message = link.message
    return .unavailable(reason: message.isEmpty ? "the connection to Postgres broke" : message)
  }
}
