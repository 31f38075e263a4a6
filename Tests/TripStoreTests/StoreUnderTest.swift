// The stores that the contract's tests run against, each in a fresh place.

import Foundation
import TestDatabase
import TestPrograms
import Testing
@testable import TripStore

/// One implementation of the contract.
enum StoreUnderTest: String, CaseIterable, CustomTestStringConvertible {
  case model, sqlite, postgres

  /// Those that can be had here. Where Postgres is not installed, a test of its own says so.
  static var allCases: [StoreUnderTest] {
    [.model, .sqlite] + (TestDatabase.isAvailable ? [.postgres] : [])
  }

  /// Those that keep anything.
  static var real: [StoreUnderTest] { allCases.filter { $0 != .model } }

  var testDescription: String { rawValue }

  /// Lends an empty store.
  func withStore(_ body: (any Store) throws -> Void) throws {
    guard self != .model else { return try body(ModelStore()) }
    try withPlace { place throws in try body(try place.open()) }
  }

  /// Lends an empty place, in which a store that keeps anything can be opened more than once.
  func withPlace(_ body: (StorePlaceUnderTest) throws -> Void) throws {
    switch self {
    case .model: Issue.record("the model keeps nothing")
    case .sqlite:
      try withTemporaryDirectory { directory in
        try body(StorePlaceUnderTest { try SQLiteStore(directory: directory) })
      }
    case .postgres:
      try withPostgres { urls in try body(StorePlaceUnderTest { try PostgresStore(urls) }) }
    }
  }
}

/// A place for a store.
struct StorePlaceUnderTest {
  /// Opens the store that is there.
  let open: () throws -> sending any Store
}

extension PostgresStore {
  /// The store of a database of the tests.
  convenience init(_ urls: DatabaseURLs, options: Options = Options()) throws {
    try self.init(PostgresURL(urls.app), systemURL: PostgresURL(urls.system), options: options)
  }
}

/// Lends a fresh database with the schema, and removes it afterwards.
func withPostgres(_ body: (DatabaseURLs) throws -> Void) throws {
  try TestDatabase.withDatabase(.migrated, body)
}

/// Lends a fresh directory and removes it afterwards.
func withTemporaryDirectory(_ body: (String) throws -> Void) throws {
  try TemporaryFolder.with(body)
}

/// What a call on a store threw, or nil.
func fault<Value>(_ body: () throws -> Value) -> StoreError? {
  do {
    _ = try body()
    return nil
  } catch let error as StoreError {
    return error
  } catch {
    Issue.record("not a fault of the store: \(error)")
    return nil
  }
}
