// All statements of the embedded store. Except for those of the operator (listing tenants, and those that have webhooks),
// of transactions and the one that finds a share by its secret, each names the tenant as its first value; a test holds that.

/// A statement that is prepared once per connection. The raw value is its SQL.
enum SQLiteQuery: String, CaseIterable {
  // Transactions; a part is a savepoint.
  case begin = "BEGIN IMMEDIATE"
  case beginReading = "BEGIN DEFERRED"
  case commit = "COMMIT"
  case rollback = "ROLLBACK"
  case beginPart = "SAVEPOINT part"
  case commitPart = "RELEASE part"
  case rollbackPart = "ROLLBACK TO part"

  // Tenants
  case addTenant = """
    INSERT INTO tenants (id, name_ar, name_en, time_zone, created_ms) VALUES (?1, ?2, ?3, ?4, ?5)
    """
  case tenant = "SELECT id, name_ar, name_en, time_zone, created_ms FROM tenants WHERE id = ?1"
  case tenants = "SELECT id, name_ar, name_en, time_zone, created_ms FROM tenants ORDER BY id"
  case hasTenant = "SELECT 1 FROM tenants WHERE id = ?1"
  case nextRevision = """
    UPDATE tenants SET revision = revision + ?2 WHERE id = ?1 RETURNING revision
    """

  // Settings
  case settings = "SELECT version, document, updated_ms FROM settings WHERE tenant = ?1"
  case settingsVersion = "SELECT version FROM settings WHERE tenant = ?1"
  case putSettings = """
    INSERT INTO settings (tenant, version, document, updated_ms) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (tenant) DO UPDATE SET
      version = excluded.version, document = excluded.document, updated_ms = excluded.updated_ms
    """

  // Technicians
  case technician = "SELECT id, version, profile, updated_ms FROM technicians WHERE tenant = ?1 AND id = ?2"
  case technicianVersion = "SELECT version FROM technicians WHERE tenant = ?1 AND id = ?2"
  case technicians = """
    SELECT id, version, profile, updated_ms FROM technicians WHERE tenant = ?1 ORDER BY id
    """
  case putTechnician = """
    INSERT INTO technicians (tenant, id, version, profile, updated_ms) VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (tenant, id) DO UPDATE SET
      version = excluded.version, profile = excluded.profile, updated_ms = excluded.updated_ms
    """
  case deleteTechnician = "DELETE FROM technicians WHERE tenant = ?1 AND id = ?2"

  // Position snapshots
  case positions = """
    SELECT taken_ms, payload, checksum FROM position_snapshots WHERE tenant = ?1
    """
  case savePositions = """
    INSERT INTO position_snapshots (tenant, taken_ms, payload, checksum) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (tenant) DO UPDATE SET
      taken_ms = excluded.taken_ms, payload = excluded.payload, checksum = excluded.checksum
    """

  // Audit
  case appendAudit = """
    INSERT INTO audit
      (tenant, sequence, at_ms, actor, reason, action, target, old_version, new_version, detail)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
    """
  case audit = """
    SELECT sequence, at_ms, actor, reason, action, target, old_version, new_version, detail
    FROM audit WHERE tenant = ?1 AND sequence < ?2 ORDER BY sequence DESC LIMIT ?3
    """

