// The rules in the data, each as a statement that breaks it.

import TestDatabase
import Testing

@testable import TripStore

extension PostgresRuleTests {
  /// The classes of refusals (https://www.postgresql.org/docs/15/errcodes-appendix.html).
  enum Refusal: String {
    case trigger = "23000", null = "23502", foreign = "23503", unique = "23505", check = "23514"
  }

  struct Rule: CustomStringConvertible {
    var description: String
    var refusal: Refusal
    var sql: String
  }

  static let id = "019a0000-0000-7000-8000-00000000000f"
  static let offer = "019a0000-0000-7000-8000-000000000001"
  static let trip = "019a0000-0000-7000-8000-000000000002"

  static func booking(_ id: String, tenant: String = "red", version: Int = 1) -> String {
    "INSERT INTO bookings VALUES ('\(tenant)', '\(id)', \(version), 0, 's', NULL, NULL, 1, 1, NULL, '')"
  }

  static func share(version: Int, hash: String = "sha256('9')", booking: String = "b1") -> String {
    "INSERT INTO shares VALUES ('red', '\(id)', \(hash), '\(booking)', \(version), 10, NULL, 20, NULL)"
  }

  static func point(day: Int, milliseconds: Int) -> String {
    """
    INSERT INTO track_points (tenant, trip, device, sequence, day, at_ms, latitude, longitude)
    VALUES ('red', '\(trip)', 'd', 1000, \(day), \(milliseconds), 0, 0)
    """
  }

  static func endpoint(secret: String = "sha256('e')", isActive: Bool = true) -> String {
    """
    INSERT INTO endpoints (tenant, id, version, url, is_active, secret, created_ms, updated_ms)
    VALUES ('red', 'e2', 1, 'https://example.com/', \(isActive), \(secret), 0, 0)
    """
  }

  static func message(
    id: String = Self.id, endpoint: String = "e1", booking: String = "b1", due: String = "0"
  ) -> String {
    """
    INSERT INTO outbox (tenant, sequence, endpoint, id, booking, kind, queued_ms, due_ms, document)
    VALUES ('red', 9, '\(endpoint)', '\(id)', '\(booking)', 'k', 0, \(due), '')
    """
  }

