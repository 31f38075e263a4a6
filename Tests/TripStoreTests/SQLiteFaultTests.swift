// A SQLite store in trouble: damaged, full, rolled back, shared.

import Bedrock
import Foundation
import TestPrograms
import Testing

@testable import TripStore

@Suite("The SQLite store in trouble")
struct SQLiteFaultTests {
  @Test func aDamagedSnapshotIsReported() throws {
    try withTemporaryDirectory { directory in
      let store = try SQLiteStore(directory: directory)
      try store.addTenant(Sample.tenant(Sample.red))
      let damages = [
        "payload = x'01020304050607080A'", "payload = x'0102030405060708'", "payload = x''",
        "taken_ms = taken_ms + 1", "checksum = checksum + 1",
      ]
      for damage in damages {
        let payload: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 9]
        try store.savePositions(PositionSnapshot(takenAt: .epoch, payload: payload), of: Sample.red)
        try store.connection.script("UPDATE position_snapshots SET \(damage)")
        #expect(
          fault { try store.positions(of: Sample.red) }
            == .corrupt(what: "the position snapshot"), "\(damage)")
      }
    }
  }

  @Test func aSnapshotOfAnotherTenantIsReported() throws {
    try withTemporaryDirectory { directory in
      let store = try SQLiteStore(directory: directory)
      try store.addTenant(Sample.tenant(Sample.red))
      try store.addTenant(Sample.tenant(Sample.blue))
      try store.savePositions(PositionSnapshot(takenAt: .epoch, payload: [1]), of: Sample.red)
      try store.connection.script("UPDATE position_snapshots SET tenant = 'blue'")
      #expect(
        fault { try store.positions(of: Sample.blue) }
          == .corrupt(what: "the position snapshot"))
    }
  }

  @Test func aFullStoreRefusesWritesAndStillReads() throws {
    try withTemporaryDirectory { directory in
      var options = SQLiteStore.Options()
      options.fileBytesMax = 512 << 10
      let store = try SQLiteStore(directory: directory, options: options)
      try store.addTenant(Sample.tenant(Sample.red))
      var small = Sample.draft("first")
      small.profile = [1]
      _ = try store.putTechnician(small, of: Sample.red, expectedVersion: nil)
      let many = (0..<64).map { index in
        var draft = Sample.draft("t\(index)")
        draft.profile = [UInt8](repeating: 7, count: 8 << 10)
        return draft
      }
      #expect(fault { try store.putTechnicians(many, of: Sample.red) } == .full)
      #expect(try technicians(of: Sample.red, in: store).map(\.id.text) == ["first"])
      // Whether SQLite takes back the import or the whole transaction, nothing is committed in part.
      let outcome = fault {
        try store.transaction { () throws(StoreError) in
          _ = try store.putTechnician(Sample.draft("before"), of: Sample.red, expectedVersion: nil)
          #expect(fault { try store.putTechnicians(many, of: Sample.red) } == .full)
          _ = try store.putTechnician(Sample.draft("later"), of: Sample.red, expectedVersion: nil)
        }
      }
      #expect(
        try technicians(of: Sample.red, in: store).map(\.id.text)
          == (outcome == nil ? ["before", "first", "later"] : ["first"]))
      _ = try store.putTechnician(Sample.draft("fits"), of: Sample.red, expectedVersion: nil)
      #expect(try store.technician(ClientID(trusted: "fits"), of: Sample.red) != nil)
    }
  }

  @Test func aTransactionThatSQLiteEndedCommitsNothingMore() throws {
    try withTemporaryDirectory { directory in
      let store = try SQLiteStore(directory: directory)
      try store.addTenant(Sample.tenant(Sample.red))
      let outcome = fault {
        try store.transaction { () throws(StoreError) in
          _ = try store.putTechnician(Sample.draft("before"), of: Sample.red, expectedVersion: nil)
          // As SQLite does by itself when input or output fails: the transaction is gone, and the statement fails.
          let failed = fault { try store.connection.script("ROLLBACK; SELECT nothing FROM nowhere") }
          #expect(failed != nil)
          let later = fault {
            try store.putTechnician(Sample.draft("later"), of: Sample.red, expectedVersion: nil)
          }
          #expect(later == failed)
        }
      }
      #expect(outcome != nil)
      #expect(try technicians(of: Sample.red, in: store) == [])
      _ = try store.putTechnician(Sample.draft("afterwards"), of: Sample.red, expectedVersion: nil)
      #expect(try technicians(of: Sample.red, in: store).count == 1)
    }
  }

  @Test func aSecondConnectionSeesWholeTransactionsAndWaitsItsTurn() throws {
    try withTemporaryDirectory { directory in
      var options = SQLiteStore.Options()
      options.busyTimeoutMilliseconds = 50
      let daemon = try SQLiteStore(directory: directory)
      let tool = try SQLiteStore(directory: directory, options: options)
      try tool.addTenant(Sample.tenant(Sample.red))
      #expect(try daemon.tenants().count == 1)
      try daemon.transaction { () throws(StoreError) in
        try daemon.addTenant(Sample.tenant(Sample.blue))
        #expect((try? tool.tenants())?.count == 1)
        let thrown = fault {
          try tool.putTechnician(Sample.draft("t1"), of: Sample.red, expectedVersion: nil)
        }
        #expect(thrown?.isRetryable == true)
      }
      #expect(try tool.tenants().count == 2)
      _ = try tool.putTechnician(Sample.draft("t1"), of: Sample.red, expectedVersion: nil)
    }
  }

  @Test func manyMayOpenANewDirectoryAtOnce() async throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let directory = folder.path("new")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<6 {
        group.addTask {
          let store = try SQLiteStore(directory: directory)
          try store.addTenant(Sample.tenant(ClientID(trusted: "t\(index)")))
        }
      }
      try await group.waitForAll()
    }
    #expect(try SQLiteStore(directory: directory).tenants().count == 6)
  }
}
