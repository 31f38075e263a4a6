// What only the SQLite store can show: the rules hold against statements of others, and older files are brought along.

import Bedrock
import Testing

@testable import TripStore

@Suite("Bookings in SQLite")
struct SQLiteBookingTests {
  /// The first step alone, as the first released program had it.
  private static let firstStep = Array(SQLiteMigration.all.prefix(1))

  @Test func releasedStepsAreNeverEdited() {
    #expect(SQLiteMigration.all.first?.checksum == -4_694_305_179_735_088_228)
    #expect(SQLiteMigration.all.map(\.number) == Array(1...Int64(SQLiteMigration.all.count)))
  }

  @Test func aFileOfTheFirstSchemaIsBroughtAlong() throws {
    try withTemporaryDirectory { directory in
      do {
        let old = try SQLiteStore(directory: directory, options: .init(), migrations: Self.firstStep)
        try old.addTenant(Sample.tenant(Sample.red))
        _ = try old.putTechnician(Sample.draft("t1"), of: Sample.red, expectedVersion: 0)
        #expect(try old.connection.pragma("user_version") == 1)
        #expect(fault { try old.commit(Sample.transition("b"), of: Sample.red) } != nil)
      }
      let store = try SQLiteStore(directory: directory)
      #expect(try store.connection.pragma("user_version") == SQLiteMigration.all.last?.number)
      #expect(try store.technician(ClientID(trusted: "t1"), of: Sample.red) != nil)
      _ = try store.commit(Sample.transition("b"), of: Sample.red)
      // The older program keeps its hands off from now on.
      #expect(
        fault { try SQLiteStore(directory: directory, options: .init(), migrations: Self.firstStep) }
          == .incompatible(
            reason:
              "the file has schema \(SQLiteMigration.all.last?.number ?? 0), this program knows schemas up to 1"
          ))
    }
  }

  @Test func sharesFromBeforeTheAssignmentCouldComeAreBroughtAlong() throws {
    try withTemporaryDirectory { directory in
      let end = Instant(milliseconds: 3000)
      do {
        let steps = Array(SQLiteMigration.all.prefix(3))
        let old = try SQLiteStore(directory: directory, options: .init(), migrations: steps)
        try old.addTenant(Sample.tenant(Sample.red))
        for (booking, number) in [("b", 1), ("c", 2)] {
          // As that program wrote it; today's statements know columns that its tables have not.
          try old.connection.script(
            """
            INSERT INTO bookings (tenant, id, version, event_count, state, technician, placed_ms, changed_ms, document)
            VALUES ('red', '\(booking)', 1, 0, 'assigned', 't1', 1000, 1000, x'00');
            INSERT INTO assignments (tenant, booking, version, technician, since_ms)
            VALUES ('red', '\(booking)', 1, 't1', 1)
            """)
          var share = Sample.share(number, expiresAt: 9000)
          share.booking = ClientID(trusted: booking)
          try old.connection.execute(
            .addShare,
            [
              .text("red"), .id(share.id), .blob(share.hash), .text(booking), .integer(1),
              .time(Instant(milliseconds: 2000)), .null, .time(share.expiresAt),
            ])
        }
      }
      let store = try SQLiteStore(directory: directory)
      #expect(try store.share(hash: Sample.share(1, expiresAt: 0).hash)?.share.share.id == Sample.id(1))
      // They end with their assignment as before, and go with their booking.
      var ended = Sample.transition("b", after: 1, state: "completed", at: end, endedAt: end)
      ended.assignments = [Sample.assignment(1, "t1", endedAt: end)]
      _ = try store.commit(ended, of: Sample.red)
      #expect(try store.share(hash: Sample.share(1, expiresAt: 0).hash)?.share.endedAt == end)
      #expect(try store.share(hash: Sample.share(2, expiresAt: 0).hash)?.share.endedAt == nil)
      _ = try store.retain(RetentionPolicy(), now: Sample.day(500), dryRun: false)
      #expect(try store.share(hash: Sample.share(1, expiresAt: 0).hash) == nil)
    }
  }

  @Test func whatTheOutboxWithoutEndpointsHeldIsLetGo() throws {
    try withTemporaryDirectory { directory in
      do {
        let steps = Array(SQLiteMigration.all.prefix(5))
        let old = try SQLiteStore(directory: directory, options: .init(), migrations: steps)
        try old.addTenant(Sample.tenant(Sample.red))
        try old.connection.script(
          """
          INSERT INTO bookings VALUES ('red', 'b', 1, 0, 'cancelled', NULL, NULL, 0, 0, 0, x'');
          INSERT INTO outbox (tenant, sequence, id, booking, kind, queued_ms, due_ms, document)
            VALUES ('red', 1, '\(Sample.id(1))', 'b', 'booking.placed', 0, 0, x'');
          """)
      }
      let store = try SQLiteStore(directory: directory)
      try Sample.put(to: store)
      #expect(try store.outboxBacklog(for: Sample.hook, of: Sample.red) == OutboxBacklog())
      // The message holds its booking no longer.
      let report = try store.retain(RetentionPolicy(), now: Sample.day(500), dryRun: false)
      #expect(report.entries.contains(.init(tenant: Sample.red, kind: .bookings, rows: 1)))
    }
  }

  @Test(arguments: [
    "UPDATE events SET kind = 'other'", "DELETE FROM events",
    "INSERT INTO events SELECT tenant, booking, number + 2, kind, at_ms, document FROM events",
    "UPDATE bookings SET version = version + 2", "UPDATE bookings SET version = version",
    "UPDATE bookings SET version = version + 1, placed_ms = 0",
    "INSERT INTO assignments SELECT tenant, booking, 2, technician, 0, NULL FROM assignments",
    "INSERT INTO trips SELECT tenant, replace(id, '7', '8'), booking, technician, state, 0, NULL, document FROM trips",
    "INSERT INTO leases VALUES ('red', 't1', 0, (SELECT id FROM offers))",
    "INSERT INTO leases VALUES ('red', 't2', 8, (SELECT id FROM offers))",
    "INSERT INTO leases VALUES ('red', 't2', 0, 'nobody')", "UPDATE outbox SET due_ms = 1",
    "UPDATE outbox SET endpoint = 'nobody'", "UPDATE endpoints SET is_active = 0",
    "UPDATE endpoints SET previous_secret = secret", "UPDATE endpoints SET secret = x'00'",
    "INSERT INTO outbox SELECT tenant, 99, 'off', id, booking, kind, 0, 0, 0, 0, 0, NULL, NULL, document FROM outbox",
    "UPDATE offers SET booking = 'nowhere'",
  ])
  func theFileItselfRefusesWhatMustNotBe(_ statement: String) throws {
    try withTemporaryDirectory { directory in
      let store = try SQLiteStore(directory: directory)
      try store.addTenant(Sample.tenant(Sample.red))
      for draft in [Sample.endpoint(), Sample.endpoint(ClientID(trusted: "off"), isActive: false)] {
        try Sample.put(draft, to: store)
      }
      var transition = Sample.transition("b")
      transition.events = [Sample.event("placed")]
      transition.offers = [Sample.offer(1, to: ["t1"])]
      transition.assignments = [Sample.assignment(1, "t1")]
      transition.trips = [Sample.trip(2, "t1")]
      transition.outbox = [Sample.message(3), Sample.message(4)]
      _ = try store.commit(transition, of: Sample.red)
      #expect(fault { try store.connection.script(statement) } != nil)
    }
  }

  @Test func aDamagedIdentifierIsReported() throws {
    try withTemporaryDirectory { directory in
      let store = try SQLiteStore(directory: directory)
      try store.addTenant(Sample.tenant(Sample.red))
      var transition = Sample.transition("b")
      transition.trips = [Sample.trip(2, "t1")]
      _ = try store.commit(transition, of: Sample.red)
      try store.connection.script("UPDATE trips SET technician = 'a b'")
      #expect(
        fault { try store.trip(Sample.id(2), of: Sample.red) }
          == .corrupt(what: "a technician's identifier"))
    }
  }

  @Test func aDayThatAnotherProcessDroppedIsMadeAnew() throws {
    try withTemporaryDirectory { directory in
      let daemon = try SQLiteStore(directory: directory)
      let tool = try SQLiteStore(directory: directory)
      try daemon.addTenant(Sample.tenant(Sample.red))
      _ = try daemon.appendPoints([Sample.point(1, 0, at: Sample.day(1))], of: Sample.red)
      #expect(try points(of: 1, Sample.red, in: daemon).count == 1)
      let report = try tool.retain(RetentionPolicy(), now: Sample.day(30), dryRun: false)
      #expect(report.droppedDays == [Sample.day(1)])
      #expect(try points(of: 1, Sample.red, in: daemon) == [])
      #expect(try daemon.appendPoints([Sample.point(1, 0, at: Sample.day(1))], of: Sample.red) == 1)
    }
  }
}
