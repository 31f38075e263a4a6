// The contract of retention: what is removed when, and the report of it.

public import Bedrock

/// Removes what may not be kept any longer.
///
/// Days of points are made and dropped for all tenants at once.
public protocol RetentionStore: AnyObject {
  /// Removes what is due, oldest first, up to the bounds of the policy. Call it again while the report says that
  /// more is due; between two calls others have their turn. Makes transactions of its own and is no part of another.
  /// - Parameters:
  ///   - now: ages are counted from here.
  ///   - dryRun: only report what the same call would remove.
  func retain(_ policy: RetentionPolicy, now: Instant, dryRun: Bool) throws(StoreError) -> RetentionReport

  /// What the clock of the database's own machine says; nil where there is none but this machine's. Whoever removes by
  /// age can compare.
  func databaseTime() throws(StoreError) -> Instant?

  /// Makes the places for the points of some UTC days, where they are missing, so that no batch of points has to wait
  /// for that. Without it they are made with the first points.
  /// - Parameters:
  ///   - first: a time on the first day, from 1970 on.
  ///   - count: how many days, 1 to `StoreLimits.pointDaysMax`.
  func makePointDays(from first: Instant, count: Int) throws(StoreError)

  /// What a tenant has of each kind, in the order of the kinds. Counts every row up to `RetentionHolding.countMax`: for
  /// people, not for every request.
  /// - Parameters:
  ///   - terms: say what is due.
  ///   - now: ages are counted from here.
  func holdings(
    of tenant: ClientID, terms: RetentionTerms, now: Instant
  ) throws(StoreError) -> [RetentionHolding]
}

/// The kinds of data that have a term, in the order in which they are looked at.
public enum RetentionKind: String, CaseIterable, Sendable {
  /// Track points, by the fix's time. Whole UTC days; a tenant with a term shorter than the longest is trimmed row by
  /// row. A point goes when its whole day is older than the term.
  case points
  /// Trip summaries, by the end of the trip.
  case summaries
  /// Decisions, by their time.
  case decisions
  /// Audit rows, by their time.
  case audit
  /// Keys of requests, by the time of the answer.
  case idempotencyKeys
  /// Messages that were given up, by the time of that.
  case deadLetters
  /// Bookings by their end, with events, offers, assignments, trips and shares. One that has messages in the outbox stays
  /// until they are delivered or given up.
  case bookings
}

/// How long each kind is kept, in days of 24 hours.
public struct RetentionTerms: Hashable, Sendable {
  private var days: [RetentionKind: Int]

  /// Points 7 days, decisions and dead letters 90, keys of requests 2, summaries, audit and bookings 400.
  public static let standard = RetentionTerms()

  /// The standard terms.
  public init() {
    days = [
      .points: 7, .summaries: 400, .decisions: 90, .audit: 400, .idempotencyKeys: 2,
      .deadLetters: 90, .bookings: 400,
    ]
  }

  /// The term of a kind in days, 1 to 36 500.
  public subscript(kind: RetentionKind) -> Int {
    get { days[kind] ?? 1 }
    set {
      precondition((1...36_500).contains(newValue), "a term of 1 to 36 500 days")
      days[kind] = newValue
    }
  }

  /// What is older than this goes.
  func limit(_ kind: RetentionKind, now: Instant) -> Instant {
    now.advanced(byMilliseconds: -Int64(self[kind]) * 86_400_000)
  }
}

/// The operator's choice of terms, and how much is done per call.
public struct RetentionPolicy: Hashable, Sendable {
  /// For tenants that have no terms of their own.
  public var standard = RetentionTerms.standard
  /// For tenants that have.
  public var terms: [ClientID: RetentionTerms] = [:]
  /// The most rows that a call removes one by one, positive. A booking counts as one row.
  public var rowsMax = 5000
  /// The most days of points that a call drops; 0 leaves the days alone.
  public var daysMax = 1

  /// The standard terms for everybody.
  public init() {}

  /// The terms of a tenant.
  public func terms(of tenant: ClientID) -> RetentionTerms { terms[tenant] ?? standard }

  /// The longest term of points that anybody has; a day that is older can be dropped as a whole.
  var longestPointDays: Int { terms.values.reduce(standard[.points]) { max($0, $1[.points]) } }
}

/// What a call has removed, or would have.
public struct RetentionReport: Hashable, Sendable {
  /// Rows of one kind of one tenant.
  public struct Entry: Hashable, Sendable {
    /// Whose.
    public var tenant: ClientID
    /// Which kind.
    public var kind: RetentionKind
    /// How many; at least 1.
    public var rows: Int

    /// Puts the parts together.
    public init(tenant: ClientID, kind: RetentionKind, rows: Int) {
      self.tenant = tenant
      self.kind = kind
      self.rows = rows
    }
  }

  /// Days of points that were dropped as a whole, as the first instant of each (UTC), the oldest first.
  public var droppedDays: [Instant] = []
  /// Days that are due, and that could not be dropped because somebody reads or writes them for long: try again in a
  /// minute, not at once, because each attempt makes others wait. Not a part of `isBounded`.
  public var heldDays: [Instant] = []
  /// Rows that were removed, in the order of tenant and kind.
  public var entries: [Entry] = []
  /// Whether the call has stopped at a bound: more may be due.
  public var isBounded = false

  /// Nothing.
  public init() {}

  /// How many rows were removed one by one.
  public var rows: Int { entries.reduce(0) { $0 + $1.rows } }
}
