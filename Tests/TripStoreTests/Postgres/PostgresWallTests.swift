// The wall between tenants, tried as the role that stands before it.

import TestDatabase
import Testing

@testable import TripStore

@Suite("The wall between tenants", .enabled(if: TestDatabase.isAvailable, "\(TestDatabase.missing)"))
struct PostgresWallTests {
  /// Why a role could climb over the wall; nothing when it cannot.
  private func ladders(of role: String, in database: String) throws -> [String] {
    try PostgresProbe.rows(
      """
      SELECT 'is a superuser' FROM pg_roles WHERE rolname = '\(role)' AND rolsuper
      UNION ALL SELECT 'passes by row-level security' FROM pg_roles WHERE rolname = '\(role)' AND rolbypassrls
      UNION ALL SELECT 'makes roles' FROM pg_roles WHERE rolname = '\(role)' AND rolcreaterole
      UNION ALL SELECT 'may become another role' FROM pg_auth_members WHERE member = '\(role)'::regrole
      UNION ALL SELECT 'owns ' || relname FROM pg_class WHERE relowner = '\(role)'::regrole
      UNION ALL SELECT 'owns ' || proname FROM pg_proc WHERE proowner = '\(role)'::regrole
      UNION ALL SELECT 'makes tables' WHERE has_schema_privilege('\(role)', 'public', 'CREATE')
        OR has_database_privilege('\(role)', current_database(), 'CREATE, TEMPORARY')
      """, in: database)
  }

  @Test func theAppHasNoLadder() throws {
    try TestDatabase.withDatabase(.filled) { (urls) throws in
      #expect(try ladders(of: "geod_app", in: urls.database) == [])
      // The question finds what it looks for.
      #expect(try ladders(of: "geod_owner", in: urls.database).contains("owns bookings"))
      #expect(try ladders(of: "geod_system", in: urls.database).contains("passes by row-level security"))
      #expect(try ladders(of: PostgresCluster.superuser, in: urls.database).contains("is a superuser"))
    }
  }

  @Test func aQueryThatForgetsTheTenantSeesNothing() throws {
    try TestDatabase.withDatabase(.filled) { (urls) throws in
      for table in try PostgresProbe.tables(in: urls.database) {
        let tenant = table == "tenants" ? "id" : "tenant"
        let sql = "SELECT DISTINCT \(tenant) FROM \(table) ORDER BY 1"
        #expect(try PostgresProbe.rows(sql, in: urls.database) == PostgresSamples.tenants, "\(table)")
        func seen(_ tenant: String?) throws -> [String] {
          try PostgresProbe.rows(sql, in: urls.database, as: "geod_app", tenant: tenant)
        }
        #expect(try seen(nil) == [], "\(table)")
        #expect(try seen("") == [], "\(table)")
        #expect(try seen("red") == ["red"], "\(table)")
      }
    }
  }

  @Test func aTenantEndsWithItsTransaction() throws {
    try TestDatabase.withDatabase(.filled) { (urls) throws in
      let counts = try TestDatabase.sharedCluster().psql(
        """
        BEGIN;
        SELECT set_config('geod.tenant', 'red', true) \\g /dev/null
        SELECT count(*) FROM bookings;
        COMMIT;
        SELECT count(*) FROM bookings;
        """, in: urls.database, as: "geod_app")
      #expect(counts == "2\n0")
    }
  }

  @Test func rowsOfAnotherTenantAreNotWritten() throws {
    try TestDatabase.withDatabase(.filled) { (urls) throws in
      for table in try PostgresProbe.tables(in: urls.database) {
        let tenant = table == "tenants" ? "id" : "tenant"
        let rows = try PostgresProbe.rows(
          "SELECT row_to_json(t) FROM \(table) t WHERE \(tenant) = 'blue' LIMIT 1", in: urls.database)
        let row = try #require(rows.first, "\(table)")
        let insertion =
          "INSERT INTO \(table) SELECT * FROM json_populate_record(NULL::\(table), $row$\(row)$row$)"
        let refusal = try PostgresProbe.refusal(insertion, in: urls.database, as: "geod_app", tenant: "red")
        // The wall; or a trigger before it, which does not find what the row belongs to.
        #expect(["42501", "23000"].contains(refusal), "\(table)")
        let change = "UPDATE \(table) SET \(tenant) = 'blue'"
        #expect(
          try PostgresProbe.refusal(change, in: urls.database, as: "geod_app", tenant: "red") != nil,
          "\(table)")
      }
    }
  }

  @Test func everyTableStandsBehindTheWall() throws {
    try TestDatabase.withDatabase(.filled) { (urls) throws in
      let open = try PostgresProbe.rows(
        """
        SELECT relname FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
          AND relname <> 'schema_migrations'
          AND (NOT relrowsecurity OR NOT relforcerowsecurity OR relowner <> 'geod_owner'::regrole
            OR NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attnotnull
              AND attname = CASE relname WHEN 'tenants' THEN 'id' ELSE 'tenant' END)
            -- A partition has the owner's door alone, every other table the two.
            OR (SELECT string_agg(polname, ',' ORDER BY polname) FROM pg_policy WHERE polrelid = c.oid)
              IS DISTINCT FROM CASE WHEN relispartition THEN 'owner' ELSE 'owner,tenant' END)
        """, in: urls.database)
      #expect(open == [])
      // Views show what their reader may see; no other relation is there that could show more.
      let others = try PostgresProbe.rows(
        """
        SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
          AND relkind NOT IN ('r', 'p', 'i', 'I')
          AND NOT (relkind = 'v' AND 'security_invoker=true' = ANY (reloptions))
        """, in: urls.database)
      #expect(others == [])
      let doors = try PostgresProbe.rows(
        "SELECT DISTINCT polname, polroles::regrole[], polcmd FROM pg_policy ORDER BY 1", in: urls.database)
      #expect(doors == ["owner|{geod_owner}|*", "tenant|{geod_app}|*"])
    }
  }
}
