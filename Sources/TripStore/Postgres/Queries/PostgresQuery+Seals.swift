// Statements on seals, erasures under way, and what a tenant has. The one on unsealed trips is about all tenants; the others
// name the tenant as their first value, and a test holds that.

extension PostgresQuery {
  /// All statements of this file, for the test of the rule above.
  static let onSeals = [
    unsealedTrips, lockSummary, countFixes, sealTrip, addChain, sealedAt, chains, erasures, beginErasure,
    endErasure, writeErasure,
    bookingsOfCustomer,
    summariesOfBooking, chainsToErase, removeChains, customerOfBooking, eraseCustomer, auditNaming,
    eraseInAudit,
    removePointsOfTrip, oldestSummary, oldestDecision, oldestAudit, oldestIdempotency, oldestDeadLetter,
    oldestBooking,
  ]

  // Seals
  static let unsealedTrips = PostgresQuery(
    "unsealed_trips",
    """
    SELECT tenant, trip, ended_ms FROM trip_summaries
    WHERE sealed_ms IS NULL AND (ended_ms, tenant, trip) > ($1, $2, $3)
    ORDER BY ended_ms, tenant, trip LIMIT $4
    """)
  /// Whether it is sealed, 0 or 1. Waits for a seal that is being written.
  static let lockSummary = PostgresQuery(
    "lock_summary",
    """
    SELECT CASE WHEN sealed_ms IS NULL THEN 0 ELSE 1 END FROM trip_summaries
    WHERE tenant = $1 AND trip = $2 FOR UPDATE
    """)
  static let countFixes = PostgresQuery(
    "count_fixes",
    "SELECT count(DISTINCT (device, sequence)) FROM track_points WHERE tenant = $1 AND trip = $2")
  static let sealTrip = PostgresQuery(
    "seal_trip",
    "UPDATE trip_summaries SET sealed_ms = $3 WHERE tenant = $1 AND trip = $2 AND sealed_ms IS NULL")
  static let addChain = PostgresQuery(
    "add_chain",
    "INSERT INTO trip_chains (tenant, trip, device, fix_count, head) VALUES ($1, $2, $3, $4, $5)")
  static let sealedAt = PostgresQuery(
    "sealed_at", "SELECT sealed_ms FROM trip_summaries WHERE tenant = $1 AND trip = $2")
  static let chains = PostgresQuery(
    "chains",
    "SELECT device, fix_count, head FROM trip_chains WHERE tenant = $1 AND trip = $2 ORDER BY device")

  // Erasures
  static let erasures = PostgresQuery(
    "erasures",
    "SELECT pseudonym, kind, salt, proof, begun_ms FROM erasures WHERE tenant = $1 ORDER BY pseudonym")
  static let beginErasure = PostgresQuery(
    "begin_erasure",
    """
    INSERT INTO erasures (tenant, pseudonym, kind, salt, proof, begun_ms)
    SELECT id, $2, $3, $4, $5, $6 FROM tenants WHERE id = $1
    """)
  static let endErasure = PostgresQuery(
    "end_erasure", "DELETE FROM erasures WHERE tenant = $1 AND pseudonym = $2")
  static let writeErasure = PostgresQuery(
    "write_erasure", "UPDATE erasures SET is_writing = $3 <> 0 WHERE tenant = $1 AND pseudonym = $2")
  static let bookingsOfCustomer = PostgresQuery(
    "bookings_of_customer", "SELECT id FROM bookings WHERE tenant = $1 AND customer = $2 ORDER BY id")
  static let summariesOfBooking = PostgresQuery(
    "summaries_of_booking",
    "SELECT trip, ended_ms, document FROM trip_summaries WHERE tenant = $1 AND booking = $2 ORDER BY trip")
  static let chainsToErase = PostgresQuery(
    "chains_to_erase",
    """
    SELECT trips.id, trips.technician, count(trip_chains.device) FROM trips
    JOIN trip_chains ON trip_chains.tenant = trips.tenant AND trip_chains.trip = trips.id
    WHERE trips.tenant = $1 AND trips.booking = $2 GROUP BY trips.id, trips.technician
    """)
  static let removeChains = PostgresQuery(
    "remove_chains", "DELETE FROM trip_chains WHERE tenant = $1 AND trip = $2")
  static let customerOfBooking = PostgresQuery(
    "customer_of_booking",
    "SELECT customer FROM bookings WHERE tenant = $1 AND id = $2 AND customer IS NOT NULL")
  static let eraseCustomer = PostgresQuery(
    "erase_customer", "UPDATE bookings SET customer = $3 WHERE tenant = $1 AND id = $2")
  static let auditNaming = PostgresQuery(
    "audit_naming",
    """
    SELECT sequence, at_ms, actor, reason, action, target, old_version, new_version, detail FROM audit
    WHERE tenant = $1 AND sequence > $2 AND (position($3 IN actor) > 0 OR position($3 IN reason) > 0
      OR position($3 IN target) > 0 OR position($4 IN detail) > 0)
    ORDER BY sequence LIMIT $5
    """)
  static let eraseInAudit = PostgresQuery(
    "erase_in_audit",
    """
    UPDATE audit SET actor = $3, reason = $4, target = $5, detail = $6 WHERE tenant = $1 AND sequence = $2
    """)
  static let removePointsOfTrip = PostgresQuery(
    "remove_points_of_trip",
    """
    DELETE FROM track_points WHERE tenant = $1 AND trip = $2 AND (device, sequence, day) IN (
      SELECT device, sequence, day FROM track_points WHERE tenant = $1 AND trip = $2
      ORDER BY day, device, sequence LIMIT $3)
    """)

  // What a tenant has
  static let oldestSummary = PostgresQuery(
    "oldest_summary", "SELECT min(ended_ms) FROM trip_summaries WHERE tenant = $1")
  static let oldestDecision = PostgresQuery(
    "oldest_decision", "SELECT min(at_ms) FROM decisions WHERE tenant = $1")
  static let oldestAudit = PostgresQuery(
    "oldest_audit", "SELECT min(at_ms) FROM audit WHERE tenant = $1")
  static let oldestIdempotency = PostgresQuery(
    "oldest_idempotency", "SELECT min(created_ms) FROM idempotency_keys WHERE tenant = $1")
  static let oldestDeadLetter = PostgresQuery(
    "oldest_dead_letter", "SELECT min(failed_ms) FROM outbox WHERE tenant = $1 AND failed_ms IS NOT NULL")
  static let oldestBooking = PostgresQuery(
    "oldest_booking", "SELECT min(ended_ms) FROM bookings WHERE tenant = $1 AND ended_ms IS NOT NULL")
}
