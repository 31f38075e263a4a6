// Statements of retention and on the days of points, over all tenants: only for the system's role. Each kind is counted and
// removed with the same bounds.

extension PostgresQuery {
  /// All statements of this file, for the test that those of a kind name the tenant.
  static let onRetention = [
    databaseTime, pointDays, makePointDay, dropPointDay, allTenants, countPoints, removePoints,
    countSummaries,
    removeSummaries,
    countDecisions, removeDecisions, countAudit, removeAudit, countIdempotency, removeIdempotency,
    countDeadLetters, removeDeadLetters, countBookings, removeBookings,
  ]

  // Days of points, of all tenants
  static let databaseTime = PostgresQuery(
    "database_time", "SELECT (extract(epoch FROM statement_timestamp()) * 1000)::bigint")
  static let pointDays = PostgresQuery("point_days", "SELECT * FROM geod_point_days()")
  static let makePointDay = PostgresQuery("make_point_day", "SELECT geod_make_point_day($1::integer)")
  static let dropPointDay = PostgresQuery("drop_point_day", "SELECT geod_drop_point_day($1::integer)")
  static let allTenants = PostgresQuery("all_tenants", "SELECT id FROM tenants ORDER BY id")

  // Points of one tenant and day
  static let countPoints = PostgresQuery(
    "count_points",
    """
    SELECT count(*) FROM (SELECT FROM track_points WHERE tenant = $1 AND day = $2 LIMIT $3) AS due
    """)
  static let removePoints = PostgresQuery(
    "remove_points",
    """
    DELETE FROM track_points WHERE tenant = $1 AND day = $2 AND (trip, device, sequence) IN (
      SELECT trip, device, sequence FROM track_points WHERE tenant = $1 AND day = $2
      ORDER BY trip, device, sequence LIMIT $3)
    """)

  // The other kinds
  static let countSummaries = PostgresQuery(
    "count_summaries",
    """
    SELECT count(*) FROM (
      SELECT FROM trip_summaries WHERE tenant = $1 AND ended_ms < $2 LIMIT $3) AS due
    """)
  static let removeSummaries = PostgresQuery(
    "remove_summaries",
    """
    DELETE FROM trip_summaries WHERE tenant = $1 AND trip IN (
      SELECT trip FROM trip_summaries WHERE tenant = $1 AND ended_ms < $2 ORDER BY ended_ms, trip LIMIT $3)
    """)
  static let countDecisions = PostgresQuery(
    "count_decisions",
    "SELECT count(*) FROM (SELECT FROM decisions WHERE tenant = $1 AND at_ms < $2 LIMIT $3) AS due")
  static let removeDecisions = PostgresQuery(
    "remove_decisions",
    """
    DELETE FROM decisions WHERE tenant = $1 AND (booking, version) IN (
      SELECT booking, version FROM decisions WHERE tenant = $1 AND at_ms < $2
      ORDER BY at_ms, booking, version LIMIT $3)
    """)
  static let countAudit = PostgresQuery(
    "count_audit",
    "SELECT count(*) FROM (SELECT FROM audit WHERE tenant = $1 AND at_ms < $2 LIMIT $3) AS due")
  static let removeAudit = PostgresQuery(
    "remove_audit",
    """
    DELETE FROM audit WHERE tenant = $1 AND sequence IN (
      SELECT sequence FROM audit WHERE tenant = $1 AND at_ms < $2 ORDER BY at_ms, sequence LIMIT $3)
    """)
  static let countIdempotency = PostgresQuery(
    "count_idempotency",
    """
    SELECT count(*) FROM (
      SELECT FROM idempotency_keys WHERE tenant = $1 AND created_ms < $2 LIMIT $3) AS due
    """)
  static let removeIdempotency = PostgresQuery(
    "remove_idempotency",
    """
    DELETE FROM idempotency_keys WHERE tenant = $1 AND key IN (
      SELECT key FROM idempotency_keys WHERE tenant = $1 AND created_ms < $2 ORDER BY created_ms, key LIMIT $3)
    """)
  static let countDeadLetters = PostgresQuery(
    "count_dead_letters",
    "SELECT count(*) FROM (SELECT FROM outbox WHERE tenant = $1 AND failed_ms < $2 LIMIT $3) AS due")
  /// One that was queued again meanwhile stays.
  static let removeDeadLetters = PostgresQuery(
    "remove_dead_letters",
    """
    DELETE FROM outbox WHERE tenant = $1 AND failed_ms < $2 AND sequence IN (
      SELECT sequence FROM outbox WHERE tenant = $1 AND failed_ms < $2 ORDER BY failed_ms, sequence LIMIT $3)
    """)
  static let countBookings = PostgresQuery(
    "count_bookings",
    """
    SELECT count(*) FROM (
      SELECT FROM bookings WHERE tenant = $1 AND ended_ms < $2 AND NOT EXISTS (
        SELECT FROM outbox WHERE outbox.tenant = $1 AND booking = bookings.id AND failed_ms IS NULL)
      LIMIT $3) AS due
    """)
  static let removeBookings = PostgresQuery(
    "remove_bookings",
    """
    DELETE FROM bookings WHERE tenant = $1 AND id IN (
      SELECT id FROM bookings WHERE tenant = $1 AND ended_ms < $2 AND NOT EXISTS (
        SELECT FROM outbox WHERE outbox.tenant = $1 AND booking = bookings.id AND failed_ms IS NULL)
      ORDER BY ended_ms, id LIMIT $3)
    """)
}
