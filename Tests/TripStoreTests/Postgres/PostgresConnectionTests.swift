// The connection to Postgres: rounds, parts of transactions, values, copying.

import Bedrock
import TestDatabase
import Testing

@testable import TripStore

@Suite(
  "The connection to Postgres",
  .enabled(if: TestDatabase.isAvailable, "\(TestDatabase.missing)"))
struct PostgresConnectionTests {
  private static let insert = PostgresQuery("insert", "INSERT INTO things (id, name) VALUES ($1, $2)")
  private static let ids = PostgresQuery("ids", "SELECT id FROM things ORDER BY id")
  private static let streamed = PostgresQuery(
    "streamed", "SELECT id FROM things ORDER BY id", isStreamed: true)

  /// Lends a connection to a database with a table of things.
  private func withConnection(_ body: (PostgresConnection) throws -> Void) throws {
    try TestDatabase.withDatabase { urls throws in
      let connection = try PostgresConnection(PostgresURL(urls.owner))
      try connection.script(
        "CREATE TABLE things (id bigint PRIMARY KEY, name text, data bytea, far double precision)")
      try body(connection)
    }
  }

  private func add(_ id: Int64, _ connection: PostgresConnection) throws(StoreError) {
    try connection.enqueue(Self.insert, [.integer(id), .text("n")])
  }

  private func ids(_ connection: PostgresConnection) throws -> [Int64] {
    var ids: [Int64] = []
    try connection.forEach(Self.ids) { ids.append($0.integer(0)) }
    return ids
  }

