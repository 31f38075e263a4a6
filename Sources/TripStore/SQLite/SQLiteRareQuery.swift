// Statements that run now and then, with seals, erasures, and for people who ask what is kept. They are prepared each time. All
// but the one that looks for unsealed trips name the tenant as their first value; a test holds that.

/// A statement that is not worth keeping prepared. The raw value is its SQL.
enum SQLiteRareQuery: String, CaseIterable {
  // Seals of trips
  /// Of all tenants: whoever seals looks after everybody's trips.
  case unsealedTrips = """
    SELECT tenant, trip, ended_ms FROM trip_summaries
    WHERE sealed_ms IS NULL AND (ended_ms, tenant, trip) > (?1, ?2, ?3) ORDER BY ended_ms, tenant, trip LIMIT ?4
    """
  case sealTrip = """
    UPDATE trip_summaries SET sealed_ms = ?3 WHERE tenant = ?1 AND trip = ?2 AND sealed_ms IS NULL
    """
  case sealedAt = "SELECT sealed_ms FROM trip_summaries WHERE tenant = ?1 AND trip = ?2"
  case addChain =
    "INSERT INTO trip_chains (tenant, trip, device, fix_count, head) VALUES (?1, ?2, ?3, ?4, ?5)"
  case chains = """
    SELECT device, fix_count, head FROM trip_chains WHERE tenant = ?1 AND trip = ?2 ORDER BY device
    """

  // Erasures under way; the statements on what names a person are in ErasureTable+SQLite.swift.
  case erasures =
    "SELECT pseudonym, kind, salt, proof, begun_ms FROM erasures WHERE tenant = ?1 ORDER BY pseudonym"
  case beginErasure = """
    INSERT INTO erasures (tenant, pseudonym, kind, salt, proof, begun_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
    """
  case endErasure = "DELETE FROM erasures WHERE tenant = ?1 AND pseudonym = ?2"
  case writeErasure = "UPDATE erasures SET is_writing = ?3 WHERE tenant = ?1 AND pseudonym = ?2"
  case bookingsOfCustomer = "SELECT id FROM bookings WHERE tenant = ?1 AND customer = ?2 ORDER BY id"
  case summariesOfBooking = """
    SELECT trip, ended_ms, document FROM trip_summaries WHERE tenant = ?1 AND booking = ?2 ORDER BY trip
    """

  // What is kept, and what retention would remove: counted with the bounds of the removals.
  case countSummaries = """
    SELECT count(*) FROM (
      SELECT 1 FROM trip_summaries WHERE tenant = ?1 AND ended_ms < ?2 LIMIT ?3)
    """
  case countDecisions = """
    SELECT count(*) FROM (SELECT 1 FROM decisions WHERE tenant = ?1 AND at_ms < ?2 LIMIT ?3)
    """
  case countAudit = """
    SELECT count(*) FROM (SELECT 1 FROM audit WHERE tenant = ?1 AND at_ms < ?2 LIMIT ?3)
    """
  case countIdempotency = """
    SELECT count(*) FROM (
      SELECT 1 FROM idempotency_keys WHERE tenant = ?1 AND created_ms < ?2 LIMIT ?3)
    """
  case countDeadLetters = """
    SELECT count(*) FROM (SELECT 1 FROM outbox WHERE tenant = ?1 AND failed_ms < ?2 LIMIT ?3)
    """
  case countBookings = """
    SELECT count(*) FROM (
      SELECT 1 FROM bookings WHERE tenant = ?1 AND ended_ms < ?2 AND NOT EXISTS (
        SELECT 1 FROM outbox WHERE outbox.tenant = ?1 AND booking = bookings.id AND failed_ms IS NULL)
      LIMIT ?3)
    """
  case oldestSummary = "SELECT min(ended_ms) FROM trip_summaries WHERE tenant = ?1"
  case oldestDecision = "SELECT min(at_ms) FROM decisions WHERE tenant = ?1"
  case oldestAudit = "SELECT min(at_ms) FROM audit WHERE tenant = ?1"
  case oldestIdempotency = "SELECT min(created_ms) FROM idempotency_keys WHERE tenant = ?1"
  case oldestDeadLetter = "SELECT min(failed_ms) FROM outbox WHERE tenant = ?1 AND failed_ms IS NOT NULL"
  case oldestBooking = "SELECT min(ended_ms) FROM bookings WHERE tenant = ?1 AND ended_ms IS NOT NULL"
}
