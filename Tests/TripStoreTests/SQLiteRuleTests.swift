// Rules over all statements and all result codes.

import Testing

@testable import TripStore

@Suite("Rules of the SQLite store")
struct SQLiteRuleTests {
  @Test(arguments: SQLiteQuery.allCases)
  func everyStatementNamesTheTenant(_ query: SQLiteQuery) {
    switch query {
    case .begin, .commit, .rollback, .beginPart, .commitPart, .rollbackPart, .tenants: return
    case .addTenant, .tenant, .hasTenant, .nextRevision:
      #expect(query.rawValue.contains("tenants"))
      #expect(query.rawValue.contains("id = ?1") || query.rawValue.contains("VALUES (?1"))
    case .putSettings, .putTechnician, .savePositions, .appendAudit:
      let names = query.rawValue.drop { $0 != "(" }.dropFirst().drop { $0.isWhitespace }
      #expect(names.hasPrefix("tenant,") && query.rawValue.contains("VALUES (?1,"))
    default: #expect(query.rawValue.contains("WHERE tenant = ?1"))
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
