// Rules over all statements and all codes of Postgres.

import Foundation
import Testing

@testable import TripStore

@Suite("Statements of the Postgres store")
struct PostgresStatementTests {
  static let lists = [
    "Accounts": PostgresQuery.onAccounts, "Bookings": PostgresQuery.onBookings,
    "Trips": PostgresQuery.onTrips,
    "Outbox": PostgresQuery.onOutbox, "Retention": PostgresQuery.onRetention,
    "Reading": PostgresQuery.onReading, "Seals": PostgresQuery.onSeals,
  ]
  static let all = lists.sorted { $0.key < $1.key }.flatMap(\.value)

  /// Row-level security holds it, too; two locks are better than one.
  @Test func everyStatementNamesTheTenant() {
    let overAll: Set<PostgresQuery> = [
      .tenantIDs, .shareOfHash, .relayTenants, .databaseTime, .pointDays, .makePointDay, .dropPointDay,
      .allTenants,
      .unsealedTrips,
    ]
    for query in Self.all where !overAll.contains(query) {
      let names = [
        "tenant = $1", "tenants WHERE id = $1", "WHERE id = $1 RETURNING", "(tenant,", "INTO tenants (id,",
      ]
      #expect(names.contains { query.sql.contains($0) }, "\(query.name)")
      #expect(query.sql.contains("$1"), "\(query.name)")
    }
  }

  @Test func everyStatementHasANameOfItsOwn() {
    #expect(Set(Self.all.map(\.name)).count == Self.all.count)
    #expect(Self.all.allSatisfy { !$0.name.isEmpty })
  }

  /// The lists are written by hand, so what is in the files is counted.
  @Test(arguments: ["Accounts", "Bookings", "Trips", "Outbox", "Retention", "Reading", "Seals"])
  func noStatementIsMissingFromItsList(_ topic: String) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let file = root.appending(path: "Sources/TripStore/Postgres/Queries/PostgresQuery+\(topic).swift")
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.components(separatedBy: "= PostgresQuery(").count - 1 == Self.lists[topic]?.count)
  }

  @Test func codesAreSortedByWhatACallerCanDo() {
    func sorted(_ code: String?) -> StoreError {
      StoreError(sqlState: code, message: "text", constraint: "c")
    }
    for code in [
      nil, "08006", "40001", "40P01", "55P03", "57014", "57P01", "57P03", "53300", "53200", "58030", "25006",
    ] {
      #expect(sorted(code).isRetryable, "\(code ?? "none")")
    }
    #expect(sorted("23505") == .exists)
    #expect(sorted("53100") == .full)
    #expect(sorted("XX001") == .corrupt(what: "the database"))
    #expect(sorted("42P01") == .incompatible(reason: "text (Postgres 42P01 of c)"))
    #expect(sorted("42501") == .fatal(reason: "text (Postgres 42501 of c)"))
  }

  @Test func messagesThatCouldHoldValuesAreNotRepeated() {
    for code in ["22P02", "22021", "23502", "23503", "23514", "21000"] {
      let error = StoreError(sqlState: code, message: "secret value", table: "t")
      #expect(error == .fatal(reason: "Postgres \(code) of t"))
    }
  }

  @Test func theSystemsWorkIsAShortList() {
    #expect(
      PostgresSystemWork.allCases.map(\.rawValue) == [
        "trackIngestion", "drain", "retention", "sealing", "erasure",
      ])
  }
}