  // Bookings
  case booking = """
    SELECT id, version, event_count, placed_ms, changed_ms, state, technician, due_ms, ended_ms, document, customer
    FROM bookings WHERE tenant = ?1 AND id = ?2
    """
  case liveBookings = """
    SELECT id, version, event_count, placed_ms, changed_ms, state, technician, due_ms, ended_ms, document, customer
    FROM bookings WHERE tenant = ?1 AND ended_ms IS NULL ORDER BY id
    """
  case bookingsPage = """
    SELECT id, version, event_count, placed_ms, changed_ms, state, technician, due_ms, ended_ms, document, customer
    FROM bookings WHERE tenant = ?1 AND placed_ms >= ?2 AND (placed_ms, id) < (?3, ?4)
    ORDER BY placed_ms DESC, id DESC LIMIT ?5
    """
  case bookingsPageOfState = """
    SELECT id, version, event_count, placed_ms, changed_ms, state, technician, due_ms, ended_ms, document, customer
    FROM bookings WHERE tenant = ?1 AND state = ?6 AND placed_ms >= ?2 AND (placed_ms, id) < (?3, ?4)
    ORDER BY placed_ms DESC, id DESC LIMIT ?5
    """
  case bookingVersion = "SELECT version, event_count FROM bookings WHERE tenant = ?1 AND id = ?2"
  case addBooking = """
    INSERT INTO bookings (tenant, id, version, event_count, placed_ms, changed_ms, state, technician,
      due_ms, ended_ms, document, customer)
    VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
    """
  case changeBooking = """
    UPDATE bookings SET version = ?3, event_count = ?4, changed_ms = ?5, state = ?6, technician = ?7,
      due_ms = ?8, ended_ms = ?9, document = ?10, customer = ?11
    WHERE tenant = ?1 AND id = ?2
    """

  // Events
  case events = """
    SELECT number, kind, at_ms, document FROM events
    WHERE tenant = ?1 AND booking = ?2 AND number > ?3 ORDER BY number LIMIT ?4
    """
  case appendEvent = """
    INSERT INTO events (tenant, booking, number, kind, at_ms, document) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
    """

  // Offers and leases
  case offers = """
    SELECT id, state, deadline_ms, document FROM offers WHERE tenant = ?1 AND booking = ?2 ORDER BY id
    """
  case bookingOfOffer = "SELECT booking FROM offers WHERE tenant = ?1 AND id = ?2"
  case putOffer = """
    INSERT INTO offers (tenant, id, booking, state, deadline_ms, document) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
    ON CONFLICT (tenant, id) DO UPDATE SET
      state = excluded.state, deadline_ms = excluded.deadline_ms, document = excluded.document
    WHERE booking = excluded.booking
    """
  case leases = """
    SELECT technician, place FROM leases WHERE tenant = ?1 AND offer = ?2 ORDER BY technician, place
    """
  case liveLeases = """
    SELECT leases.technician, leases.place, offers.id, offers.booking, offers.deadline_ms
    FROM leases JOIN offers ON offers.tenant = leases.tenant AND offers.id = leases.offer
    WHERE leases.tenant = ?1 ORDER BY leases.technician, leases.place
    """
  case liveLeasesOfTechnician = """
    SELECT leases.technician, leases.place, offers.id, offers.booking, offers.deadline_ms
    FROM leases JOIN offers ON offers.tenant = leases.tenant AND offers.id = leases.offer
    WHERE leases.tenant = ?1 AND leases.technician = ?2 ORDER BY leases.place
    """
  case addLease = "INSERT INTO leases (tenant, technician, place, offer) VALUES (?1, ?2, ?3, ?4)"
  case releaseLeases = "DELETE FROM leases WHERE tenant = ?1 AND offer = ?2"

  // Assignments
  case assignments = """
    SELECT version, technician, since_ms, ended_ms FROM assignments
    WHERE tenant = ?1 AND booking = ?2 ORDER BY version
    """
  case liveAssignment = """
    SELECT version, technician, since_ms, ended_ms FROM assignments
    WHERE tenant = ?1 AND booking = ?2 AND ended_ms IS NULL
    """
  case putAssignment = """
    INSERT INTO assignments (tenant, booking, version, technician, since_ms, ended_ms)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6)
    ON CONFLICT (tenant, booking, version) DO UPDATE SET ended_ms = excluded.ended_ms
    WHERE technician = excluded.technician AND since_ms = excluded.since_ms
      AND (ended_ms IS NULL OR ended_ms IS excluded.ended_ms)
    """

