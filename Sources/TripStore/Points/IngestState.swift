// Where points go, decided without I/O: straight into the database, or into the spool behind those that wait.

/// The state of an ingestion. Events in, answers out; times are milliseconds of a clock that never goes back.
///
/// ```
///                  no answer                    written to the spool
///   online ─────────────────────────▶ in doubt ─────────────────────▶ spooling ◀─┐
///     ▲                                                                │  ▲       │ no answer
///     │ the spool is empty                        the oldest went over │  │       │
///     └───────────────────────────── draining ◀────────────────────────┘  └───────┘
/// ```
///
/// While the spool is not empty, everything new goes behind it: points reach the database in the order of their arrival.
struct IngestState: Equatable {
  enum Mode: Equatable {
    /// The spool is empty; points go to the database.
    case online
    /// The database has not answered. Nobody knows whether it has the points that were sent; they go to the spool, and
    /// later over again under the same keys.
    case inDoubt
    /// The database is away. It is tried again at `nextTry`.
    case spooling
    /// The database takes what waits in the spool, the oldest first.
    case draining
  }

  /// Where the next points go.
  enum Way: Equatable {
    case database
    case spool
  }

  /// The first pause before the database is tried again, and the longest; it doubles in between.
  static let pauseMinMilliseconds: Int64 = 250
  static let pauseMaxMilliseconds: Int64 = 5_000

  private(set) var mode: Mode
  /// Since when points have not gone straight to the database; nil while they do.
  private(set) var awaySince: Int64?
  /// When the database is to be tried next, while it is away.
  private(set) var nextTry: Int64 = 0
  private var pauseMilliseconds = Self.pauseMinMilliseconds

  /// The state after a start.
  /// - Parameter isSpoolEmpty: whether nothing waits from the life before.
  init(isSpoolEmpty: Bool, now: Int64) {
    mode = isSpoolEmpty ? .online : .spooling
    awaySince = isSpoolEmpty ? nil : now
    nextTry = now
  }

  /// Whether somebody has to look after the spool.
  var needsDraining: Bool { mode == .spooling || mode == .draining }

  /// Where the next points go.
  var way: Way { mode == .online ? .database : .spool }

  /// The database has not taken points, or has not said so in time. They go to the spool, and `spooled` follows.
  mutating func databaseFailed(now: Int64) {
    precondition(mode == .online, "points were sent past the spool")
    mode = .inDoubt
    awaySince = now
  }

  /// Points went to the spool, or were refused because it has no room.
  /// - Parameter isSpoolEmpty: whether nothing waits now. Then nobody looks after it, and the next points find out by
  ///   themselves whether the database is back.
  mutating func spooled(isSpoolEmpty: Bool, now: Int64) {
    precondition(mode != .online, "points were written behind nothing")
    if mode == .inDoubt {
      mode = .spooling
      nextTry = now + pauseMilliseconds
    }
    if isSpoolEmpty { goOnline() }
  }

  /// The database has taken the oldest batches, and they have left the spool.
  mutating func drained(isSpoolEmpty: Bool) {
    precondition(needsDraining, "nothing was waiting")
    mode = .draining
    pauseMilliseconds = Self.pauseMinMilliseconds
    if isSpoolEmpty { goOnline() }
  }

  /// The database has not taken the oldest batches.
  mutating func drainFailed(now: Int64) {
    precondition(needsDraining, "nothing was waiting")
    mode = .spooling
    nextTry = now + pauseMilliseconds
    pauseMilliseconds = min(pauseMilliseconds * 2, Self.pauseMaxMilliseconds)
  }

  private mutating func goOnline() {
    mode = .online
    awaySince = nil
    pauseMilliseconds = Self.pauseMinMilliseconds
  }
}