  @Test func valuesComeBackAsTheyWent() throws {
    try withConnection { connection throws in
      let id = UUIDv7(at: Instant(milliseconds: 7), random: (1, 2))
      let echo = PostgresQuery("echo", "SELECT $1, $2, $3, $4, $5, $6::smallint, $7::integer, $8 > 0")
      for number in [Int64.min, -1, 0, 1, .max] {
        let small = Int64(Int16(truncatingIfNeeded: number))
        let middle = Int64(Int32(truncatingIfNeeded: number))
        let read: Void? = try connection.first(
          echo,
          [
            .integer(number), .text("سلام \(number)"), .bytes([0, 255, 0]), .real(-0.1), .uuid(id),
            .integer(small), .integer(middle), .integer(number),
          ]
        ) { (row) throws(StoreError) in
          #expect(row.integer(0) == number && row.text(1) == "سلام \(number)" && row.bytes(2) == [0, 255, 0])
          #expect(row.optionalReal(3) == -0.1)
          #expect(try row.serverID(4, "id") == id)
          #expect(
            row.integer(5) == small && row.integer(6) == middle && row.integer(7) == (number > 0 ? 1 : 0))
        }
        #expect(read != nil)
      }
    }
  }

  @Test func emptyIsNotNull() throws {
    try withConnection { connection throws in
      let echo = PostgresQuery("echo", "SELECT $1, $2, $3, $4, $5")
      for values: [PostgresValue] in [
        [.text(""), .bytes([]), .integer(0), .real(0), .uuid(nil)],
        [.text(nil), .bytes(nil), .integer(nil), .real(nil), .uuid(nil)],
      ] {
        let nulls = try connection.first(echo, values) { row in (0..<5).map { row.isNull(Int32($0)) } }
        #expect(nulls?.last == true && nulls?.dropLast().allSatisfy { $0 == (values[0].isNull) } == true)
      }
    }
  }

  @Test func aFaultInARoundLeavesNothingOfItAndAUsableConnection() throws {
    try withConnection { connection throws in
      let fault = fault {
        try connection.transaction { () throws(StoreError) -> Void in
          for id: Int64 in [1, 2, 1, 3] { try add(id, connection) }
        }
      }
      #expect(fault == .exists)
      #expect(try ids(connection) == [])
      try connection.transaction { () throws(StoreError) -> Void in try add(4, connection) }
      #expect(try ids(connection) == [4])
    }
  }

  @Test func aPartThatFailsTakesBackItselfOnly() throws {
    try withConnection { connection throws in
      try connection.transaction { () throws(StoreError) -> Void in
        try add(1, connection)
        #expect(
          fault {
            try connection.transaction { () throws(StoreError) -> Void in
              try add(2, connection)
              try add(1, connection)
            }
          } == .exists)
        try connection.transaction { () throws(StoreError) -> Void in
          // The first thing within a part shares its savepoint.
          #expect(
            fault {
              try connection.transaction { () throws(StoreError) -> Void in
                try add(3, connection)
                throw .full
              }
            } == .full)
          try connection.transaction { () throws(StoreError) -> Void in try add(4, connection) }
          #expect(
            fault {
              try connection.transaction { () throws(StoreError) -> Void in
                try add(5, connection)
                throw .full
              }
            } == .full)
        }
      }
      #expect(try ids(connection) == [1, 4])
    }
  }

  /// Its own fault surfaces in a part, not in the one after it.
  @Test func whatWasSentBeforeAPartFailsBeforeIt() throws {
    try withConnection { connection throws in
      var hasBegun = false
      let fault = fault {
        try connection.transaction { () throws(StoreError) -> Void in
          for id: Int64 in [1, 1] { try add(id, connection) }
          try connection.transaction { () throws(StoreError) -> Void in hasBegun = true }
        }
      }
      #expect(fault == .exists && !hasBegun)
    }
  }

  /// Postgres would answer COMMIT with ROLLBACK, and call that a success.
  @Test func aFaultThatIsNotHandedOnStillEndsTheTransaction() throws {
    try withConnection { connection throws in
      let outcome = fault {
        try connection.transaction { () throws(StoreError) -> Void in
          try connection.execute(Self.insert, [.integer(1), .text("n")])
          _ = fault { try connection.execute(Self.insert, [.integer(1), .text("n")]) }
        }
      }
      #expect(outcome == .exists)
      #expect(try ids(connection) == [])
    }
  }

  @Test func aStatementThatMustFindARowSaysSo() throws {
    try withConnection { connection throws in
      let touch = PostgresQuery(
        "touch",
        "WITH t AS (UPDATE things SET name = 'x' WHERE id = $1 RETURNING 1) SELECT 1 / count(*) FROM t")
      let fault = fault {
        try connection.transaction { () throws(StoreError) -> Void in
          try add(1, connection)
          try connection.enqueue(touch, [.integer(9)], nothing: .conflict(found: 9))
          try add(2, connection)
        }
      }
      #expect(fault == .conflict(found: 9))
      #expect(try ids(connection) == [])
    }
  }

  @Test func streamedRowsAreAllThereAndAFaultOfTheReaderEndsThem() throws {
    try withConnection { connection throws in
      try connection.transaction { () throws(StoreError) -> Void in
        for id: Int64 in 0..<5000 { try add(id, connection) }
      }
      var seen: [Int64] = []
      try connection.forEach(Self.streamed) { seen.append($0.integer(0)) }
      #expect(seen == Array(0..<5000))
      let fault = fault {
        try connection.forEach(Self.streamed) { (row) throws(StoreError) in
          if row.integer(0) == 10 { throw .corrupt(what: "it") }
        }
      }
      #expect(fault == .corrupt(what: "it"))
      #expect(try ids(connection).count == 5000)
    }
  }

  @Test func copiedRowsAreThereAndAFaultLeavesNone() throws {
    try withConnection { connection throws in
      var rows = PostgresCopy()
      for id: Int64 in 0..<20_000 {
        rows.beginRow(fieldCount: 4)
        rows.integer(id)
        id % 2 == 0 ? rows.null() : rows.text("ثوب")
        rows.bytes([UInt8](repeating: 1, count: Int(id % 50)))
        rows.real(id % 3 == 0 ? nil : 0.5)
      }
      let columns = ["id", "name", "data", "far"]
      #expect(try connection.copy(rows, into: "things", columns: columns) == 20_000)
      let sums = PostgresQuery(
        "sums", "SELECT count(*), count(name), sum(length(data)), count(far) FROM things")
      let found = try connection.first(sums) { row in (0..<4).map { row.integer(Int32($0)) } }
      #expect(found == [20_000, 10_000, 490_000, 13_333])
      let faults = [
        fault { try connection.copy(rows, into: "things", columns: columns) },
        fault { try connection.copy(rows, into: "things", columns: ["id"]) },
      ]
      #expect(faults[0] == .exists && faults[1] != nil)
      #expect(fault { try connection.copy(rows, into: "nothing", columns: columns) } != nil)
      // A round, a copy and a round in one transaction.
      try connection.transaction { () throws(StoreError) -> Void in
        try connection.script("TRUNCATE things")
        try add(100_000, connection)
        try connection.copy(rows, into: "things", columns: columns)
        try add(100_001, connection)
      }
      #expect(try ids(connection).count == 20_002)
    }
  }

  @Test func theTenantIsNamedForOnePieceOfWorkOnly() throws {
    try withConnection { connection throws in
      let scope = PostgresQuery("scope", "SELECT coalesce(current_setting('geod.tenant', true), '')")
      func current() throws(StoreError) -> String? { try connection.first(scope) { $0.text(0) } }
      try connection.scope(to: "red")
      #expect(try current() == "red")
      #expect(try current() == "")
      try connection.transaction { () throws(StoreError) -> Void in
        try connection.scope(to: "red")
        _ = fault {
          try connection.transaction { () throws(StoreError) -> Void in
            try connection.scope(to: "blue")
            throw .full
          }
        }
        try connection.scope(to: "red")
        #expect(try current() == "red")
        try connection.scope(to: "blue")
        #expect(try current() == "blue")
      }
      #expect(try current() == "")
      for _ in 0..<2 {
        try connection.transaction { () throws(StoreError) -> Void in
          #expect(try current() == "")
          try connection.scope(to: "blue")
          #expect(try current() == "blue")
        }
      }
    }
  }
}

extension PostgresValue {
  fileprivate var isNull: Bool {
    switch self {
    case .integer(let value): value == nil
    case .real(let value): value == nil
    case .text(let value): value == nil
    case .bytes(let value): value == nil
    case .uuid(let value): value == nil
    }
  }
}
