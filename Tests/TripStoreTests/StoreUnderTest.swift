// The stores that the contract's tests run against, each in a fresh place.

import Foundation
import Testing
@testable import TripStore

/// One implementation of the contract.
enum StoreUnderTest: String, CaseIterable, CustomTestStringConvertible {
  case model, sqlite

  var testDescription: String { rawValue }

  /// Lends an empty store.
  func withStore(_ body: (any Store) throws -> Void) throws {
    switch self {
    case .model: try body(ModelStore())
    case .sqlite:
      try withTemporaryDirectory { directory in try body(SQLiteStore(directory: directory)) }
    }
  }
}

/// Lends a fresh directory and removes it afterwards.
func withTemporaryDirectory(_ body: (String) throws -> Void) throws {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent("geod-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: url) }
  try body(url.path)
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
