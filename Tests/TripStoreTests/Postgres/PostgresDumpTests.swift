// Dumps: of every older schema, of today's, and back.

import Foundation
import TestDatabase
import TestPrograms
import Testing

@testable import TripStore

@Suite("Dumps of Postgres", .enabled(if: TestDatabase.isAvailable, "\(TestDatabase.missing)"))
struct PostgresDumpTests {
  /// What is in a database: for each table the columns that it has, and a digest of its rows in these columns.
  private struct Contents: Equatable {
    var columns: [String: String] = [:]
    var rows: [String: [String]] = [:]

    /// Looks at all tables; or at those, and those columns, that another database has.
    init(of database: String, like other: Contents? = nil) throws {
      columns = try other?.columns ?? Self.columns(of: database)
      for (table, names) in columns {
        rows[table] = try PostgresProbe.rows(
          "SELECT count(*), md5(string_agg(r, E'\\n' ORDER BY r)) FROM "
            + "(SELECT ROW(\(names))::text AS r FROM \(table)) AS t", in: database)
      }
    }

    private static func columns(of database: String) throws -> [String: String] {
      let rows = try PostgresProbe.rows(
        """
        SELECT relname || '=' || string_agg(quote_ident(attname), ',' ORDER BY attnum)
        FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
          AND relname <> 'schema_migrations' GROUP BY relname
        """, in: database)
      let pairs = rows.map { $0.split(separator: "=").map(String.init) }
      return Dictionary(uniqueKeysWithValues: pairs.map { ($0[0], $0[1]) })
    }
  }

  private func dump(
    _ database: String, _ arguments: [String] = [], as role: String = PostgresCluster.superuser
  ) throws -> Data {
    let cluster = try TestDatabase.sharedCluster()
    return try Command.run(
      [PostgresCluster.program("pg_dump")] + arguments,
      environment: cluster.environment(database: database, role: role))
  }

  /// The schema as statements, without the lines that every dump has anew.
  private func schema(_ database: String) throws -> [Substring] {
    let text = String(decoding: try dump(database, ["--schema-only"]), as: UTF8.self)
    return text.split(separator: "\n").filter { !$0.hasPrefix("--") && !$0.hasPrefix("\\") }
  }

  private func restore(_ dump: Data, to database: String) throws {
    try TestDatabase.sharedCluster().psql(String(decoding: dump, as: UTF8.self), in: database)
  }

  private static let steps = Array(1...PostgresMigration.all.count)

  /// Every schema that was ever released, with rows in every table, dumped and restored elsewhere, then brought up to date:
  /// no row is another, and the schema is the one that a fresh database gets.
  @Test(arguments: steps) func anOlderDumpIsBroughtUpToDate(step: Int) throws {
    let old = try TestDatabase.makeDatabase()
    let connection = try PostgresConnection(PostgresURL(old.owner))
    _ = try PostgresSchema(connection: connection, migrations: Array(PostgresMigration.all.prefix(step)))
      .update()
    try PostgresSamples.fill(old.database, upTo: step)
    let contents = try Contents(of: old.database)
    let empty = contents.rows.filter { $0.value.first?.hasPrefix("0|") != false }.keys
    // Nobody could send what was in the first outbox; the step that replaces it says so.
    #expect(Set(empty).subtracting(step < 6 ? ["outbox"] : []) == [])

    let new = try TestDatabase.makeDatabase()
    try restore(dump(old.database), to: new.database)
    #expect(try Contents(of: new.database) == contents)
    let applied = try PostgresMigrator(PostgresURL(new.owner)).up()
    #expect(applied.count == PostgresMigration.all.count - step)
    #expect(try Contents(of: new.database, like: contents) == contents)
    try TestDatabase.withDatabase(.migrated) { (fresh) throws in
      if step >= 3 {
        // The day of the samples is a table of its own.
        try PostgresConnection(PostgresURL(fresh.system)).execute(
          PostgresQuery(once: "SELECT geod_make_point_day(\(PostgresSamples.day))"))
      }
      #expect(try Set(schema(new.database)) == Set(schema(fresh.database)))
    }
  }

  @Test func whatIsDumpedWithDumpComesBackByPsql() throws {
    try TestDatabase.withDatabase(.filled) { (old) throws in
      let new = try TestDatabase.makeDatabase()
      try restore(dump(old.database), to: new.database)
      #expect(try Contents(of: new.database) == Contents(of: old.database))
      #expect(try schema(new.database) == schema(old.database))
    }
  }

  /// A dump as another role is whole or none: the wall never leaves rows out of it.
  @Test func theOwnerDumpsEverythingAndTheAppNothing() throws {
    try TestDatabase.withDatabase(.filled) { (old) throws in
      let new = try TestDatabase.makeDatabase()
      try restore(dump(old.database, ["--enable-row-security"], as: "geod_owner"), to: new.database)
      #expect(try Contents(of: new.database) == Contents(of: old.database))
      for arguments in [[], ["--enable-row-security"]] {
        #expect(throws: Command.Fault.self) { try dump(old.database, arguments, as: "geod_app") }
      }
      #expect(throws: Command.Fault.self) { try dump(old.database, as: "geod_owner") }
    }
  }

  /// The drill of the manual: a dump in the custom format, a database that is lost, a restore, and geod's own look at it.
  @Test func aLostDatabaseIsRestored() throws {
    let cluster = try TestDatabase.sharedCluster()
    let lost = try TestDatabase.makeDatabase(.filled)
    let contents = try Contents(of: lost.database)
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "geod.dump")
    try dump(lost.database, ["--format=custom"]).write(to: file)
    try cluster.dropDatabase(lost.database)

    let found = try TestDatabase.makeDatabase()
    try Command.run(
      [
        PostgresCluster.program("pg_restore"), "--exit-on-error", "--single-transaction", "--jobs=1",
        "--dbname=\(found.database)", file.path,
      ], environment: cluster.environment(database: found.database))
    #expect(try Contents(of: found.database) == contents)
    for url in [found.owner, found.app, found.system] { try PostgresMigrator(PostgresURL(url)).check() }
    // The wall stands again, and the rules hold.
    let seen = try PostgresProbe.rows(
      "SELECT DISTINCT tenant FROM bookings", in: found.database, as: "geod_app", tenant: "red")
    #expect(seen == ["red"])
    #expect(try PostgresProbe.refusal("UPDATE events SET kind = 'x'", in: found.database) == "23000")
  }
}
