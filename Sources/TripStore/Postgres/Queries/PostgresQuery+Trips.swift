// Statements that read what belongs to bookings, and those on shares and points. Each names the tenant as its first value,
// but the one that finds a share by its secret; a test holds that.

extension PostgresQuery {
  /// All statements of this file, for the test of the rule above.
  static let onTrips = [
    offers, bookingOfOffer, leases, liveLeases, liveLeasesOfTechnician, assignments, liveAssignment, trip,
    tripsOfBooking,
    summary, decisions, idempotency, sharedAssignment, countShares, addShare, endShare, share, liveShares,
    sharesOfBooking, shareOfHash, appendPoint, points,
  ]

  // Offers and leases
  static let offers = PostgresQuery(
    "offers",
    "SELECT id, state, deadline_ms, document FROM offers WHERE tenant = $1 AND booking = $2 ORDER BY id")
  static let bookingOfOffer = PostgresQuery(
    "booking_of_offer", "SELECT booking FROM offers WHERE tenant = $1 AND id = $2")
  /// The leases of all offers of a booking, offer by offer.
  static let leases = PostgresQuery(
    "leases",
    """
    SELECT leases.technician, leases.place, leases.offer FROM leases
    JOIN offers ON offers.tenant = leases.tenant AND offers.id = leases.offer
    WHERE leases.tenant = $1 AND offers.booking = $2 ORDER BY leases.offer, leases.technician, leases.place
    """)
  static let liveLeases = PostgresQuery(
    "live_leases",
    """
    SELECT leases.technician, leases.place, offers.id, offers.booking, offers.deadline_ms
    FROM leases JOIN offers ON offers.tenant = leases.tenant AND offers.id = leases.offer
    WHERE leases.tenant = $1 ORDER BY leases.technician, leases.place
    """)
  static let liveLeasesOfTechnician = PostgresQuery(
    "live_leases_of_technician",
    """
    SELECT leases.technician, leases.place, offers.id, offers.booking, offers.deadline_ms
    FROM leases JOIN offers ON offers.tenant = leases.tenant AND offers.id = leases.offer
    WHERE leases.tenant = $1 AND leases.technician = $2 ORDER BY leases.place
    """)

  // Assignments and trips
  static let assignments = PostgresQuery(
    "assignments",
    """
    SELECT version, technician, since_ms, ended_ms FROM assignments
    WHERE tenant = $1 AND booking = $2 ORDER BY version
    """)
  static let liveAssignment = PostgresQuery(
    "live_assignment",
    """
    SELECT version, technician, since_ms, ended_ms FROM assignments
    WHERE tenant = $1 AND booking = $2 AND ended_ms IS NULL
    """)
  static let trip = PostgresQuery(
    "trip",
    """
    SELECT booking, id, technician, state, started_ms, ended_ms, document
    FROM trips WHERE tenant = $1 AND id = $2
    """)
  static let tripsOfBooking = PostgresQuery(
    "trips_of_booking",
    """
    SELECT booking, id, technician, state, started_ms, ended_ms, document
    FROM trips WHERE tenant = $1 AND booking = $2 ORDER BY id
    """)
  static let summary = PostgresQuery(
    "summary", "SELECT booking, ended_ms, document FROM trip_summaries WHERE tenant = $1 AND trip = $2")

  // Decisions and answers
  static let decisions = PostgresQuery(
    "decisions",
    """
    SELECT version, at_ms, offer, wave, document FROM decisions
    WHERE tenant = $1 AND booking = $2 AND version > $3 ORDER BY version LIMIT $4
    """)
  static let idempotency = PostgresQuery(
    "idempotency",
    """
    SELECT booking, created_ms, request_hash, response FROM idempotency_keys WHERE tenant = $1 AND key = $2
    """)

  // Shares
  private static let shareColumns =
    "id, hash, booking, assignment_version, created_ms, created_by, expires_ms, ended_ms"
  /// The assignment that a share made now shows: the live one, or the next; none when the booking has ended.
  static let sharedAssignment = PostgresQuery(
    "shared_assignment",
    """
    SELECT coalesce(
      (SELECT version FROM assignments WHERE tenant = $1 AND booking = $2 AND ended_ms IS NULL),
      (SELECT 1 + coalesce(max(version), 0) FROM assignments WHERE tenant = $1 AND booking = $2))
    FROM bookings WHERE tenant = $1 AND id = $2 AND ended_ms IS NULL
    """)
  static let countShares = PostgresQuery(
    "count_shares", "SELECT count(*) FROM shares WHERE tenant = $1 AND booking = $2")
  static let addShare = PostgresQuery(
    "add_share",
    """
    INSERT INTO shares (tenant, id, hash, booking, assignment_version, created_ms, created_by, expires_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    """)
  static let endShare = PostgresQuery(
    "end_share", "UPDATE shares SET ended_ms = $3 WHERE tenant = $1 AND id = $2")
  static let share = PostgresQuery(
    "share", "SELECT \(shareColumns) FROM shares WHERE tenant = $1 AND id = $2")
  static let liveShares = PostgresQuery(
    "live_shares",
    """
    SELECT \(shareColumns) FROM shares
    WHERE tenant = $1 AND ended_ms IS NULL AND expires_ms > $2 ORDER BY expires_ms, id
    """, isStreamed: true)
  static let sharesOfBooking = PostgresQuery(
    "shares_of_booking", "SELECT \(shareColumns) FROM shares WHERE tenant = $1 AND booking = $2 ORDER BY id")
  /// Over all tenants, by a function of the owner, because a secret is all that is known.
  static let shareOfHash = PostgresQuery(
    "share_of_hash", "SELECT \(shareColumns), tenant FROM geod_share_by_hash($1)")

  // Points
  /// A row only for a point that is new.
  static let appendPoint = PostgresQuery(
    "append_point",
    """
    INSERT INTO track_points
      (tenant, trip, device, sequence, day, at_ms, latitude, longitude, accuracy, speed, heading)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    ON CONFLICT (tenant, trip, device, sequence, day) DO NOTHING RETURNING 1
    """)
  static let points = PostgresQuery(
    "points",
    """
    SELECT device, sequence, at_ms, latitude, longitude, accuracy, speed, heading FROM track_points
    WHERE tenant = $1 AND trip = $2 ORDER BY at_ms, device, sequence
    """, isStreamed: true)
}
