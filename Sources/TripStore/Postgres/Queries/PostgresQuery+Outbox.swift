// Statements on webhook endpoints and the outbox. Each names the tenant as its first value, but the one that asks which
// tenants have endpoints; a test holds that.

extension PostgresQuery {
  /// All statements of this file, for the test of the rule above.
  static let onOutbox = [
    endpoint, endpoints, countEndpoints, relayTenants, putEndpoint, deleteEndpoint, queueMessage,
    takeMessages,
    nextDueMessage, removeMessage, postponeMessage, giveUpMessage, giveUpMessages, promoteMessage,
    countWaiting,
    countDead, oldestWaiting, deadLetters, deadLetter, oldestDeadLetters, reviveMessage,
  ]

  private static let endpointColumns = """
    id, version, url, kinds, is_active, secret, previous_secret, previous_until_ms, created_ms, updated_ms
    """
  private static let messageColumns =
    "sequence, id, booking, kind, queued_ms, attempt, resent_ms, resent_attempt, document"

  // Endpoints
  static let endpoint = PostgresQuery(
    "endpoint", "SELECT \(endpointColumns) FROM endpoints WHERE tenant = $1 AND id = $2")
  static let endpoints = PostgresQuery(
    "endpoints", "SELECT \(endpointColumns) FROM endpoints WHERE tenant = $1 ORDER BY id")
  static let countEndpoints = PostgresQuery(
    "count_endpoints", "SELECT count(*) FROM endpoints WHERE tenant = $1")
  /// Over all tenants, by a function of the owner that tells nothing else.
  static let relayTenants = PostgresQuery("relay_tenants", "SELECT * FROM geod_relay_tenants()")
  static let putEndpoint = PostgresQuery(
    "put_endpoint",
    """
    INSERT INTO endpoints (tenant, id, version, url, kinds, is_active, secret, previous_secret,
      previous_until_ms, created_ms, updated_ms)
    VALUES ($1, $2, $3, $4, $5, $6 = 1, $7, $8, $9, $10, $11)
    ON CONFLICT (tenant, id) DO UPDATE SET
      version = excluded.version, url = excluded.url, kinds = excluded.kinds, is_active = excluded.is_active,
      secret = excluded.secret, previous_secret = excluded.previous_secret,
      previous_until_ms = excluded.previous_until_ms, updated_ms = excluded.updated_ms
    """)
  static let deleteEndpoint = PostgresQuery(
    "delete_endpoint", "DELETE FROM endpoints WHERE tenant = $1 AND id = $2")

