// Where the servers of a test have their truth: in a folder or in Postgres, for tests that hold for both.

import Foundation
import TestDatabase
import TestPrograms
import Testing
import TripStore

/// The stores that a server can have.
enum ServedTruth: String, CaseIterable, CustomTestStringConvertible {
  case folder, database

  /// Those that can be had here. Where Postgres is not installed, suites of its own say so.
  static var allCases: [ServedTruth] { TestDatabase.isAvailable ? [.folder, .database] : [.folder] }

  var testDescription: String { rawValue }

  /// Lends a server, and what looks at its truth from beside.
  func with(
    _ options: [String], tenants: [String] = ["alpha", "beta"],
    _ body: (TestServer, ServedData) throws -> Void
  ) throws {
    switch self {
    case .folder:
      try TestServer.with(options, tenants: tenants) { server in
        try body(server, ServedData(folder: server.folder, urls: nil))
      }
    case .database:
      try TestDatabase.withDatabase(.served) { (urls) throws in
        try TestServer.with(options, tenants: tenants, database: urls.arguments) { server in
          try body(server, ServedData(folder: server.folder, urls: urls))
        }
      }
    }
  }
}

/// The truth of a server, seen from beside.
struct ServedData {
  let folder: TemporaryFolder
  /// The database; nil where everything is in the folder.
  let urls: DatabaseURLs?

  /// What a command is told to find it.
  var arguments: [String] { ["--data", folder.path("data")] + (urls?.arguments ?? []) }

  /// Opens the store.
  func open() throws -> any Store {
    guard let urls else { return try SQLiteStore(directory: folder.path("data")) }
    return try PostgresStore(PostgresURL(urls.app), systemURL: PostgresURL(urls.system))
  }

  /// Every value of every row, with texts and blobs in the open.
  func dump() throws -> String {
    guard let urls else {
      let file = folder.path("dump-\(UUID().uuidString).sqlite")
      _ = try SQLiteStore.backup(directory: folder.path("data"), to: file)
      return String(decoding: try Data(contentsOf: URL(filePath: file)), as: Unicode.ASCII.self)
    }
    let text = try Command.run(
      [PostgresCluster.program("pg_dump"), "--data-only"],
      environment: TestDatabase.sharedCluster().environment(database: urls.database))
    return String(decoding: Self.opened(Array(text)), as: Unicode.ASCII.self)
  }

  /// A dump with its blobs, which stand there as `\\x` and hexadecimal digits, as the bytes that they are.
  private static func opened(_ text: [UInt8]) -> [UInt8] {
    func digit(_ byte: UInt8) -> UInt8? {
      Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) }
    }
    var result: [UInt8] = []
    var index = 0
    while index < text.count {
      guard text[index...].starts(with: Array("\\\\x".utf8)) else {
        result.append(text[index])
        index += 1
        continue
      }
      index += 3
      while index + 1 < text.count, let high = digit(text[index]), let low = digit(text[index + 1]) {
        result.append(high << 4 | low)
        index += 2
      }
    }
    return result
  }

  /// The tables of the database with rows that name somebody, in a text or in a blob, in the order of their names.
  func tables(naming person: String) throws -> [String] {
    guard let urls else { return [] }
    let tables = try urls.value(
      "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') "
        + "AND NOT relispartition ORDER BY relname")
    let hex = person.utf8.map { String($0, radix: 16) }.joined()
    return try tables.split(separator: "\n").map(String.init).filter { table in
      let row = "(t.*)::text"
      return try urls.value(
        "SELECT count(*) FROM \(table) AS t WHERE position('\(person)' IN \(row)) > 0 OR position('\(hex)' IN \(row)) > 0"
      ) != "0"
    }
  }
}
