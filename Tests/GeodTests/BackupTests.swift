// Backup and restore of the embedded store: under load, complete, and never over anything.

import Bedrock
import Foundation
import Testing
import TripStore

@testable import geod

@Suite("Backups")
struct BackupTests {
  /// Many fixes in little time, which stands still in a trace.
  private static func fix(_ sequence: Int) -> TestFix {
    TestFix(
      sequence: sequence, time: FixLifeTests.start + Int64(sequence) * 2,
      latitude: 24.7 + Double(sequence) * 1e-7, longitude: 46.7)
  }

  @Test("a backup under load, put in place, has everything that was acknowledged before it began")
  func restoreDrill() throws {
    try TestServer.with(FixLifeTests.trace + ["--rate-fixes", "0"]) { server in
      try server.addTechnicians(["t1"], to: "alpha")
      let staged = try server.stage(.enRoute)
      let phone = try Phone(server, "alpha", "t1")
      try phone.report((1...400).map(Self.fix))
      let service = try server.token("alpha", .service)
      let before = try (0..<20).map { _ in try server.stage(.open).booking }

      // Fixes go on while the copy is made.
      let file = server.folder.path("copy.sqlite")
      let arguments = ["backup", "--data", server.folder.path("data"), "--to", file]
      let backup = try Program(arguments, in: server.folder.url)
      var last = 400
      repeat {
        try phone.report(((last + 1)...(last + 50)).map(Self.fix))
        last += 50
      } while backup.isRunning && last < 14_900
      #expect(backup.wait(seconds: 5) == 0 && backup.output.contains("checked"), "\(backup.errors)")
      let attributes = try FileManager.default.attributesOfItem(atPath: file)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
      for suffix in ["-wal", "-shm", "-journal"] {
        #expect(!FileManager.default.fileExists(atPath: file + suffix))
      }
      let again = try Program.run(arguments, in: server.folder.url)
      #expect(again.status == 1 && again.errors.contains("is there already"), "\(again)")

      // What came after the backup is lost with the disk; what was there before is not.
      let after = try server.stage(.open).booking
      server.kill()
      let data = server.folder.path("data")
      for suffix in ["", "-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: data + "/geod.sqlite" + suffix)
      }
      try FileManager.default.moveItem(atPath: file, toPath: data + "/geod.sqlite")
      try server.startAgain()
      for booking in before {
        #expect(try server.ask("GET", "/v1/bookings/\(booking)", token: service).status == 200)
      }
      #expect(try server.ask("GET", "/v1/bookings/\(after)", token: service).status == 404)
      let trip = try #require(UUIDv7(staged.trip))
      let store = try SQLiteStore(directory: data)
      var sequences: [Int64] = []
      try store.forEachPoint(of: trip, tenant: ClientID(trusted: "alpha")) { (point) throws(StoreError) in
        sequences.append(point.sequence)
      }
      #expect((400...last).contains(sequences.count) && sequences == Array(1...Int64(sequences.count)))
      // The trip goes on where the backup ends.
      let next = try Phone(server, "alpha", "t1")
      try next.report(Self.fix(14_999))
      #expect(
        try server.data("GET", "/v1/trips/\(staged.trip)", token: service)["trip"]["state"].string
          == "enRoute")
    }
  }

  @Test("a backup of nothing, or into nowhere, leaves nothing")
  func refused() throws {
    let folder = try TemporaryFolder()
    func run(_ arguments: String...) throws -> ProgramResult {
      try Program.run(["backup", "--data", folder.path("data")] + arguments, in: folder.url)
    }
    #expect(try run("--to", folder.path("a")).status == 1)
    #expect(try run().status == 2)
    try TestServer.addTenant("alpha", in: folder)
    #expect(try run("--to", folder.path("no/where")).status == 1)
    try Data("mine".utf8).write(to: URL(filePath: folder.path("mine")))
    #expect(try run("--to", folder.path("mine")).status == 1)
    #expect(try String(contentsOfFile: folder.path("mine"), encoding: .utf8) == "mine")
    let good = try run("--to", folder.path("good"), "--json")
    #expect(try good.status == 0 && (JSON(good.output)["rows"].int ?? 0) > 0, "\(good)")
    #expect(!FileManager.default.fileExists(atPath: folder.path("a")))
  }
}