  // Queueing, taking, settling
  /// One message, once for each active endpoint that wants its kind, numbered from the tenant's revision in the order of
  /// the endpoints. A row for each.
  static let queueMessage = PostgresQuery(
    "queue_message",
    """
    WITH takers AS (
      SELECT id, row_number() OVER (ORDER BY id) AS place, count(*) OVER () AS total FROM endpoints
      WHERE tenant = $1 AND is_active AND (kinds IS NULL OR $4 = ANY (string_to_array(kinds, ',')))),
    numbered AS (
      UPDATE tenants SET revision = revision + total FROM (SELECT DISTINCT total FROM takers) AS counted
      WHERE id = $1 RETURNING revision - total AS before)
    INSERT INTO outbox (tenant, sequence, id, booking, kind, queued_ms, document, endpoint, due_ms)
    SELECT $1, before + place, $2, $3, $4, $5, $6, takers.id, CASE WHEN EXISTS (
      SELECT FROM outbox
      WHERE tenant = $1 AND booking = $3 AND endpoint = takers.id AND failed_ms IS NULL) THEN NULL ELSE $5 END
    FROM numbered, takers RETURNING 1
    """)
  /// Leaves out what another relay is taking at this moment.
  static let takeMessages = PostgresQuery(
    "take_messages",
    """
    WITH due AS (
      SELECT sequence AS place, due_ms AS due FROM outbox
      WHERE tenant = $1 AND endpoint = $2 AND due_ms <= $3 ORDER BY due_ms, sequence LIMIT $4
      FOR NO KEY UPDATE SKIP LOCKED),
    taken AS (
      UPDATE outbox SET attempt = attempt + 1, due_ms = $5 FROM due
      WHERE tenant = $1 AND sequence = place RETURNING outbox.*, due)
    SELECT \(messageColumns) FROM taken ORDER BY due, sequence
    """)
  static let nextDueMessage = PostgresQuery(
    "next_due_message",
    """
    SELECT due_ms FROM outbox WHERE tenant = $1 AND endpoint = $2 AND due_ms IS NOT NULL
    ORDER BY due_ms LIMIT 1
    """)
  static let removeMessage = PostgresQuery(
    "remove_message",
    """
    DELETE FROM outbox WHERE tenant = $1 AND endpoint = $2 AND id = $3 AND attempt = $4 AND due_ms IS NOT NULL
    RETURNING booking
    """)
  static let postponeMessage = PostgresQuery(
    "postpone_message",
    """
    UPDATE outbox SET due_ms = $5
    WHERE tenant = $1 AND endpoint = $2 AND id = $3 AND attempt = $4 AND due_ms IS NOT NULL
    """)
  static let giveUpMessage = PostgresQuery(
    "give_up_message",
    """
    UPDATE outbox SET due_ms = NULL, failed_ms = $5, reason = $6
    WHERE tenant = $1 AND endpoint = $2 AND id = $3 AND attempt = $4 AND due_ms IS NOT NULL RETURNING booking
    """)
  static let giveUpMessages = PostgresQuery(
    "give_up_messages",
    """
    UPDATE outbox SET due_ms = NULL, failed_ms = $3, reason = $4
    WHERE tenant = $1 AND endpoint = $2 AND failed_ms IS NULL
    """)
  static let promoteMessage = PostgresQuery(
    "promote_message",
    """
    UPDATE outbox SET due_ms = $4 WHERE tenant = $1 AND sequence = (
      SELECT min(sequence) FROM outbox
      WHERE tenant = $1 AND booking = $3 AND endpoint = $2 AND failed_ms IS NULL)
    """)

  // What waits
  static let countWaiting = PostgresQuery(
    "count_waiting",
    """
    SELECT count(*) FROM (
      SELECT FROM outbox WHERE tenant = $1 AND endpoint = $2 AND failed_ms IS NULL LIMIT $3) AS waiting
    """)
  static let countDead = PostgresQuery(
    "count_dead",
    """
    SELECT count(*) FROM (
      SELECT FROM outbox WHERE tenant = $1 AND endpoint = $2 AND failed_ms IS NOT NULL LIMIT $3) AS dead
    """)
  static let oldestWaiting = PostgresQuery(
    "oldest_waiting",
    """
    SELECT queued_ms FROM outbox WHERE tenant = $1 AND endpoint = $2 AND failed_ms IS NULL
    ORDER BY sequence LIMIT 1
    """)

  // Dead letters
  static let deadLetters = PostgresQuery(
    "dead_letters",
    """
    SELECT \(messageColumns), failed_ms, reason
    FROM outbox WHERE tenant = $1 AND endpoint = $2 AND failed_ms IS NOT NULL AND sequence > $3
    ORDER BY sequence LIMIT $4
    """)
  static let deadLetter = PostgresQuery(
    "dead_letter",
    "SELECT id, booking FROM outbox WHERE tenant = $1 AND endpoint = $2 AND id = $3 AND failed_ms IS NOT NULL"
  )
  static let oldestDeadLetters = PostgresQuery(
    "oldest_dead_letters",
    """
    SELECT id, booking FROM outbox WHERE tenant = $1 AND endpoint = $2 AND failed_ms IS NOT NULL
    ORDER BY sequence LIMIT $3
    """)
  static let reviveMessage = PostgresQuery(
    "revive_message",
    """
    UPDATE outbox SET sequence = $4, failed_ms = NULL, reason = NULL, resent_ms = $6, resent_attempt = attempt,
      due_ms = CASE WHEN EXISTS (
        SELECT FROM outbox WHERE tenant = $1 AND booking = $5 AND endpoint = $2 AND failed_ms IS NULL)
        THEN NULL ELSE $6 END
    WHERE tenant = $1 AND endpoint = $2 AND id = $3
    """)
}
