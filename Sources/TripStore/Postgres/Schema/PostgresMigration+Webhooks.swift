// The sixth step of the schema: webhook endpoints, each with a queue of its own.

extension PostgresMigration {
  /// Endpoints, and the outbox per endpoint. What the old outbox held was queued for nobody; it goes.
  static let webhooks = PostgresMigration(
    number: 6, name: "webhook endpoints, outbox per endpoint",
    sql: """
      CREATE TABLE endpoints (
        tenant text COLLATE "C" NOT NULL REFERENCES tenants (id),
        id text COLLATE "C" NOT NULL CHECK (length(id) BETWEEN 1 AND 64),
        version bigint NOT NULL CHECK (version > 0),
        url text NOT NULL,
        -- Separated by commas; null for all.
        kinds text CHECK (length(kinds) > 0),
        is_active boolean NOT NULL,
        secret bytea NOT NULL CHECK (length(secret) >= 16),
        previous_secret bytea,
        previous_until_ms bigint,
        created_ms bigint NOT NULL,
        updated_ms bigint NOT NULL,
        PRIMARY KEY (tenant, id),
        CONSTRAINT endpoints_previous_secret_ends
          CHECK ((previous_secret IS NULL) = (previous_until_ms IS NULL))
      );
      CREATE INDEX endpoints_active ON endpoints (tenant) WHERE is_active;

      DROP TABLE outbox;
      -- Of an endpoint's messages about a booking only the first has a due time; the others wait for it. Dead letters
      -- have failed.
      CREATE TABLE outbox (
        tenant text COLLATE "C" NOT NULL,
        sequence bigint NOT NULL,
        endpoint text COLLATE "C" NOT NULL,
        id uuid NOT NULL,
        booking text COLLATE "C" NOT NULL,
        kind text NOT NULL,
        queued_ms bigint NOT NULL,
        attempt bigint NOT NULL DEFAULT 0,
        -- The last time that it was queued again by hand, and how often it had been taken by then.
        resent_ms bigint,
        resent_attempt bigint,
        due_ms bigint,
        failed_ms bigint,
        reason text,
        document bytea NOT NULL,
        PRIMARY KEY (tenant, sequence),
        UNIQUE (tenant, endpoint, id),
        FOREIGN KEY (tenant, booking) REFERENCES bookings (tenant, id) ON DELETE CASCADE,
        FOREIGN KEY (tenant, endpoint) REFERENCES endpoints (tenant, id) ON DELETE CASCADE,
        CONSTRAINT outbox_resent_with_attempts CHECK ((resent_attempt IS NULL) = (resent_ms IS NULL)),
        CONSTRAINT outbox_dead_are_not_due CHECK (due_ms IS NULL OR failed_ms IS NULL)
      );
      CREATE UNIQUE INDEX outbox_heads ON outbox (tenant, endpoint, booking) WHERE due_ms IS NOT NULL;
      CREATE INDEX outbox_due ON outbox (tenant, endpoint, due_ms, sequence) WHERE due_ms IS NOT NULL;
      CREATE INDEX outbox_booking ON outbox (tenant, booking, endpoint, sequence);
      CREATE INDEX outbox_waiting ON outbox (tenant, endpoint, sequence) WHERE failed_ms IS NULL;
      CREATE INDEX outbox_dead ON outbox (tenant, endpoint, sequence) WHERE failed_ms IS NOT NULL;

      -- What waits for an endpoint is given up before it stops taking messages.
      CREATE FUNCTION geod_endpoints_stop_empty() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM public.outbox
          WHERE tenant = NEW.tenant AND endpoint = NEW.id AND failed_ms IS NULL)
        THEN
          RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
            MESSAGE = 'messages wait for this endpoint';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER endpoints_stop_empty BEFORE UPDATE OF is_active ON endpoints FOR EACH ROW
      WHEN (NOT NEW.is_active) EXECUTE FUNCTION geod_endpoints_stop_empty();
      CREATE FUNCTION geod_outbox_waits_for_the_active() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NOT EXISTS (SELECT FROM public.endpoints
          WHERE tenant = NEW.tenant AND id = NEW.endpoint AND is_active)
        THEN
          RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
            MESSAGE = 'the endpoint takes no messages';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER outbox_waits_for_the_active BEFORE INSERT ON outbox FOR EACH ROW
      WHEN (NEW.failed_ms IS NULL) EXECUTE FUNCTION geod_outbox_waits_for_the_active();

      SELECT geod_raise_wall('endpoints');
      GRANT SELECT, INSERT, UPDATE, DELETE ON endpoints TO geod_app;

      -- Which tenants have an active endpoint, for the relay, which works tenant by tenant. Nothing else of them.
      CREATE FUNCTION geod_relay_tenants() RETURNS SETOF text
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT DISTINCT tenant FROM public.endpoints WHERE is_active ORDER BY tenant
      $$;
      GRANT EXECUTE ON FUNCTION geod_relay_tenants() TO geod_app;

      SELECT geod_raise_wall('outbox');
      GRANT SELECT, INSERT, UPDATE, DELETE ON outbox TO geod_app;
      GRANT SELECT ON outbox TO geod_system;
      """)
}
