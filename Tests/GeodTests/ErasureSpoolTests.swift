// Erasing a person while points of the tenant may be in a spool: they would come back.

import Bedrock
import Foundation
import GeoIndex
import TestDatabase
import Testing
import TripStore

@testable import geod

@Suite("Erasures and the spool")
struct ErasureSpoolTests {
  private let alpha = ClientID(trusted: "alpha")
  private let now = Instant(milliseconds: 1_795_219_897_000)

  private func refusal(in folder: TemporaryFolder, isSaidToBeEmpty: Bool = false) throws -> ErasureRefusal? {
    do {
      try EraseCommand.refuseWaiting(alpha, in: folder.path("data"), isSaidToBeEmpty: isSaidToBeEmpty)
      return nil
    } catch let refusal as ErasureRefusal {
      return refusal
    }
  }

  private func batch(of tenant: String) -> PointBatch {
    PointBatch(
      tenant: ClientID(trusted: tenant),
      points: [
        TrackPoint(
          trip: OrderSamples.uuid(1), device: ClientID(trusted: "phone"), sequence: 1, at: now,
          latitudeAngle: 1, longitudeAngle: 2, accuracyMeters: nil, speedMetersPerSecond: nil,
          headingDegrees: nil)
      ])
  }

  @Test("points that wait or were put aside stand in the way, and so does a folder without a spool")
  func refusals() throws {
    let folder = try TemporaryFolder()
    let data = folder.path("data")
    #expect(try refusal(in: folder) == .noSpool(data))
    #expect(try refusal(in: folder, isSaidToBeEmpty: true) == nil)
    let spool = try Spool(directory: data, bytesMax: Spool.bytesMin)
    #expect(try refusal(in: folder) == nil, "there is one, and it is empty")
    try spool.append([batch(of: "beta")], at: now)
    #expect(try refusal(in: folder) == nil)
    try spool.append([batch(of: "alpha")], at: now)
    #expect(try refusal(in: folder) == .waiting(data))
    #expect(try refusal(in: folder, isSaidToBeEmpty: true) == .waiting(data), "the file knows better")
    let aside = try #require(try spool.oldest(pointsMax: 10).last)
    try spool.putAside(aside, because: "a test")
    #expect(try refusal(in: folder) == .waiting(data))
  }

  @Test(
    "the command says in which folder it has looked",
    .enabled(if: TestDatabase.isAvailable, "\(TestDatabase.missing)"))
  func command() throws {
    let database = try BreakableDatabase()
    let folder = try TemporaryFolder()
    try TestServer.addTenant("alpha", in: folder, database: database.arguments)
    let erase =
      ["erase", "customer", "somebody", "--tenant", "alpha", "--data", folder.path("data")]
      + database.arguments
    let refused = try Program.run(erase, in: folder.url)
    #expect(refused.status == 1 && refused.errors.contains("there is no spool in \(folder.path("data"))"))
    #expect(refused.errors.contains("--spools-empty"), "\(refused)")
    let erased = try Program.run(erase + ["--spools-empty"], in: folder.url)
    #expect(erased.status == 0 && erased.output == "nothing to erase\n", "\(erased)")
  }
}