  // Trips
  case trip = """
    SELECT booking, id, technician, state, started_ms, ended_ms, document
    FROM trips WHERE tenant = ?1 AND id = ?2
    """
  case tripsOfBooking = """
    SELECT booking, id, technician, state, started_ms, ended_ms, document
    FROM trips WHERE tenant = ?1 AND booking = ?2 ORDER BY id
    """
  case hasTrip = "SELECT 1 FROM trips WHERE tenant = ?1 AND id = ?2 AND booking = ?3"
  case putTrip = """
    INSERT INTO trips (tenant, id, booking, technician, state, started_ms, ended_ms, document)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
    ON CONFLICT (tenant, id) DO UPDATE SET
      state = excluded.state, ended_ms = excluded.ended_ms, document = excluded.document
    WHERE booking = excluded.booking AND technician = excluded.technician
      AND started_ms = excluded.started_ms AND (ended_ms IS NULL OR ended_ms IS excluded.ended_ms)
    """
  case summary = """
    SELECT booking, ended_ms, document FROM trip_summaries WHERE tenant = ?1 AND trip = ?2
    """
  case addSummary = """
    INSERT INTO trip_summaries (tenant, trip, booking, ended_ms, document) VALUES (?1, ?2, ?3, ?4, ?5)
    """

  // Decisions and answers
  case decisions = """
    SELECT version, at_ms, offer, wave, document FROM decisions
    WHERE tenant = ?1 AND booking = ?2 AND version > ?3 ORDER BY version LIMIT ?4
    """
  case putDecision = """
    INSERT INTO decisions (tenant, booking, version, at_ms, offer, wave, document)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
    ON CONFLICT (tenant, booking, version) DO UPDATE SET
      at_ms = excluded.at_ms, offer = excluded.offer, wave = excluded.wave, document = excluded.document
    """
  case idempotency = """
    SELECT booking, created_ms, request_hash, response FROM idempotency_keys WHERE tenant = ?1 AND key = ?2
    """
  case addIdempotency = """
    INSERT INTO idempotency_keys (tenant, key, booking, created_ms, request_hash, response)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6)
    """

  // Zones
  case zone =
    "SELECT id, version, updated_ms, points, properties, geometry FROM zones WHERE tenant = ?1 AND id = ?2"
  case zones = """
    SELECT id, version, updated_ms, points, properties, geometry FROM zones WHERE tenant = ?1 ORDER BY id
    """
  case zoneStandings = "SELECT id, version, points FROM zones WHERE tenant = ?1 ORDER BY id"
  case otherZones = "SELECT count(*), coalesce(sum(points), 0) FROM zones WHERE tenant = ?1 AND id <> ?2"
  case putZone = """
    INSERT INTO zones (tenant, id, version, updated_ms, points, properties, geometry)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
    ON CONFLICT (tenant, id) DO UPDATE SET
      version = excluded.version, updated_ms = excluded.updated_ms, points = excluded.points,
      properties = excluded.properties, geometry = excluded.geometry
    """
  case deleteZone = "DELETE FROM zones WHERE tenant = ?1 AND id = ?2"

  // Shares
  case addShare = """
    INSERT INTO shares (tenant, id, hash, booking, assignment_version, created_ms, created_by, expires_ms)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
    """
  /// The assignment that a share made now shows: the live one, or the next; none when the booking has ended.
  case sharedAssignment = """
    SELECT coalesce(
      (SELECT version FROM assignments WHERE tenant = ?1 AND booking = ?2 AND ended_ms IS NULL),
      (SELECT 1 + coalesce(max(version), 0) FROM assignments WHERE tenant = ?1 AND booking = ?2))
    FROM bookings WHERE tenant = ?1 AND id = ?2 AND ended_ms IS NULL
    """
  case countShares = "SELECT count(*) FROM shares WHERE tenant = ?1 AND booking = ?2"
  case endShare = "UPDATE shares SET ended_ms = ?3 WHERE tenant = ?1 AND id = ?2"
  case share = """
    SELECT id, hash, booking, assignment_version, created_ms, created_by, expires_ms, ended_ms
    FROM shares WHERE tenant = ?1 AND id = ?2
    """
  case liveShares = """
    SELECT id, hash, booking, assignment_version, created_ms, created_by, expires_ms, ended_ms
    FROM shares WHERE tenant = ?1 AND ended_ms IS NULL AND expires_ms > ?2 ORDER BY expires_ms, id
    """
  case sharesOfBooking = """
    SELECT id, hash, booking, assignment_version, created_ms, created_by, expires_ms, ended_ms
    FROM shares WHERE tenant = ?1 AND booking = ?2
    """
  /// The only one that asks over all tenants, because a secret is all that is known.
  case shareOfHash = """
    SELECT id, hash, booking, assignment_version, created_ms, created_by, expires_ms, ended_ms, tenant
    FROM shares WHERE hash = ?1
    """

