// The first step of the schema: the wall between tenants, tenants, and what is kept per tenant.

extension PostgresMigration {
  /// The wall, tenants, settings, technicians, position snapshots and audit.
  static let accounts = PostgresMigration(
    number: 1, name: "wall, tenants, settings, technicians, positions, audit",
    sql: """
      -- What is made here is open to those who are named, and to nobody else.
      ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

      -- Puts a table behind the wall: geod_app meets rows of the tenant that its transaction has named, and none when it
      -- has named none. Forced, so that ownership opens no door by accident; the owner's own policy is for migrations
      -- and dumps.
      CREATE FUNCTION geod_raise_wall(walled regclass, tenant_column name DEFAULT 'tenant') RETURNS void
      LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', walled);
        EXECUTE format('CREATE POLICY tenant ON %s TO geod_app USING (%I = current_setting(''geod.tenant'', true))',
          walled, tenant_column);
        EXECUTE format('CREATE POLICY owner ON %s TO geod_owner USING (true)', walled);
      END $$;

      -- What a trigger does to a change that must not be; says its argument.
      CREATE FUNCTION geod_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = TG_ARGV[0];
      END $$;

      -- `revision` numbers every change within the tenant: versions of technicians, audit rows.
      CREATE TABLE tenants (
        id text COLLATE "C" PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
        name_ar text NOT NULL,
        name_en text NOT NULL,
        time_zone text NOT NULL,
        created_ms bigint NOT NULL,
        revision bigint NOT NULL DEFAULT 0 CHECK (revision >= 0)
      );
      SELECT geod_raise_wall('tenants', 'id');
      GRANT SELECT, INSERT, UPDATE (revision) ON tenants TO geod_app;
      GRANT SELECT ON tenants TO geod_system;

      -- Which tenants there are, for a program that has no tenant yet. Nothing else of them.
      CREATE FUNCTION geod_tenant_ids() RETURNS SETOF text
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT id FROM public.tenants ORDER BY id
      $$;
      GRANT EXECUTE ON FUNCTION geod_tenant_ids() TO geod_app, geod_system;

      CREATE TABLE settings (
        tenant text COLLATE "C" PRIMARY KEY REFERENCES tenants (id),
        version bigint NOT NULL CHECK (version > 0),
        document bytea NOT NULL,
        updated_ms bigint NOT NULL
      );
      SELECT geod_raise_wall('settings');
      GRANT SELECT, INSERT, UPDATE ON settings TO geod_app;

      CREATE TABLE technicians (
        tenant text COLLATE "C" NOT NULL REFERENCES tenants (id),
        id text COLLATE "C" NOT NULL CHECK (length(id) BETWEEN 1 AND 64),
        version bigint NOT NULL CHECK (version > 0),
        profile bytea NOT NULL,
        updated_ms bigint NOT NULL,
        PRIMARY KEY (tenant, id)
      );
      SELECT geod_raise_wall('technicians');
      GRANT SELECT, INSERT, UPDATE, DELETE ON technicians TO geod_app;

      CREATE TABLE position_snapshots (
        tenant text COLLATE "C" PRIMARY KEY REFERENCES tenants (id),
        taken_ms bigint NOT NULL,
        payload bytea NOT NULL,
        checksum bigint NOT NULL
      );
      SELECT geod_raise_wall('position_snapshots');
      GRANT SELECT, INSERT, UPDATE ON position_snapshots TO geod_app;

      CREATE TABLE audit (
        tenant text COLLATE "C" NOT NULL REFERENCES tenants (id),
        sequence bigint NOT NULL,
        at_ms bigint NOT NULL,
        actor text NOT NULL,
        reason text NOT NULL,
        action text NOT NULL,
        target text NOT NULL,
        old_version bigint,
        new_version bigint,
        detail bytea NOT NULL,
        PRIMARY KEY (tenant, sequence)
      );
      -- Retention looks at the audit by time.
      CREATE INDEX audit_at ON audit (tenant, at_ms, sequence);
      CREATE TRIGGER audit_does_not_change BEFORE UPDATE ON audit
      FOR EACH ROW EXECUTE FUNCTION geod_refuse('audit rows are only appended');
      SELECT geod_raise_wall('audit');
      GRANT SELECT, INSERT ON audit TO geod_app;
      GRANT SELECT, DELETE ON audit TO geod_system;
      """)
}
