// Whether a database is ours, and bringing it up to date. Mirrors SQLiteSchema.

internal import Bedrock

/// The schema of one database.
struct PostgresSchema {
  /// Who owns all tables; the wall names its role, so no other may make them.
  static let owner = "geod_owner"
  /// The roles that steps give rights to.
  static let roles = [owner, "geod_app", "geod_system"]
  /// Two programs that bring the same database up to date take turns.
  private static let turn: Int64 = 7_306_916_068_411_797_866

  let connection: PostgresConnection
  var migrations = PostgresMigration.all

  private var latest: Int64 { migrations.last?.number ?? 0 }

  /// Refuses a database that this program cannot work with as it is. Changes nothing; any of the roles may ask.
  /// - Throws: `incompatible`, which says what to do about it.
  func admit() throws(StoreError) {
    let applied = try history()
    try compare(applied)
    let version = applied.last?.number ?? 0
    guard version == latest else {
      throw .incompatible(
        reason: "the database has schema \(version), this program needs \(latest): run 'geod migrate up'")
    }
  }

  /// Every step that the program or the database knows, in order.
  func status() throws(StoreError) -> [SchemaStep] {
    let applied = try history()
    var steps = migrations.map { migration in
      SchemaStep(number: migration.number, name: "\(migration.name)", state: .missing)
    }
    for row in applied {
      let index = Int(row.number) - 1
      guard steps.indices.contains(index) else {
        steps.append(SchemaStep(number: row.number, name: row.name, state: .unknown))
        continue
      }
      let isSame = migrations[index].checksum == row.checksum
      steps[index].state = isSame ? .applied(at: row.appliedAt) : .changed
    }
    return steps
  }

  /// Applies the steps that are missing, all in one transaction, and checks that those which are not missing are the
  /// ones that this program knows.
  /// - Returns: the steps that were applied now.
  func update() throws(StoreError) -> [SchemaStep] {
    try connection.transaction { () throws(StoreError) in
      try checkRoles()
      try connection.execute(.takeTurn, [.integer(Self.turn)])
      let applied = try history()
      try compare(applied)
      if applied.isEmpty { try create() }
      let version = applied.last?.number ?? 0
      var steps: [SchemaStep] = []
      for migration in migrations where migration.number > version {
        try connection.script(migration.sql)
        try connection.execute(
          .recordStep,
          [.integer(migration.number), .text("\(migration.name)"), .integer(migration.checksum)])
        steps.append(SchemaStep(number: migration.number, name: "\(migration.name)", state: .missing))
      }
      try PostgresGeometry.update(connection)
      return steps
    }
  }

  /// Steps change tables of the owner, and name the other roles.
  private func checkRoles() throws(StoreError) {
    let user = try connection.first(.currentUser) { $0.text(0) } ?? ""
    guard user == Self.owner else {
      throw .incompatible(reason: "migrations run as \(Self.owner), not as \(user)")
    }
    for role in Self.roles {
      guard try connection.first(.hasRole, [.text(role)], { $0.integer(0) }) != nil else {
        throw .incompatible(reason: "there is no role \(role): scripts/database-roles makes it")
      }
    }
  }

  /// Makes the table of the steps in a database that has nothing yet.
  private func create() throws(StoreError) {
    let tables = try connection.first(.countTables) { $0.integer(0) } ?? 0
    guard tables == 0 else { throw .incompatible(reason: "the database belongs to another program") }
    try connection.script(
      """
      CREATE TABLE schema_migrations (
        number bigint PRIMARY KEY CHECK (number > 0),
        name text NOT NULL,
        checksum bigint NOT NULL,
        applied_ms bigint NOT NULL
      );
      GRANT SELECT ON schema_migrations TO geod_app, geod_system;
      """)
  }

  /// A row of the table of the steps.
  private struct Row {
    var number: Int64
    var name: String
    var checksum: Int64
    var appliedAt: Instant
  }

  /// The steps that were applied, in order; none in a database without their table.
  private func history() throws(StoreError) -> [Row] {
    guard try connection.first(.hasHistory, [], { $0.integer(0) }) != nil else { return [] }
    var rows: [Row] = []
    try connection.forEach(.history) { (row) throws(StoreError) in
      rows.append(
        Row(number: row.integer(0), name: row.text(1), checksum: row.integer(2), appliedAt: row.time(3)))
    }
    return rows
  }

  /// Compares the steps in the database with those of the program.
  private func compare(_ applied: [Row]) throws(StoreError) {
    for (index, row) in applied.enumerated() {
      guard row.number <= latest else {
        throw .incompatible(
          reason: "the database has schema \(applied.last?.number ?? 0), this program knows schemas up to "
            + "\(latest)")
      }
      guard row.number == index + 1, migrations[index].checksum == row.checksum else {
        throw .incompatible(reason: "step \(index + 1) of the database's schema is not this program's")
      }
    }
  }
}

extension PostgresQuery {
  fileprivate static let currentUser = PostgresQuery(once: "SELECT current_user::text")
  fileprivate static let hasRole = PostgresQuery("schema_role", "SELECT 1 FROM pg_roles WHERE rolname = $1")
  fileprivate static let takeTurn = PostgresQuery(once: "SELECT pg_advisory_xact_lock($1)")
  /// Those of extensions, which may be there before, are not counted.
  fileprivate static let countTables = PostgresQuery(
    once: """
      SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
        AND NOT EXISTS (
          SELECT FROM pg_depend
          WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e')
      """)
  fileprivate static let hasHistory = PostgresQuery(
    once: "SELECT 1 WHERE to_regclass('public.schema_migrations') IS NOT NULL")
  fileprivate static let history = PostgresQuery(
    once: "SELECT number, name, checksum, applied_ms FROM public.schema_migrations ORDER BY number")
  fileprivate static let recordStep = PostgresQuery(
    "schema_record",
    """
    INSERT INTO public.schema_migrations (number, name, checksum, applied_ms)
    VALUES ($1, $2, $3, floor(extract(epoch FROM statement_timestamp()) * 1000))
    """)
}
