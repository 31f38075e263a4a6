// Databases of the tests with a schema and with rows in every table, of two tenants.

import TestDatabase
import TestPrograms
import Testing

@testable import TripStore

extension DatabaseTemplate {
  /// Today's schema, nothing in it.
  static let migrated = DatabaseTemplate("migrated") { (urls) throws in
    _ = try PostgresMigrator(PostgresURL(urls.owner)).up()
  }

  /// Today's schema with the rows of `PostgresSamples`.
  static let filled = DatabaseTemplate("filled") { (urls) throws in
    _ = try PostgresMigrator(PostgresURL(urls.owner)).up()
    try PostgresSamples.fill(urls.database, upTo: PostgresMigration.all.count)
  }
}

/// Rows for every table, by the step that makes the table.
enum PostgresSamples {
  /// The two tenants. The blue one has the same rows under the same identifiers.
  static let tenants = ["blue", "red"]
  /// The day of the points.
  static let day = 20_454

  /// Fills the tables of the first steps, as the owner.
  static func fill(_ database: String, upTo step: Int) throws {
    let cluster = try TestDatabase.sharedCluster()
    for (index, tenant) in tenants.enumerated() {
      for rows in steps.prefix(step) {
        let sql = rows.split(separator: "$tenant", omittingEmptySubsequences: false).joined(separator: tenant)
          .split(separator: "$other", omittingEmptySubsequences: false).joined(separator: "\(index)")
        try cluster.psql(sql, in: database, as: "geod_owner")
      }
    }
  }

  private static let offer = "019a0000-0000-7000-8000-000000000001"
  private static let trip = "019a0000-0000-7000-8000-000000000002"
  private static let message = "019a0000-0000-7000-8000-000000000003"
  private static let share = "019a0000-0000-7000-8000-000000000004"

