// The tenth step of the schema: dead letters have a term, and an endpoint stops empty whoever else is writing.

extension PostgresMigration {
  /// Dead letters in the order in which retention removes them, and a lock where two rules look at each other's table.
  static let deadLetters = PostgresMigration(
    number: 10, name: "dead letters by time, endpoints stop empty for two writers",
    sql: """
      CREATE INDEX outbox_failed ON outbox (tenant, failed_ms, sequence) WHERE failed_ms IS NOT NULL;
      GRANT DELETE ON outbox TO geod_system;

      -- A message is queued while its endpoint is active, and an endpoint stops while nothing waits for it: each rule looks
      -- at what the other writes. Whoever queues holds the endpoint's row until the commit, so that whoever stops it waits
      -- and then sees the message, or has come first and is seen.
      CREATE OR REPLACE FUNCTION geod_outbox_waits_for_the_active() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM FROM public.endpoints
          WHERE tenant = NEW.tenant AND id = NEW.endpoint AND is_active FOR SHARE;
        IF NOT FOUND THEN
          RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
            MESSAGE = 'the endpoint takes no messages';
        END IF;
        RETURN NEW;
      END $$;
      """)
}