  // Webhook endpoints
  case endpoint = """
    SELECT id, version, url, kinds, is_active, secret, previous_secret, previous_until_ms, created_ms, updated_ms
    FROM endpoints WHERE tenant = ?1 AND id = ?2
    """
  case endpoints = """
    SELECT id, version, url, kinds, is_active, secret, previous_secret, previous_until_ms, created_ms, updated_ms
    FROM endpoints WHERE tenant = ?1 ORDER BY id
    """
  case countEndpoints = "SELECT count(*) FROM endpoints WHERE tenant = ?1"
  case relayTenants = "SELECT DISTINCT tenant FROM endpoints WHERE is_active = 1 ORDER BY tenant"
  case putEndpoint = """
    INSERT INTO endpoints (tenant, id, version, url, kinds, is_active, secret, previous_secret,
      previous_until_ms, created_ms, updated_ms)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
    ON CONFLICT (tenant, id) DO UPDATE SET
      version = excluded.version, url = excluded.url, kinds = excluded.kinds, is_active = excluded.is_active,
      secret = excluded.secret, previous_secret = excluded.previous_secret,
      previous_until_ms = excluded.previous_until_ms, updated_ms = excluded.updated_ms
    """
  case deleteEndpoint = "DELETE FROM endpoints WHERE tenant = ?1 AND id = ?2"

  // Outbox
  case messageTakers = "SELECT id, kinds FROM endpoints WHERE tenant = ?1 AND is_active = 1 ORDER BY id"
  case queueMessage = """
    INSERT INTO outbox (tenant, sequence, id, booking, kind, queued_ms, document, endpoint, due_ms)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, CASE WHEN EXISTS (
      SELECT 1 FROM outbox WHERE tenant = ?1 AND booking = ?4 AND endpoint = ?8 AND failed_ms IS NULL)
      THEN NULL ELSE ?6 END)
    """
  case dueMessages = """
    SELECT sequence, id, booking, kind, queued_ms, attempt, resent_ms, resent_attempt, document FROM outbox
    WHERE tenant = ?1 AND endpoint = ?2 AND due_ms <= ?3 ORDER BY due_ms, sequence LIMIT ?4
    """
  case takeMessage = """
    UPDATE outbox SET attempt = attempt + 1, due_ms = ?3 WHERE tenant = ?1 AND sequence = ?2
    """
  case nextDueMessage = """
    SELECT due_ms FROM outbox WHERE tenant = ?1 AND endpoint = ?2 AND due_ms IS NOT NULL ORDER BY due_ms LIMIT 1
    """
  case removeMessage = """
    DELETE FROM outbox WHERE tenant = ?1 AND endpoint = ?2 AND id = ?3 AND attempt = ?4 AND due_ms IS NOT NULL
    RETURNING booking
    """
  case postponeMessage = """
    UPDATE outbox SET due_ms = ?5
    WHERE tenant = ?1 AND endpoint = ?2 AND id = ?3 AND attempt = ?4 AND due_ms IS NOT NULL
    """
  case giveUpMessage = """
    UPDATE outbox SET due_ms = NULL, failed_ms = ?5, reason = ?6
    WHERE tenant = ?1 AND endpoint = ?2 AND id = ?3 AND attempt = ?4 AND due_ms IS NOT NULL RETURNING booking
    """
  case giveUpMessages = """
    UPDATE outbox SET due_ms = NULL, failed_ms = ?3, reason = ?4
    WHERE tenant = ?1 AND endpoint = ?2 AND failed_ms IS NULL
    """
  case promoteMessage = """
    UPDATE outbox SET due_ms = ?4 WHERE tenant = ?1 AND sequence = (
      SELECT min(sequence) FROM outbox
      WHERE tenant = ?1 AND booking = ?3 AND endpoint = ?2 AND failed_ms IS NULL)
    """
  case countWaiting = """
    SELECT count(*) FROM (
      SELECT 1 FROM outbox WHERE tenant = ?1 AND endpoint = ?2 AND failed_ms IS NULL LIMIT ?3)
    """
  case countDead = """
    SELECT count(*) FROM (
      SELECT 1 FROM outbox WHERE tenant = ?1 AND endpoint = ?2 AND failed_ms IS NOT NULL LIMIT ?3)
    """
  case oldestWaiting = """
    SELECT queued_ms FROM outbox WHERE tenant = ?1 AND endpoint = ?2 AND failed_ms IS NULL
    ORDER BY sequence LIMIT 1
    """
  case deadLetters = """
    SELECT sequence, id, booking, kind, queued_ms, attempt, resent_ms, resent_attempt, document, failed_ms, reason
    FROM outbox WHERE tenant = ?1 AND endpoint = ?2 AND failed_ms IS NOT NULL AND sequence > ?3
    ORDER BY sequence LIMIT ?4
    """
  case deadLetter = """
    SELECT id, booking FROM outbox WHERE tenant = ?1 AND endpoint = ?2 AND id = ?3 AND failed_ms IS NOT NULL
    """
  case oldestDeadLetters = """
    SELECT id, booking FROM outbox WHERE tenant = ?1 AND endpoint = ?2 AND failed_ms IS NOT NULL
    ORDER BY sequence LIMIT ?3
    """
  case reviveMessage = """
    UPDATE outbox SET sequence = ?4, failed_ms = NULL, reason = NULL, resent_ms = ?6, resent_attempt = attempt,
      due_ms = CASE WHEN EXISTS (
        SELECT 1 FROM outbox WHERE tenant = ?1 AND booking = ?5 AND endpoint = ?2 AND failed_ms IS NULL)
        THEN NULL ELSE ?6 END
    WHERE tenant = ?1 AND endpoint = ?2 AND id = ?3
    """

