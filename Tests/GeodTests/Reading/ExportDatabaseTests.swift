// geod export out of Postgres: points that wait in the spool are in it, and nobody waits for whoever takes it.

import Bedrock
import Foundation
import TestDatabase
import TestPrograms
import TestSupport
import Testing
import TripStore

#if canImport(Glibc)
  import Glibc
#endif

@Suite("Export from Postgres", .enabled(if: TestDatabase.isAvailable, "\(TestDatabase.missing)"))
struct ExportDatabaseTests {
  @Test("points that wait for the database are in the export, and it says so")
  func waiting() throws {
    let database = try BreakableDatabase()
    try TestServer.with(FixLifeTests.trace, tenants: ["alpha"], database: database.arguments) { server in
      try server.addTechnicians(["t1"], to: "alpha")
      _ = try server.stage(.enRoute)
      let phone = try Phone(server, "alpha", "t1")
      try phone.report((1...5).map { FixLifeTests.fix($0) })
      try database.cluster.stop()
      try phone.report((6...20).map { FixLifeTests.fix($0) })
      server.kill()
      try database.cluster.start()
      func export(_ options: String...) throws -> ProgramResult {
        try Program.run(
          ["export", "--tenant", "alpha", "--data", server.folder.path("data")] + database.arguments
            + options,
          in: server.folder.url)
      }
      let lines = try export("--points")
      #expect(
        lines.status == 0 && lines.errors.contains("15 track points of the tenant wait"), "\(lines.errors)")
      let points = try lines.output.split(separator: "\n").map { try JSON(String($0)) }
        .filter { $0["kind"].string == "point" }
      #expect(points.map { $0["data"]["seq"].int } == (1...20).map { $0 })
      let trace = try export("--format", "trace")
      #expect(trace.output.split(separator: "\n").count == 21 && trace.errors.contains("15 track points"))
      #expect(
        try !export().errors.contains("wait for the database"), "nothing to say where no points are read")
      try server.startAgain()
      #expect(try Poll.until(seconds: 15) { try database.value("SELECT count(*) FROM track_points") == "20" })
      #expect(try !export("--points").errors.contains("wait for the database"))
    }
  }

  private static let tenant = ClientID(trusted: "alpha")
  private static let points = 60_000

  /// A trip of long ago with more points than any pipe and buffer take.
  private func fill(_ urls: DatabaseURLs) throws {
    let store = try PostgresStore(PostgresURL(urls.app), systemURL: PostgresURL(urls.system))
    let trip = UUIDv7(at: OldData.past, random: (1, 1))
    var transition = TransitionRecord(
      booking: BookingDraft(id: ClientID(trusted: "b"), state: "enRoute", document: Array("{}".utf8)),
      expectedVersion: 0, at: OldData.past)
    transition.trips = [
      TripDraft(
        id: trip, technician: ClientID(trusted: "t1"), state: "enRoute", startedAt: OldData.past,
        document: Array("{}".utf8))
    ]
    _ = try store.commit(transition, of: Self.tenant)
    for first in stride(from: 0, to: Self.points, by: 500) {
      let batch = (first..<first + 500).map { number in
        TrackPoint(
          trip: trip, device: ClientID(trusted: "phone"), sequence: Int64(number),
          at: OldData.past.advanced(byMilliseconds: Int64(number) * 1000), latitudeAngle: 290_000_000,
          longitudeAngle: 550_000_000)
      }
      _ = try store.appendPoints(batch, of: Self.tenant)
    }
  }

  @Test("while nobody takes the output no transaction is open, and a day can be dropped")
  func blocked() throws {
    try TestDatabase.withDatabase(.served) { (urls) throws in
      let folder = try TemporaryFolder()
      try TestServer.addTenant("alpha", in: folder, database: urls.arguments)
      try fill(urls)
      let common = ["--data", folder.path("data")] + urls.arguments
      let export = Process()
      export.executableURL = Program.geod
      export.arguments = ["export", "--tenant", "alpha", "--format", "trace"] + common
      let output = Pipe()
      export.standardOutput = output
      export.standardError = FileHandle.nullDevice
      export.currentDirectoryURL = folder.url
      try export.run()
      let limit = Command.limit(export)
      defer { limit.cancel() }
      var ready = pollfd(fd: output.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
      #expect(poll(&ready, 1, 20_000) == 1)
      let isIdle = try Poll.until {
        try urls.value(
          "SELECT count(*) FROM pg_stat_activity WHERE datname = '\(urls.database)' AND usename = 'geod_app' "
            + "AND xact_start IS NOT NULL") == "0"
      }
      #expect(isIdle && export.isRunning)
      let days = "SELECT count(*) FROM pg_inherits WHERE inhparent = 'track_points'::regclass"
      #expect(try urls.value(days) == "1")
      let retention = try Program.run(["retention"] + common, in: folder.url)
      #expect(retention.status == 0, "\(retention.errors)")
      #expect(try urls.value(days) == "0", "the day was dropped beside the export")
      let lines = output.fileHandleForReading.readDataToEndOfFile().split(separator: UInt8(ascii: "\n"))
      try Poll.require("the end of the export") { !export.isRunning }
      #expect(export.terminationStatus == 0)
      #expect(lines.count > 10_000 && lines.count < Self.points, "what was read before is there")
    }
  }
}