  /// `$tenant` stands for the tenant, `$other` for a digit of its own.
  private static let steps = [
    """
    INSERT INTO tenants VALUES ('$tenant', 'متجر', 'Shop', 'Asia/Riyadh', 1767225600000, 7);
    INSERT INTO settings VALUES ('$tenant', 1, '{}', 1767225600000);
    INSERT INTO technicians VALUES ('$tenant', 't1', 3, '{"name":"Noor"}', 1767225600000);
    INSERT INTO position_snapshots VALUES ('$tenant', 1767225600000, '\\x00ff5c27', -4);
    INSERT INTO audit VALUES ('$tenant', 1, 1767225600000, 'a', 'quote '' and \\', 'x', 'y', NULL, 2, '\\x00');
    """,
    """
    INSERT INTO bookings VALUES
      ('$tenant', 'b1', 2, 2, 'enRoute', 't1', 1767225700000, 1767225600000, 1767225610000, NULL, '{"a":1}'),
      ('$tenant', 'b2', 1, 1, 'completed', NULL, NULL, 1767225600000, 1767225600000, 1767225600000, '{}');
    INSERT INTO events VALUES ('$tenant', 'b1', 1, 'placed', 1767225600000, '{"n":1}');
    INSERT INTO events VALUES ('$tenant', 'b1', 2, 'assigned', 1767225610000, '{"n":2}');
    INSERT INTO events VALUES ('$tenant', 'b2', 1, 'placed', 1767225600000, '{}');
    INSERT INTO offers VALUES ('$tenant', '\(offer)', 'b1', 'open', 1767225620000, '{}');
    INSERT INTO leases VALUES ('$tenant', 't1', 0, '\(offer)');
    INSERT INTO assignments VALUES ('$tenant', 'b1', 1, 't0', 1767225600000, 1767225605000);
    INSERT INTO assignments VALUES ('$tenant', 'b1', 2, 't1', 1767225610000, NULL);
    INSERT INTO trips VALUES
      ('$tenant', '\(trip)', 'b1', 't1', 'enRoute', 1767225610000, NULL, '{}');
    INSERT INTO trip_summaries VALUES ('$tenant', '\(trip)', 'b1', 1767225610000, '{}');
    INSERT INTO decisions (tenant, booking, version, at_ms, document)
      VALUES ('$tenant', 'b1', 1, 1767225600000, '{}');
    INSERT INTO idempotency_keys VALUES ('$tenant', 'k', 'b1', 1767225600000, '\\x01', '{}');
    """,
    """
    SELECT geod_make_point_day(\(day));
    INSERT INTO track_points (tenant, trip, device, sequence, day, at_ms, latitude, longitude, speed)
    SELECT '$tenant', '\(trip)', 'd1', n, \(day), \(day) * 86400000::bigint + n * 1000, n, -n, n / 3.0::float8
    FROM generate_series(1, 100) AS n;
    """,
    """
    INSERT INTO shares VALUES ('$tenant', '\(share)', sha256('$other'), 'b1', 2, 1767225610000, 'desk',
      1767312010000, NULL);
    """,
    """
    INSERT INTO zones VALUES ('$tenant', 'z1', 1, 1767225600000, 4, '{}', '{}');
    INSERT INTO decisions VALUES ('$tenant', 'b1', 2, 1767225600000, '{}', '\(offer)', 1);
    """,
    """
    INSERT INTO endpoints (tenant, id, version, url, is_active, secret, created_ms, updated_ms)
      VALUES ('$tenant', 'e1', 1, 'https://example.com/', true, sha256('e'), 1767225600000, 1767225600000);
    INSERT INTO outbox (tenant, sequence, endpoint, id, booking, kind, queued_ms, due_ms, document)
      VALUES ('$tenant', 2, 'e1', '\(message)', 'b1', 'booking.assigned', 1767225610000, 1767225610000, '{}');
    """,
    "-- Views and indexes: what they show is there already.",
    """
    UPDATE trip_summaries SET sealed_ms = 1767225710000 WHERE tenant = '$tenant';
    INSERT INTO trip_chains VALUES ('$tenant', '\(trip)', 'd1', 100, sha256('c'));
    UPDATE bookings SET version = version + 1, customer = 'c1' WHERE tenant = '$tenant' AND id = 'b2';
    INSERT INTO erasures VALUES ('$tenant', 'erased-1', 'technician', '\\x01', '\\x02', 1767225600000);
    """,
  ]
}

/// What a database refuses, and what is in it.
enum PostgresProbe {
  /// The five characters with which a statement is refused; nil when it is not. What it did is taken back.
  static func refusal(
    _ sql: String, in database: String, as role: String = "geod_owner", tenant: String? = nil
  ) throws -> String? {
    let scope = tenant.map { "SELECT set_config('geod.tenant', '\($0)', true) \\g /dev/null\n" } ?? ""
    do {
      try TestDatabase.sharedCluster().psql(
        "\\set VERBOSITY sqlstate\nBEGIN;\n\(scope)\(sql);\nROLLBACK;", in: database, as: role)
      return nil
    } catch let fault as Command.Fault {
      let words = fault.message.split(whereSeparator: \.isWhitespace)
      return words.firstIndex(of: "ERROR:").map { String(words[$0 + 1]) } ?? fault.message
    }
  }

  /// The rows of a statement, each in one text.
  static func rows(
    _ sql: String, in database: String, as role: String = PostgresCluster.superuser, tenant: String? = nil
  ) throws -> [String] {
    let scope = tenant.map { "SELECT set_config('geod.tenant', '\($0)', true) \\g /dev/null\n" } ?? ""
    return try TestDatabase.sharedCluster().psql("BEGIN;\n\(scope)\(sql);\nCOMMIT;", in: database, as: role)
      .split(separator: "\n").map(String.init)
  }

  /// The tables with rows of tenants, without the partitions.
  static func tables(in database: String) throws -> [String] {
    try rows(
      """
      SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
        AND NOT relispartition AND relname <> 'schema_migrations' ORDER BY relname
      """, in: database)
  }
}