  // Retention; what the same bounds count is in SQLiteRareQuery.
  case removeSummaries = """
    DELETE FROM trip_summaries WHERE tenant = ?1 AND trip IN (
      SELECT trip FROM trip_summaries WHERE tenant = ?1 AND ended_ms < ?2 ORDER BY ended_ms, trip LIMIT ?3)
    """
  case removeDecisions = """
    DELETE FROM decisions WHERE tenant = ?1 AND (booking, version) IN (
      SELECT booking, version FROM decisions WHERE tenant = ?1 AND at_ms < ?2
      ORDER BY at_ms, booking, version LIMIT ?3)
    """
  case removeAudit = """
    DELETE FROM audit WHERE tenant = ?1 AND sequence IN (
      SELECT sequence FROM audit WHERE tenant = ?1 AND at_ms < ?2 ORDER BY at_ms, sequence LIMIT ?3)
    """
  case removeIdempotency = """
    DELETE FROM idempotency_keys WHERE tenant = ?1 AND key IN (
      SELECT key FROM idempotency_keys WHERE tenant = ?1 AND created_ms < ?2 ORDER BY created_ms, key LIMIT ?3)
    """
  case removeDeadLetters = """
    DELETE FROM outbox WHERE tenant = ?1 AND sequence IN (
      SELECT sequence FROM outbox WHERE tenant = ?1 AND failed_ms < ?2 ORDER BY failed_ms, sequence LIMIT ?3)
    """
  case removeBookings = """
    DELETE FROM bookings WHERE tenant = ?1 AND id IN (
      SELECT id FROM bookings WHERE tenant = ?1 AND ended_ms < ?2 AND NOT EXISTS (
        SELECT 1 FROM outbox WHERE outbox.tenant = ?1 AND booking = bookings.id AND failed_ms IS NULL)
      ORDER BY ended_ms, id LIMIT ?3)
    """

  // Days of points, of all tenants; the statements on a day's own table are in SQLiteDayQuery.
  case pointDays = "SELECT day FROM point_days ORDER BY day"
  case hasPointDay = "SELECT 1 FROM point_days WHERE day = ?1"
  case addPointDay = "INSERT INTO point_days (day) VALUES (?1)"
  case removePointDay = "DELETE FROM point_days WHERE day = ?1"
}
