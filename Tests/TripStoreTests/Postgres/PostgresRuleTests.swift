// What the database forbids by itself, whoever writes: each statement here comes from a role with all rights.

import TestDatabase
import Testing

@testable import TripStore

@Suite("Rules in the data", .enabled(if: TestDatabase.isAvailable, "\(TestDatabase.missing)"))
struct PostgresRuleTests {
  @Test func whatMustNotBeIsRefused() throws {
    try TestDatabase.withDatabase(.filled) { (urls) throws in
      for rule in Self.rules {
        let refusal = try PostgresProbe.refusal(
          rule.sql, in: urls.database, as: PostgresCluster.superuser)
        #expect(refusal == rule.refusal.rawValue, "\(rule)")
      }
    }
  }

  /// The rules above let the ordinary through, so that they are not refused for another reason.
  @Test func whatMayBeIsNotRefused() throws {
    try TestDatabase.withDatabase(.filled) { (urls) throws in
      let ordinary = [
        Self.booking("b"),
        "UPDATE bookings SET version = version + 1 WHERE id = 'b1'",
        "INSERT INTO events VALUES ('red', 'b1', 3, '', 0, '')",
        "INSERT INTO leases VALUES ('red', 't2', 7, '\(Self.offer)')",
        "UPDATE assignments SET ended_ms = 1 WHERE version = 2 AND tenant = 'red'",
        Self.point(day: PostgresSamples.day, milliseconds: PostgresSamples.day * 86_400_000),
        Self.share(version: 2),
        "UPDATE shares SET ended_ms = 1",
        Self.endpoint() + ";" + Self.message(endpoint: "e2"),
        Self.message(due: "NULL"),
      ]
      for sql in ordinary {
        #expect(try PostgresProbe.refusal(sql, in: urls.database) == nil, "\(sql)")
      }
    }
  }

  @Test func sharesEndWithWhatTheyShow() throws {
    try TestDatabase.withDatabase(.filled) { (urls) throws in
      let cluster = try TestDatabase.sharedCluster()
      try cluster.psql(
        "UPDATE assignments SET ended_ms = 77 WHERE tenant = 'red' AND version = 2", in: urls.database)
      let ends = "SELECT tenant, ended_ms FROM shares ORDER BY tenant"
      #expect(try PostgresProbe.rows(ends, in: urls.database) == ["blue|", "red|77"])
      // One that waits for an assignment that will never be.
      try cluster.psql(Self.share(version: 3), in: urls.database)
      try cluster.psql(
        "UPDATE bookings SET version = version + 1, ended_ms = 78 WHERE tenant = 'red' AND id = 'b1'",
        in: urls.database)
      #expect(try PostgresProbe.rows(ends, in: urls.database) == ["blue|", "red|77", "red|78"])
    }
  }

  @Test func aBookingGoesWithWhatBelongsToItAndLeavesWhatHasATermOfItsOwn() throws {
    try TestDatabase.withDatabase(.filled) { (urls) throws in
      try TestDatabase.sharedCluster().psql(
        "DELETE FROM bookings WHERE tenant = 'red'", in: urls.database, as: "geod_system")
      let left = try PostgresProbe.tables(in: urls.database).filter { table in
        table != "tenants"
          && (try? PostgresProbe.rows("SELECT 1 FROM \(table) WHERE tenant = 'red'", in: urls.database)) != []
      }
      for table in ["bookings", "events", "offers", "leases", "assignments", "trips", "shares"] {
        #expect(!left.contains(table), "\(table)")
      }
      for table in ["trip_summaries", "decisions", "audit", "track_points", "idempotency_keys"] {
        #expect(left.contains(table), "\(table)")
      }
    }
  }
}
