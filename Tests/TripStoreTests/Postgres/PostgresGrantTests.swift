// What each role may do, exactly, out of the catalogue.

import TestDatabase
import Testing

@testable import TripStore

@Suite("Rights of the roles", .enabled(if: TestDatabase.isAvailable, "\(TestDatabase.missing)"))
struct PostgresGrantTests {
  /// On tables: (a)ppend, (r)ead, (w)rite over, (d)elete; with a column, on that column only.
  private let app = """
    analyst_completion r
    analyst_funnel r
    analyst_response_times r
    analyst_sla r
    analyst_sla_zones r
    assignments ar
    assignments.ended_ms w
    audit ar
    bookings arw
    decisions arw
    endpoints darw
    erasures dr
    erasures.begun_ms a
    erasures.kind a
    erasures.proof a
    erasures.pseudonym a
    erasures.salt a
    erasures.tenant a
    events ar
    idempotency_keys ar
    leases dar
    offers arw
    outbox darw
    position_snapshots arw
    schema_migrations r
    settings arw
    shares ar
    shares.ended_ms w
    technicians darw
    tenants ar
    tenants.revision w
    track_points ar
    trip_chains r
    trip_summaries ar
    trips arw
    zones darw
    """

  /// Ingestion and drain (track_points), retention (what has a term, and messages that were given up), sealing (trip_chains), erasure (what
  /// names a person, and nothing beside it). What is not here, the role that
  /// sees all tenants cannot touch.
  private let system = """
    assignments r
    assignments.technician w
    audit dr
    audit.actor w
    audit.detail w
    audit.reason w
    audit.target w
    bookings dr
    bookings.customer w
    bookings.document w
    bookings.technician w
    decisions dr
    decisions.document w
    erasures r
    erasures.is_writing w
    events r
    events.document w
    idempotency_keys dr
    idempotency_keys.response w
    offers r
    offers.document w
    outbox dr
    outbox.document w
    outbox.reason w
    schema_migrations r
    shares dr
    tenants r
    track_points dar
    trip_chains dar
    trip_summaries dr
    trip_summaries.document w
    trip_summaries.sealed_ms w
    trips r
    trips.document w
    trips.technician w
    """

  private let functions = """
    geod_drop_point_day(integer) geod_system definer
    geod_is_erasing(text) geod_app,geod_system definer
    geod_make_point_day(integer) geod_system definer
    geod_point_days() geod_app,geod_system invoker
    geod_relay_tenants() geod_app definer
    geod_share_by_hash(bytea) geod_app definer
    geod_tenant_ids() geod_app,geod_system definer
    """

  private func rights(of role: String, in database: String) throws -> [String] {
    let letters =
      "string_agg(CASE privilege_type WHEN 'INSERT' THEN 'a' WHEN 'SELECT' THEN 'r' WHEN 'UPDATE' THEN 'w' "
      + "WHEN 'DELETE' THEN 'd' ELSE privilege_type END, '' ORDER BY privilege_type = 'UPDATE', "
      + "privilege_type = 'SELECT', privilege_type)"
    return try PostgresProbe.rows(
      """
      SELECT name || ' ' || \(letters) FROM (
        SELECT relname::text AS name, acl.* FROM pg_class, aclexplode(relacl) AS acl
        WHERE relnamespace = 'public'::regnamespace
        UNION ALL
        SELECT relname || '.' || attname, acl.* FROM pg_class
          JOIN pg_attribute ON attrelid = pg_class.oid, aclexplode(attacl) AS acl
        WHERE relnamespace = 'public'::regnamespace
      ) AS rights WHERE grantee = \(role) GROUP BY name
      """, in: database)
  }

  @Test func theRolesMayDoWhatIsListedAndNothingElse() throws {
    try TestDatabase.withDatabase(.filled) { (urls) throws in
      for (role, listed) in [("'geod_app'::regrole", app), ("'geod_system'::regrole", system), ("0", "")] {
        let listed = Set(listed.split(separator: "\n").map(String.init))
        let found = try Set(rights(of: role, in: urls.database))
        let (extra, missing) = (found.subtracting(listed).sorted(), listed.subtracting(found).sorted())
        #expect(extra == [], "\(role)")
        #expect(missing == [], "\(role)")
      }
      let strangers = try PostgresProbe.rows(
        """
        SELECT DISTINCT grantee::regrole FROM pg_class, aclexplode(relacl)
        WHERE relnamespace = 'public'::regnamespace
          AND grantee::regrole::text NOT IN ('geod_owner', 'geod_app', 'geod_system')
        """, in: urls.database)
      #expect(strangers == [])
    }
  }

  @Test func functionsAreOpenToThoseWhoNeedThem() throws {
    try TestDatabase.withDatabase(.migrated) { (urls) throws in
      let found = try PostgresProbe.rows(
        """
        SELECT pg_proc.oid::regprocedure || ' ' || string_agg(grantee::regrole::text, ',' ORDER BY grantee::regrole::text) || ' '
          || CASE WHEN prosecdef THEN 'definer' ELSE 'invoker' END
        FROM pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) AS acl
        WHERE pronamespace = 'public'::regnamespace AND grantee <> 'geod_owner'::regrole
        GROUP BY pg_proc.oid, prosecdef ORDER BY 1
        """, in: urls.database)
      let text = found.joined(separator: "\n")
      #expect(text == functions)
      // Who runs as the owner finds only what it was written for, whatever the caller's search path is.
      let loose = try PostgresProbe.rows(
        """
        SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
          AND (proowner <> 'geod_owner'::regrole OR NOT coalesce(proconfig, '{}')
            @> ARRAY['search_path=pg_catalog, pg_temp'])
        """, in: urls.database)
      #expect(loose == [])
    }
  }

  @Test func functionsTellWhatTheyAreNamedFor() throws {
    try TestDatabase.withDatabase(.filled) { (urls) throws in
      func app(_ sql: String) throws -> [String] {
        try PostgresProbe.rows(sql, in: urls.database, as: "geod_app")
      }
      #expect(try app("SELECT geod_tenant_ids()") == ["blue", "red"])
      #expect(try app("SELECT tenant, booking FROM geod_share_by_hash(sha256('1'))") == ["red|b1"])
      #expect(try app("SELECT tenant FROM geod_share_by_hash(sha256('2'))") == [])
      #expect(try app("SELECT geod_point_days()") == ["\(PostgresSamples.day)"])
    }
  }

  @Test func theDatabaseAndItsSchemaAreClosedToOthers() throws {
    try TestDatabase.withDatabase(.migrated) { (urls) throws in
      let rights = try PostgresProbe.rows(
        """
        SELECT r, has_database_privilege(r, current_database(), 'CONNECT'),
          has_database_privilege(r, current_database(), 'TEMPORARY'),
          has_schema_privilege(r, 'public', 'USAGE'), has_schema_privilege(r, 'public', 'CREATE')
        FROM unnest(ARRAY['geod_app', 'geod_owner', 'geod_system', 'public']::name[]) AS r
        """, in: urls.database)
      #expect(
        rights == ["geod_app|t|f|t|f", "geod_owner|t|t|t|t", "geod_system|t|t|t|f", "public|f|f|f|f"])
    }
  }
}
