// What a database shows beside the tables when it has PostGIS.

import TestDatabase
import Testing

@testable import TripStore

@Suite(
  "Geometries in Postgres",
  .enabled(if: PostgresPrograms.hasExtension("postgis"), "PostGIS is not installed; nothing else needs it"))
struct PostgresGeometryTests {
  @Test func anUpdateMakesTheViewsAsOftenAsItIsAsked() throws {
    let cluster = try TestDatabase.sharedCluster()
    try TestDatabase.withDatabase { (urls) throws in
      // The extension's own tables do not make the database somebody else's.
      try cluster.psql("CREATE EXTENSION postgis", in: urls.database)
      let migrator = try PostgresMigrator(PostgresURL(urls.owner))
      #expect(try migrator.up().count == PostgresMigration.all.count)
      #expect(try migrator.up().isEmpty)
      try PostgresSamples.fill(urls.database, upTo: PostgresMigration.all.count)
      let trips = "SELECT tenant, points, ST_NPoints(line), ST_SRID(line) FROM analyst_trip_lines"
      func seen(_ tenant: String?) throws -> [String] {
        try PostgresProbe.rows(trips, in: urls.database, as: "geod_app", tenant: tenant)
      }
      #expect(try seen(nil) == [])
      #expect(try seen("red") == ["red|100|100|4326"])
      let degrees = try PostgresProbe.rows(
        "SELECT max(ST_Y(point)) * 4294967296 / 360, min(ST_X(point)) * 4294967296 / 360 FROM analyst_points",
        in: urls.database, as: "geod_app", tenant: "red")
      #expect(degrees == ["100|-100"])
    }
  }
}
