// The store in Postgres. This file opens it and says who may do what; the kinds of data are in PostgresStore+Topic.swift, the
// statements in Queries, the connection in Connection, the tables in Schema.

internal import Bedrock

/// A store in a Postgres database, for which the roles and the schema were made before.
///
/// Calls on behalf of a tenant run as `geod_app`, behind the wall of row-level security: each piece of work names its
/// tenant to the server. What is about all tenants runs as `geod_system`, on a connection of its own
/// (`PostgresSystemWork`).
///
/// Writing for a tenant begins with a lock on the tenant's row, so that writers go one after the other as they do in SQLite,
/// also from several processes; reading waits for nobody. A writing call is one flush of statements and one wait, unless
/// it says otherwise.
public final class PostgresStore: Store {
  /// Times, and what an operator sees.
  public struct Options: Hashable, Sendable {
    /// How long connecting may take, over all hosts of the URL.
    public var connectMilliseconds = 5000
    /// How long the server may say nothing while it is waited for; then the connection is given up.
    public var silenceMilliseconds: Int32 = 10_000
    /// What `pg_stat_activity` shows.
    public var applicationName = "geod"
    /// The folder with the spool of a `PointIngest` of this machine, so that reading a trip finds the points that wait
    /// there; nil where there is none.
    public var spoolDirectory: String?

    /// The defaults.
    public init() {}

    /// For commands that read or rewrite much at once and have time: a statement may work for ten minutes before it says
    /// anything. Locks are waited for no longer than otherwise.
    public static var patient: Options {
      var options = Options()
      options.silenceMilliseconds = 600_000
      return options
    }

    /// The same for a connection.
    var connection: PostgresConnection.Options {
      var options = PostgresConnection.Options()
      options.connectMilliseconds = connectMilliseconds
      options.silenceMilliseconds = silenceMilliseconds
      options.lockMilliseconds = min(8000, Int(silenceMilliseconds) * 4 / 5)
      options.applicationName = applicationName
      return options
    }
  }

  /// The connection as `geod_app`.
  let app: PostgresConnection
  private let systemConnection: PostgresConnection
  /// Points that are on their way into this database.
  let spool: SpoolReader?
  /// Days of points that are known to have a partition.
  var knownDays: Set<Int64> = []

  /// Connects to nothing: each call does so when it has to, and throws `unavailable` while that is not possible.
  /// - Parameters:
  ///   - url: the database as `geod_app`.
  ///   - systemURL: the same as `geod_system`.
  public init(_ url: PostgresURL, systemURL: PostgresURL, options: Options = Options()) throws(StoreError) {
    spool = options.spoolDirectory.map(SpoolReader.init(directory:))
    app = try PostgresConnection(url, options: options.connection) { (connection) throws(StoreError) in
      try PostgresAdmission.check(connection, mayBypass: false)
    }
    systemConnection = try PostgresConnection(systemURL, options: options.connection) {
      (connection) throws(StoreError) in
      try PostgresAdmission.check(connection, mayBypass: true)
    }
  }

  /// Connects, if that is not done, and looks whether the database may be used. Every connection made later is looked at in
  /// the same way.
  /// - Throws: `unavailable` when no server answers; `incompatible` when it is not as durable as it must be, when the role
  ///   could look over the wall, or when the schema is another one.
  public func admit() throws(StoreError) { try app.connect() }

  /// See `Store`. Savepoints for inner ones.
  public func transaction<Value>(
    _ body: () throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    try app.transaction(body)
  }

  /// See `Store`. While it lasts, the server keeps what others make obsolete, and days that were read cannot be dropped.
  public func reading<Value>(_ body: () throws(StoreError) -> Value) throws(StoreError) -> Value {
    try app.reading(body)
  }

  /// See `Store`. The row of the tenant is locked.
  public var locksTenants: Bool { true }

  /// The connection as `geod_system`, for work that is on the list.
  func system(_ work: PostgresSystemWork) -> PostgresConnection { systemConnection }
}

/// The work for which `geod_system` is used, which sees all tenants. Nothing else is.
enum PostgresSystemWork: String, CaseIterable {
  /// Writing the points of all tenants, and making their days.
  case trackIngestion
  /// Writing what the spool of points has kept meanwhile.
  case drain
  /// Removing what is due.
  case retention
  /// Writing down the heads of the chains of trips that have ended.
  case sealing
  /// Replacing what identifies a person in what never changes otherwise.
  case erasure
}

// MARK: On behalf of a tenant

extension PostgresStore {
  /// Reads the first row of a statement whose first value is the tenant.
  func first<Value>(
    _ query: PostgresQuery, of tenant: ClientID, _ values: [PostgresValue] = [], nothing: StoreError? = nil,
    _ read: (PostgresRow) throws(StoreError) -> Value
  ) throws(StoreError) -> Value? {
    try app.scope(to: tenant.text)
    return try app.first(query, [.id(tenant)] + values, nothing: nothing, read)
  }

  /// Reads all rows of a statement whose first value is the tenant.
  func forEach(
    _ query: PostgresQuery, of tenant: ClientID, _ values: [PostgresValue] = [],
    _ body: (PostgresRow) throws(StoreError) -> Void
  ) throws(StoreError) {
    try app.scope(to: tenant.text)
    try app.forEach(query, [.id(tenant)] + values, body)
  }

  /// Reads all rows of a statement whose first value is the tenant, into a list.
  func list<Value>(
    _ query: PostgresQuery, of tenant: ClientID, _ values: [PostgresValue] = [],
    _ read: (PostgresRow) throws(StoreError) -> Value
  ) throws(StoreError) -> [Value] {
    var list: [Value] = []
    try forEach(query, of: tenant, values) { (row) throws(StoreError) in list.append(try read(row)) }
    return list
  }

  /// Runs a statement whose first value is the tenant, and waits for it.
  /// - Returns: how many rows it changed.
  @discardableResult
  func execute(
    _ query: PostgresQuery, of tenant: ClientID, _ values: [PostgresValue] = []
  ) throws(StoreError) -> Int {
    try app.scope(to: tenant.text)
    return try app.execute(query, [.id(tenant)] + values)
  }

  /// Sends a statement whose first value is the tenant; see `PostgresConnection.enqueue`.
  func enqueue(
    _ query: PostgresQuery, of tenant: ClientID, _ values: [PostgresValue] = [], nothing: StoreError? = nil,
    _ read: ((PostgresRow) throws(StoreError) -> Void)? = nil
  ) throws(StoreError) {
    try app.scope(to: tenant.text)
    try app.enqueue(query, [.id(tenant)] + values, nothing: nothing, read)
  }

  /// A transaction in which nobody else writes for the tenant.
  /// - Throws: `unknownTenant` when it is not there.
  func writing<Value>(
    _ tenant: ClientID, _ body: () throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    try app.transaction { () throws(StoreError) in
      try enqueue(.lockTenant, of: tenant, nothing: .unknownTenant)
      return try body()
    }
  }

  /// Takes the next numbers of the tenant's revision, inside a transaction.
  ///
  /// One counter per tenant numbers everything that changes in it: versions of technicians, audit rows. It never goes back,
  /// and one tenant's numbers say nothing about another's.
  /// - Returns: the last one of `count` numbers.
  func nextRevision(of tenant: ClientID, count: Int = 1) throws(StoreError) -> Int64 {
    let revision = try first(.nextRevision, of: tenant, [.count(count)], nothing: .unknownTenant) {
      $0.integer(0)
    }
    guard let revision else { throw .unknownTenant }
    return revision
  }
}
