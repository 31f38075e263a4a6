// Which files the SQLite store takes, and how it makes its own.

import Bedrock
import Foundation
import Testing

@testable import TripStore

@Suite("The SQLite file")
struct SQLiteFileTests {
  @Test func everythingIsThereAfterReopening() throws {
    try withTemporaryDirectory { directory in
      let snapshot = PositionSnapshot(takenAt: Instant(milliseconds: 5), payload: [1, 2, 3])
      var version: Int64 = 0
      do {
        let store = try SQLiteStore(directory: directory)
        try store.addTenant(Sample.tenant(Sample.red))
        _ = try store.putSettings([9], of: Sample.red, expectedVersion: 0, note: Sample.note)
        version = try store.putTechnician(Sample.draft("t1"), of: Sample.red, expectedVersion: 0)
        try store.savePositions(snapshot, of: Sample.red)
      }
      let store = try SQLiteStore(directory: directory)
      #expect(try store.tenants() == [Sample.tenant(Sample.red)])
      #expect(try store.settings(of: Sample.red)?.document == [9])
      #expect(try store.technician(ClientID(trusted: "t1"), of: Sample.red)?.version == version)
      #expect(try store.positions(of: Sample.red) == snapshot)
      #expect(try store.audit(of: Sample.red, before: nil, limit: 10).count == 1)
      #expect(
        try store.putTechnician(Sample.draft("t2"), of: Sample.red, expectedVersion: 0) > version)
    }
  }

  @Test func directoryAndFilesAreForTheOwnerOnly() throws {
    try withTemporaryDirectory { parent in
      let directory = parent + "/a/b"
      let store = try SQLiteStore(directory: directory)
      try store.addTenant(Sample.tenant(Sample.red))
      #expect(try mode(directory) == 0o700)
      let names = try FileManager.default.contentsOfDirectory(atPath: directory)
      #expect(names.contains(SQLiteStore.fileName + "-wal"))
      for name in names { #expect(try mode(directory + "/" + name) == 0o600, "\(name)") }
    }
  }

  @Test func everyCommitIsFlushedToAWriteAheadLog() throws {
    try withTemporaryDirectory { directory in
      let connection = try SQLiteStore(directory: directory).connection
      #expect(try connection.single("PRAGMA journal_mode") { $0.text(0) } == "wal")
      #expect(try connection.pragma("synchronous") == 2)
      #expect(try connection.pragma("foreign_keys") == 1)
      #expect(try connection.pragma("application_id") == 0x6765_6F64)
    }
  }

  @Test func aNewerSchemaIsRefused() throws {
    try withTemporaryDirectory { directory in
      let latest = try #require(SQLiteMigration.all.last?.number)
      try withExtendedLifetime(SQLiteStore(directory: directory)) { store in
        try store.connection.script("PRAGMA user_version = \(latest + 1)")
      }
      #expect(
        opening(directory)
          == .incompatible(
            reason: "the file has schema \(latest + 1), this program knows schemas up to \(latest)"))
    }
  }

  @Test func aChangedHistoryIsRefused() throws {
    try withTemporaryDirectory { directory in
      try withExtendedLifetime(SQLiteStore(directory: directory)) { store in
        try store.connection.script("UPDATE schema_migrations SET checksum = checksum + 1")
      }
      #expect(
        opening(directory)
          == .incompatible(reason: "step 1 of the file's schema is not this program's"))
    }
  }

  @Test func laterStepsAreAppliedOnceAndInOrder() throws {
    try withTemporaryDirectory { directory in
      let store = try SQLiteStore(directory: directory)
      try store.addTenant(Sample.tenant(Sample.red))
      let next = SQLiteMigration(
        number: (SQLiteMigration.all.last?.number ?? 0) + 1, name: "more",
        sql: "CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT")
      for _ in 0..<2 {
        let newer = try SQLiteStore(
          directory: directory, options: .init(), migrations: SQLiteMigration.all + [next])
        #expect(try newer.connection.pragma("user_version") == next.number)
        #expect(try newer.tenants().count == 1)
        #expect(try newer.connection.single("SELECT count(*) FROM more") { $0.integer(0) } == 0)
      }
    }
  }

  @Test func aStepThatFailsLeavesTheFileAsItWas() throws {
    try withTemporaryDirectory { directory in
      let broken = SQLiteMigration(
        number: (SQLiteMigration.all.last?.number ?? 0) + 1, name: "broken",
        sql: "CREATE TABLE half (id INTEGER) STRICT; SELECT nothing FROM nowhere")
      let thrown = fault {
        try SQLiteStore(directory: directory, options: .init(), migrations: SQLiteMigration.all + [broken])
      }
      guard case .fatal = thrown else {
        Issue.record("opened with a broken step: \(String(describing: thrown))")
        return
      }
      let store = try SQLiteStore(directory: directory)
      let half = try store.connection.single(
        "SELECT count(*) FROM sqlite_schema WHERE name = 'half'"
      ) { $0.integer(0) }
      #expect(half == 0)
    }
  }

  @Test(arguments: ["application_id = 77", "user_version = 3"])
  func aFileOfAnotherProgramIsRefusedAndLeftAlone(_ pragma: String) throws {
    try withTemporaryDirectory { directory in
      let path = try makeDatabase(
        in: directory, "CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1); PRAGMA \(pragma)")
      let before = try Data(contentsOf: URL(fileURLWithPath: path))
      #expect(opening(directory) == .incompatible(reason: "the file belongs to another program"))
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }
  }

  @Test func aFileWithoutAMarkButWithTablesIsRefused() throws {
    try withTemporaryDirectory { directory in
      _ = try makeDatabase(in: directory, "CREATE TABLE theirs (x)")
      #expect(opening(directory) == .incompatible(reason: "the file belongs to another program"))
    }
  }

  @Test func aFileThatIsNoDatabaseIsRefused() throws {
    try withTemporaryDirectory { directory in
      let text = String(repeating: "This is a letter. ", count: 200)
      try text.write(
        toFile: directory + "/" + SQLiteStore.fileName, atomically: true, encoding: .utf8)
      #expect(opening(directory) == .incompatible(reason: "the file is not a SQLite database"))
    }
  }

  @Test func aDirectoryThatCannotBeMadeIsFatal() throws {
    try withTemporaryDirectory { parent in
      try "a file".write(toFile: parent + "/file", atomically: true, encoding: .utf8)
      guard case .fatal = opening(parent + "/file/data") else {
        Issue.record("made a directory below a file")
        return
      }
    }
  }
}

/// The fault of opening a directory's store.
private func opening(_ directory: String) -> StoreError? {
  fault { try SQLiteStore(directory: directory) }
}

/// Makes a database that is not geod's where geod's would be.
private func makeDatabase(in directory: String, _ script: String) throws -> String {
  let path = directory + "/" + SQLiteStore.fileName
  try Data().write(to: URL(fileURLWithPath: path))
  let connection = try SQLiteConnection(path: path, busyTimeoutMilliseconds: 0)
  try connection.script(script)
  return path
}

private func mode(_ path: String) throws -> Int {
  let attributes = try FileManager.default.attributesOfItem(atPath: path)
  return try #require(attributes[.posixPermissions] as? Int)
}
