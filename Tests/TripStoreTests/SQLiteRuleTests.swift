// Rules over all statements and all result codes.

import Testing

@testable import TripStore

@Suite("Rules of the SQLite store")
struct SQLiteRuleTests {
  @Test(arguments: SQLiteQuery.allCases)
  func everyStatementNamesTheTenant(_ query: SQLiteQuery) {
    switch query {
    case .begin, .beginReading, .commit, .rollback, .beginPart, .commitPart, .rollbackPart, .tenants: return
    case .pointDays, .hasPointDay, .addPointDay, .removePointDay, .relayTenants: return
    case .shareOfHash: #expect(query.rawValue.contains("WHERE hash = ?1"))
    case .addTenant, .tenant, .hasTenant, .nextRevision:
      #expect(query.rawValue.contains("tenants"))
      #expect(query.rawValue.contains("id = ?1") || query.rawValue.contains("VALUES (?1"))
    case .putSettings, .putTechnician, .savePositions, .appendAudit, .addBooking, .appendEvent, .putOffer,
      .addLease, .putAssignment, .putTrip, .addSummary, .putDecision, .addIdempotency, .queueMessage,
      .addShare, .putZone, .putEndpoint:
      let names = query.rawValue.drop { $0 != "(" }.dropFirst().drop { $0.isWhitespace }
      #expect(names.hasPrefix("tenant,") && query.rawValue.contains("VALUES (?1,"))
    case .liveLeases, .liveLeasesOfTechnician: #expect(query.rawValue.contains("WHERE leases.tenant = ?1"))
    default: #expect(query.rawValue.contains("WHERE tenant = ?1"))
    }
  }

  @Test(arguments: SQLiteRareQuery.allCases)
  func everyRareStatementNamesTheTenantAndFindsItsRowsByAnIndex(_ query: SQLiteRareQuery) throws {
    switch query {
    case .unsealedTrips: #expect(query.rawValue.contains("WHERE sealed_ms IS NULL"))
    case .addChain, .beginErasure:
      #expect(query.rawValue.contains("(tenant,") && query.rawValue.contains("VALUES (?1,"))
    default: #expect(query.rawValue.contains("WHERE tenant = ?1"))
    }
    try expectIndex(query.rawValue)
  }

  @Test func everyStatementOfAnErasureNamesTheTenant() {
    for table in ErasureTable.all {
      for sql in [table.sqliteNaming, table.sqliteRows, table.sqliteRewriting, table.sqliteRemoval] {
        #expect(sql.contains("WHERE tenant = ?1"), "\(sql)")
      }
      for query in [table.postgresNaming, table.postgresRows, table.postgresRewriting, table.postgresRemoval]
      {
        #expect(query.sql.contains("WHERE tenant = $1"), "\(query.sql)")
      }
    }
  }

  @Test(arguments: SQLiteDayQuery.Kind.allCases)
  func everyStatementOnADayNamesTheTenant(_ kind: SQLiteDayQuery.Kind) {
    let sql = SQLiteDayQuery(kind: kind, day: 20_000).sql
    #expect(sql.contains("points_20000") && !sql.contains("$"))
    switch kind {
    case .create, .drop: return
    case .append: #expect(sql.contains("(tenant,") && sql.contains("VALUES (?1,"))
    case .ofTrip, .pageOfTrip, .count, .remove, .removeTrip: #expect(sql.contains("WHERE tenant = ?1"))
    }
  }

  /// Reading must not become slower with what has ended or with a longer queue: no statement of the contract walks a
  /// whole table or sorts what an index could give.
  @Test(arguments: SQLiteQuery.allCases)
  func everyStatementFindsItsRowsByAnIndex(_ query: SQLiteQuery) throws {
    switch query {
    case .begin, .beginReading, .commit, .rollback, .beginPart, .commitPart, .rollbackPart, .tenants,
      .pointDays, .relayTenants:
      return
    default: break
    }
    try expectIndex(query.rawValue)
  }

  private func expectIndex(_ sql: String) throws {
    try withTemporaryDirectory { directory in
      let connection = try SQLiteStore(directory: directory).connection
      for step in try connection.all("EXPLAIN QUERY PLAN \(sql)", { $0.text(3) }) {
        #expect(!step.hasPrefix("SCAN") || step.contains("(subquery") || step.contains("CONSTANT"), "\(step)")
        #expect(!step.contains("TEMP B-TREE"), "\(step)")
      }
    }
  }

  @Test func resultCodesAreSortedByWhatACallerCanDo() {
    func sorted(_ code: Int32, system: Int32 = 0) -> StoreError {
      StoreError(sqlite: code, text: "text", systemCode: system)
    }
    // The numbers are from SQLite's list of result codes; 28 is ENOSPC, 5 is EIO.
    for code: Int32 in [5, 5 | 2 << 8, 6, 7, 15, 10, 10 | 4 << 8] { #expect(sorted(code).isRetryable) }
    #expect(sorted(13) == .full)
    #expect(sorted(10 | 3 << 8, system: 28) == .full)
    #expect(sorted(10 | 3 << 8, system: 5).isRetryable)
    #expect(sorted(11) == .corrupt(what: "the database"))
    #expect(sorted(19 | 6 << 8) == .exists)
    #expect(sorted(19 | 8 << 8) == .exists)
    #expect(sorted(19 | 3 << 8) == .fatal(reason: "text (SQLite 787)"))
    #expect(sorted(8) == .fatal(reason: "text (SQLite 8)"))
  }

  @Test func libraryVersionsAreNumbers() {
    for version in [LibraryVersions.sqlite, LibraryVersions.libpq] {
      let parts = version.split(separator: ".")
      #expect(parts.count >= 2 && parts.allSatisfy { UInt($0) != nil }, "\(version)")
    }
  }
}
