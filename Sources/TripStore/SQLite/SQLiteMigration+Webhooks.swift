// The sixth step of the schema: webhook endpoints, each with a queue of its own.

extension SQLiteMigration {
  /// Endpoints, and the outbox per endpoint. What the old outbox held was queued for nobody: there was no endpoint, and
  /// there will never be one that was promised those messages. They go.
  static let webhooks = SQLiteMigration(
    number: 6, name: "webhook endpoints, outbox per endpoint",
    sql: """
      CREATE TABLE endpoints (
        tenant TEXT NOT NULL REFERENCES tenants (id),
        id TEXT NOT NULL CHECK (length(id) BETWEEN 1 AND 64),
        version INTEGER NOT NULL CHECK (version > 0),
        url TEXT NOT NULL,
        -- Separated by commas; null for all.
        kinds TEXT CHECK (length(kinds) > 0),
        is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
        secret BLOB NOT NULL CHECK (length(secret) >= 16),
        previous_secret BLOB CHECK ((previous_secret IS NULL) = (previous_until_ms IS NULL)),
        previous_until_ms INTEGER,
        created_ms INTEGER NOT NULL,
        updated_ms INTEGER NOT NULL,
        PRIMARY KEY (tenant, id)
      ) STRICT;
      CREATE INDEX endpoints_active ON endpoints (tenant) WHERE is_active = 1;

      DROP TABLE outbox;
      -- Of an endpoint's messages about a booking only the first has a due time; the others wait for it. Dead letters
      -- have failed.
      CREATE TABLE outbox (
        tenant TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        endpoint TEXT NOT NULL,
        id TEXT NOT NULL CHECK (length(id) = 36),
        booking TEXT NOT NULL,
        kind TEXT NOT NULL,
        queued_ms INTEGER NOT NULL,
        attempt INTEGER NOT NULL DEFAULT 0,
        -- The last time that it was queued again by hand, and how often it had been taken by then.
        resent_ms INTEGER,
        resent_attempt INTEGER CHECK ((resent_attempt IS NULL) = (resent_ms IS NULL)),
        due_ms INTEGER CHECK (due_ms IS NULL OR failed_ms IS NULL),
        failed_ms INTEGER,
        reason TEXT,
        document BLOB NOT NULL,
        PRIMARY KEY (tenant, sequence),
        UNIQUE (tenant, endpoint, id),
        FOREIGN KEY (tenant, booking) REFERENCES bookings (tenant, id) ON DELETE CASCADE,
        FOREIGN KEY (tenant, endpoint) REFERENCES endpoints (tenant, id) ON DELETE CASCADE
      ) STRICT;
      CREATE UNIQUE INDEX outbox_heads ON outbox (tenant, endpoint, booking) WHERE due_ms IS NOT NULL;
      CREATE INDEX outbox_due ON outbox (tenant, endpoint, due_ms, sequence) WHERE due_ms IS NOT NULL;
      CREATE INDEX outbox_booking ON outbox (tenant, booking, endpoint, sequence);
      CREATE INDEX outbox_waiting ON outbox (tenant, endpoint, sequence) WHERE failed_ms IS NULL;
      CREATE INDEX outbox_dead ON outbox (tenant, endpoint, sequence) WHERE failed_ms IS NOT NULL;

      -- What waits for an endpoint is given up before it stops taking messages.
      CREATE TRIGGER endpoints_stop_empty BEFORE UPDATE OF is_active ON endpoints
      WHEN NEW.is_active = 0 AND EXISTS (
        SELECT 1 FROM outbox WHERE tenant = NEW.tenant AND endpoint = NEW.id AND failed_ms IS NULL)
      BEGIN SELECT RAISE(ABORT, 'messages wait for this endpoint'); END;
      CREATE TRIGGER outbox_waits_for_the_active BEFORE INSERT ON outbox
      WHEN NEW.failed_ms IS NULL AND NOT EXISTS (
        SELECT 1 FROM endpoints WHERE tenant = NEW.tenant AND id = NEW.endpoint AND is_active = 1)
      BEGIN SELECT RAISE(ABORT, 'the endpoint takes no messages'); END;
      """)
}