  static let rules: [Rule] = [
    Rule(
      description: "an identifier has characters", refusal: .check,
      sql: "INSERT INTO tenants VALUES ('', '', '', '', 0)"),
    Rule(
      description: "and not too many", refusal: .check,
      sql: "INSERT INTO tenants VALUES (repeat('a', 65), '', '', '', 0)"),
    Rule(
      description: "a tenant is there once", refusal: .unique,
      sql: "INSERT INTO tenants VALUES ('red', '', '', '', 0)"),
    Rule(
      description: "settings belong to a tenant", refusal: .foreign,
      sql: "INSERT INTO settings VALUES ('green', 1, '', 0)"),
    Rule(
      description: "versions begin with 1", refusal: .check,
      sql: "INSERT INTO technicians VALUES ('red', 'new', 0, '', 0)"),
    Rule(
      description: "an audit row does not change", refusal: .trigger, sql: "UPDATE audit SET actor = 'nobody'"
    ),
    Rule(description: "a booking is there once", refusal: .unique, sql: booking("b1")),
    Rule(description: "a booking belongs to a tenant", refusal: .foreign, sql: booking("b", tenant: "green")),
    Rule(description: "a booking has a version", refusal: .check, sql: booking("b", version: 0)),
    Rule(
      description: "a booking goes from version to version", refusal: .trigger,
      sql: "UPDATE bookings SET version = version + 2 WHERE id = 'b1'"),
    Rule(
      description: "a booking is placed once", refusal: .trigger,
      sql: "UPDATE bookings SET version = version + 1, placed_ms = 0 WHERE id = 'b1'"),
    Rule(
      description: "a booking keeps its name", refusal: .trigger,
      sql: "UPDATE bookings SET version = version + 1, id = 'b9' WHERE id = 'b2'"),
    Rule(
      description: "events have no gaps", refusal: .trigger,
      sql: "INSERT INTO events VALUES ('red', 'b1', 4, '', 0, '')"),
    Rule(
      description: "an event is there once", refusal: .unique,
      sql: "INSERT INTO events VALUES ('red', 'b1', 2, '', 0, '')"),
    Rule(
      description: "an event belongs to a booking", refusal: .foreign,
      sql: "INSERT INTO events VALUES ('red', 'b9', 1, '', 0, '')"),
    Rule(
      description: "an event does not change", refusal: .trigger, sql: "UPDATE events SET kind = 'x'"),
    Rule(
      description: "an event stays with its booking", refusal: .trigger,
      sql: "DELETE FROM events WHERE number = 2"),
    Rule(description: "events are not emptied", refusal: .trigger, sql: "TRUNCATE events"),
    Rule(
      description: "an offer belongs to a booking", refusal: .foreign,
      sql: "INSERT INTO offers VALUES ('red', '\(id)', 'b9', 'open', 0, '')"),
    Rule(
      description: "an offer stays with its booking", refusal: .trigger,
      sql: "UPDATE offers SET booking = 'b2'"),
    Rule(
      description: "a technician has one live offer per place", refusal: .unique,
      sql: """
        INSERT INTO offers VALUES ('red', '\(id)', 'b2', 'open', 0, '');
        INSERT INTO leases VALUES ('red', 't1', 0, '\(id)')
        """),
    Rule(
      description: "an offer asks a technician once", refusal: .unique,
      sql: "INSERT INTO leases VALUES ('red', 't1', 1, '\(offer)')"),
    Rule(
      description: "a technician has eight places", refusal: .check,
      sql: "INSERT INTO leases VALUES ('red', 't2', 8, '\(offer)')"),
    Rule(
      description: "a lease belongs to an offer", refusal: .foreign,
      sql: "INSERT INTO leases VALUES ('red', 't2', 0, '\(id)')"),
    Rule(
      description: "a booking has one live assignment", refusal: .unique,
      sql: "INSERT INTO assignments VALUES ('red', 'b1', 3, 't2', 0, NULL)"),
    Rule(
      description: "an ended assignment does not live again", refusal: .trigger,
      sql: "UPDATE assignments SET ended_ms = NULL WHERE version = 1"),
    Rule(
      description: "an assignment stays with its technician", refusal: .trigger,
      sql: "UPDATE assignments SET technician = 't9' WHERE version = 2"),
    Rule(
      description: "an assignment belongs to a booking", refusal: .foreign,
      sql: "INSERT INTO assignments VALUES ('red', 'b9', 1, 't2', 0, NULL)"),
    Rule(
      description: "a booking has one live trip", refusal: .unique,
      sql: "INSERT INTO trips VALUES ('red', '\(id)', 'b1', 't2', '', 0, NULL, '')"),
    Rule(
      description: "an ended trip does not live again", refusal: .trigger,
      sql: """
        UPDATE trips SET ended_ms = 1;
        UPDATE trips SET ended_ms = NULL
        """),
    Rule(
      description: "a trip stays with its technician", refusal: .trigger,
      sql: "UPDATE trips SET technician = 't9'"),
    Rule(
      description: "a trip is summed up once", refusal: .unique,
      sql: "INSERT INTO trip_summaries VALUES ('red', '\(trip)', 'b1', 0, '')"),
    Rule(
      description: "waves are counted from 1", refusal: .check,
      sql: "INSERT INTO decisions VALUES ('red', 'b1', 9, 0, '', '\(id)', 0)"),
    Rule(
      description: "a key is used once", refusal: .unique,
      sql: "INSERT INTO idempotency_keys VALUES ('red', 'k', 'b2', 0, '', '')"),
    Rule(
      description: "a key has characters", refusal: .check,
      sql: "INSERT INTO idempotency_keys VALUES ('red', '', 'b2', 0, '', '')"),
    Rule(
      description: "a point lies on its day", refusal: .check,
      sql: point(day: PostgresSamples.day, milliseconds: 1)),
    Rule(
      description: "a point has a day that was made", refusal: .check,
      sql: point(day: PostgresSamples.day + 1, milliseconds: (PostgresSamples.day + 1) * 86_400_000)),
    Rule(
      description: "a point is there once", refusal: .unique,
      sql: "INSERT INTO track_points SELECT * FROM track_points WHERE tenant = 'red'"),
    Rule(description: "a share's secret is hashed", refusal: .check, sql: share(version: 2, hash: "'\\x00'")),
    Rule(
      description: "a hash belongs to one share of all tenants", refusal: .unique,
      sql: share(version: 2, hash: "sha256('0')")),
    Rule(description: "a share shows the live assignment", refusal: .trigger, sql: share(version: 1)),
    Rule(description: "not one to come beside it", refusal: .trigger, sql: share(version: 3)),
    Rule(
      description: "nor anything of an ended booking", refusal: .trigger,
      sql: share(version: 1, booking: "b2")),
    Rule(
      description: "a share lives for a time", refusal: .check,
      sql: "INSERT INTO shares VALUES ('red', '\(id)', sha256('9'), 'b1', 2, 10, NULL, 10, NULL)"),
    Rule(
      description: "a share changes by its end alone", refusal: .trigger,
      sql: "UPDATE shares SET expires_ms = expires_ms + 1, ended_ms = 1"),
    Rule(
      description: "an ended share does not live again", refusal: .trigger,
      sql: """
        UPDATE shares SET ended_ms = 1;
        UPDATE shares SET ended_ms = NULL
        """),
    Rule(
      description: "a zone has points", refusal: .check,
      sql: "INSERT INTO zones VALUES ('red', 'z', 1, 0, 0, '', '')"),
    Rule(
      description: "a secret is long enough", refusal: .check, sql: endpoint(secret: "'short'")),
    Rule(
      description: "a secret of before has its end", refusal: .check,
      sql: "UPDATE endpoints SET previous_secret = sha256('p')"),
    Rule(
      description: "what waits for an endpoint is given up first", refusal: .trigger,
      sql: "UPDATE endpoints SET is_active = false"),
    Rule(
      description: "an endpoint that is off takes no messages", refusal: .trigger,
      sql: endpoint(isActive: false) + ";" + message(endpoint: "e2")),
    Rule(
      description: "a message is queued once per endpoint", refusal: .unique,
      sql: message(id: "019a0000-0000-7000-8000-000000000003", due: "NULL")),
    Rule(
      description: "only the first message of a booking has a due time", refusal: .unique, sql: message()),
    Rule(
      description: "a dead letter is not due", refusal: .check, sql: "UPDATE outbox SET failed_ms = 1"),
    Rule(
      description: "a message belongs to a booking", refusal: .foreign, sql: message(booking: "b9")),
    Rule(
      description: "a trip is sealed once", refusal: .trigger, sql: "UPDATE trip_summaries SET sealed_ms = 1"),
    Rule(
      description: "chains come with a seal", refusal: .trigger,
      sql: """
        INSERT INTO trip_summaries VALUES ('red', '\(id)', 'b1', 0, '');
        INSERT INTO trip_chains VALUES ('red', '\(id)', 'd1', 1, sha256('c'))
        """),
    Rule(
      description: "a chain ends in a digest", refusal: .check,
      sql: "INSERT INTO trip_chains VALUES ('red', '\(trip)', 'd2', 1, '\\x00')"),
    Rule(
      description: "a seal does not change", refusal: .trigger, sql: "UPDATE trip_chains SET fix_count = 2"),
    Rule(
      description: "a seal stays with its summary", refusal: .trigger, sql: "DELETE FROM trip_chains"),
    Rule(
      description: "nothing is erased beside an erasure", refusal: .trigger,
      sql: "UPDATE bookings SET document = ''"),
    Rule(
      description: "a document is there", refusal: .null,
      sql: "INSERT INTO zones VALUES ('red', 'z', 1, 0, 3, NULL, '')"),
  ]
}
