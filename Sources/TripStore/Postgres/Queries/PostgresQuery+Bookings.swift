// Statements that write about bookings, and those that read bookings and events. Each names the tenant as its first value;
// a test holds that. Reading what belongs to a booking is in PostgresQuery+Trips.swift.

extension PostgresQuery {
  /// All statements of this file, for the test of the rule above.
  static let onBookings = [
    booking, liveBookings, bookingsPage, bookingsPageOfState, bookingVersion, addBooking, changeBooking,
    events, appendEvent, putOffer, addLease, releaseLeases, putAssignment, putTrip, addSummary, putDecision,
    addIdempotency,
  ]

  private static let bookingColumns =
    "id, version, event_count, placed_ms, changed_ms, state, technician, due_ms, ended_ms, document, customer"

  // Bookings
  static let booking = PostgresQuery(
    "booking", "SELECT \(bookingColumns) FROM bookings WHERE tenant = $1 AND id = $2")
  static let liveBookings = PostgresQuery(
    "live_bookings",
    "SELECT \(bookingColumns) FROM bookings WHERE tenant = $1 AND ended_ms IS NULL ORDER BY id",
    isStreamed: true)
  static let bookingsPage = PostgresQuery(
    "bookings_page",
    """
    SELECT \(bookingColumns) FROM bookings
    WHERE tenant = $1 AND placed_ms >= $2 AND (placed_ms, id) < ($3, $4)
    ORDER BY placed_ms DESC, id DESC LIMIT $5
    """)
  static let bookingsPageOfState = PostgresQuery(
    "bookings_page_of_state",
    """
    SELECT \(bookingColumns) FROM bookings
    WHERE tenant = $1 AND state = $6 AND placed_ms >= $2 AND (placed_ms, id) < ($3, $4)
    ORDER BY placed_ms DESC, id DESC LIMIT $5
    """)
  static let bookingVersion = PostgresQuery(
    "booking_version", "SELECT version FROM bookings WHERE tenant = $1 AND id = $2")
  static let addBooking = PostgresQuery(
    "add_booking",
    """
    WITH added AS (
      INSERT INTO bookings (tenant, id, version, event_count, placed_ms, changed_ms, state, technician,
        due_ms, ended_ms, document, customer)
      SELECT $1, $2, $3 + 1, $4, $5, $5, $6, $7, $8, $9, $10, $11
      ON CONFLICT (tenant, id) DO NOTHING RETURNING event_count)
    SELECT max(event_count), 1 / count(*) FROM added
    """)
  static let changeBooking = PostgresQuery(
    "change_booking",
    """
    WITH changed AS (
      UPDATE bookings SET version = version + 1, event_count = event_count + $4, changed_ms = $5, state = $6,
        technician = $7, due_ms = $8, ended_ms = $9, document = $10, customer = $11
      WHERE tenant = $1 AND id = $2 AND version = $3 RETURNING event_count)
    SELECT max(event_count), 1 / count(*) FROM changed
    """)

  // Events
  static let events = PostgresQuery(
    "events",
    """
    SELECT number, kind, at_ms, document FROM events
    WHERE tenant = $1 AND booking = $2 AND number > $3 ORDER BY number LIMIT $4
    """)
  /// Its number counts back from the last one of the booking.
  static let appendEvent = PostgresQuery(
    "append_event",
    """
    INSERT INTO events (tenant, booking, number, kind, at_ms, document)
    SELECT $1, $2, event_count - $3, $4, $5, $6 FROM bookings WHERE tenant = $1 AND id = $2
    """)

  // Offers and leases
  static let putOffer = PostgresQuery(
    "put_offer",
    """
    WITH put AS (
      INSERT INTO offers (tenant, id, booking, state, deadline_ms, document) VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (tenant, id) DO UPDATE SET
        state = excluded.state, deadline_ms = excluded.deadline_ms, document = excluded.document
      WHERE offers.booking = excluded.booking RETURNING 1)
    SELECT 1 / count(*) FROM put
    """)
  static let addLease = PostgresQuery(
    "add_lease", "INSERT INTO leases (tenant, technician, place, offer) VALUES ($1, $2, $3, $4)")
  static let releaseLeases = PostgresQuery(
    "release_leases", "DELETE FROM leases WHERE tenant = $1 AND offer = $2")

  // Assignments and trips
  static let putAssignment = PostgresQuery(
    "put_assignment",
    """
    WITH put AS (
      INSERT INTO assignments (tenant, booking, version, technician, since_ms, ended_ms)
      VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (tenant, booking, version) DO UPDATE SET ended_ms = excluded.ended_ms
      WHERE assignments.technician = excluded.technician AND assignments.since_ms = excluded.since_ms
        AND (assignments.ended_ms IS NULL OR assignments.ended_ms IS NOT DISTINCT FROM excluded.ended_ms)
      RETURNING 1)
    SELECT 1 / count(*) FROM put
    """)
  static let putTrip = PostgresQuery(
    "put_trip",
    """
    WITH put AS (
      INSERT INTO trips (tenant, id, booking, technician, state, started_ms, ended_ms, document)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      ON CONFLICT (tenant, id) DO UPDATE SET
        state = excluded.state, ended_ms = excluded.ended_ms, document = excluded.document
      WHERE trips.booking = excluded.booking AND trips.technician = excluded.technician
        AND trips.started_ms = excluded.started_ms
        AND (trips.ended_ms IS NULL OR trips.ended_ms IS NOT DISTINCT FROM excluded.ended_ms)
      RETURNING 1)
    SELECT 1 / count(*) FROM put
    """)
  /// Nothing when the booking has no such trip.
  static let addSummary = PostgresQuery(
    "add_summary",
    """
    WITH added AS (
      INSERT INTO trip_summaries (tenant, trip, booking, ended_ms, document)
      SELECT $1, $2, $3, $4, $5 FROM trips WHERE tenant = $1 AND id = $2 AND booking = $3 RETURNING 1)
    SELECT 1 / count(*) FROM added
    """)

  // Decisions and answers
  static let putDecision = PostgresQuery(
    "put_decision",
    """
    INSERT INTO decisions (tenant, booking, version, at_ms, offer, wave, document)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (tenant, booking, version) DO UPDATE SET
      at_ms = excluded.at_ms, offer = excluded.offer, wave = excluded.wave, document = excluded.document
    """)
  static let addIdempotency = PostgresQuery(
    "add_idempotency",
    """
    INSERT INTO idempotency_keys (tenant, key, booking, created_ms, request_hash, response)
    VALUES ($1, $2, $3, $4, $5, $6)
    """)
}
