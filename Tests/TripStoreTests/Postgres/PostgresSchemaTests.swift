// Bringing databases up to date, and refusing those that are not ours to change.

import TestDatabase
import Testing

@testable import TripStore

@Suite("The schema of a Postgres database", .enabled(if: TestDatabase.isAvailable, "\(TestDatabase.missing)"))
struct PostgresSchemaTests {
  private func schema(_ url: String, _ count: Int = PostgresMigration.all.count) throws -> PostgresSchema {
    PostgresSchema(
      connection: try PostgresConnection(PostgresURL(url)),
      migrations: Array(PostgresMigration.all.prefix(count)))
  }

  /// What a call refuses a database for; nil when it does not.
  private func reason<Value>(_ body: () throws -> Value) -> String? {
    guard case .incompatible(let reason) = fault(body) else { return nil }
    return reason
  }

  @Test func stepsAreNumberedAndDiffer() {
    let all = PostgresMigration.all
    #expect(all.map(\.number) == all.indices.map { Int64($0 + 1) })
    #expect(Set(all.map(\.checksum)).count == all.count)
  }

  @Test func anEmptyDatabaseIsBroughtUpToDateOnce() throws {
    try TestDatabase.withDatabase { (urls) throws in
      let migrator = try PostgresMigrator(PostgresURL(urls.owner))
      #expect(try migrator.status().allSatisfy { $0.state == .missing })
      #expect(reason { try migrator.check() }?.contains("run 'geod migrate up'") == true)
      #expect(try migrator.up().map(\.number) == PostgresMigration.all.map(\.number))
      #expect(try migrator.up().isEmpty)
      #expect(
        try migrator.status().allSatisfy {
          if case .applied(let at) = $0.state { at > .epoch } else { false }
        })
      for url in [urls.owner, urls.app, urls.system] { try PostgresMigrator(PostgresURL(url)).check() }
    }
  }

  @Test func anOlderDatabaseIsRefusedUntilItIsUpToDate() throws {
    try TestDatabase.withDatabase { (urls) throws in
      let count = PostgresMigration.all.count
      _ = try schema(urls.owner, count - 1).update()
      #expect(
        reason { try schema(urls.app).admit() }
          == "the database has schema \(count - 1), this program needs \(count): run 'geod migrate up'")
      #expect(try schema(urls.owner).update().map(\.number) == [Int64(count)])
      try schema(urls.app).admit()
    }
  }

  @Test func aNewerDatabaseIsRefused() throws {
    try TestDatabase.withDatabase(.migrated) { (urls) throws in
      let count = PostgresMigration.all.count
      let older = try schema(urls.owner, count - 1)
      let expected = "the database has schema \(count), this program knows schemas up to \(count - 1)"
      #expect(reason { try older.admit() } == expected)
      #expect(reason { try older.update() } == expected)
      #expect(try older.status().last?.state == .unknown)
    }
  }

  @Test func aChangedHistoryIsRefused() throws {
    try TestDatabase.withDatabase(.migrated) { (urls) throws in
      try TestDatabase.sharedCluster().psql(
        "UPDATE schema_migrations SET checksum = checksum + 1 WHERE number = 2", in: urls.database)
      let schema = try schema(urls.owner)
      #expect(reason { try schema.admit() } == "step 2 of the database's schema is not this program's")
      #expect(reason { try schema.update() } != nil)
      #expect(try schema.status()[1].state == .changed)
    }
  }

  @Test func aStepThatFailsLeavesNothingBehind() throws {
    try TestDatabase.withDatabase { (urls) throws in
      var broken = try schema(urls.owner, 2)
      broken.migrations.append(
        PostgresMigration(number: 3, name: "broken", sql: "CREATE TABLE a (b int); SELECT 1 / 0"))
      #expect(fault { try broken.update() } != nil)
      #expect(
        try PostgresProbe.rows("SELECT relname FROM pg_class WHERE relname = 'tenants'", in: urls.database)
          == [])
      #expect(try schema(urls.owner).update().count == PostgresMigration.all.count)
    }
  }

  @Test func theDatabaseOfAnotherProgramStaysAsItIs() throws {
    try TestDatabase.withDatabase { (urls) throws in
      try TestDatabase.sharedCluster().psql(
        "CREATE TABLE theirs (a int)", in: urls.database, as: "geod_owner")
      #expect(reason { try schema(urls.owner).update() } == "the database belongs to another program")
    }
  }

  @Test func onlyTheOwnerMigrates() throws {
    try TestDatabase.withDatabase { (urls) throws in
      for (url, role) in [(urls.app, "geod_app"), (urls.superuser, PostgresCluster.superuser)] {
        #expect(reason { try schema(url).update() } == "migrations run as geod_owner, not as \(role)")
      }
    }
  }

  @Test func severalAtOnceTakeTurns() async throws {
    let urls = try TestDatabase.makeDatabase()
    let applied = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<4 {
        group.addTask { try PostgresMigrator(PostgresURL(urls.owner)).up().count }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(applied.sorted() == [0, 0, 0, PostgresMigration.all.count])
  }
}
