// Which store a command line names, and which ones are no sense.

import Bedrock
import Foundation
import Testing
import TripStore

@testable import geod

@Suite("Where the truth is")
struct StorePlaceTests {
  private func place(_ arguments: [String], _ environment: [String: String] = [:]) throws -> StorePlace {
    let specification = CommandSpecification(
      name: "test", summary: "", discussion: "", options: StoreOptions.all)
    return try StorePlace(CommandArguments(arguments, specification: specification, environment: environment))
  }

  @Test func aFolderUnlessADatabaseIsNamed() throws {
    #expect(try place([]) == .folder("./geod-data"))
    #expect(try place(["--data", "d"]) == .folder("d"))
    guard
      case .database(let found) = try place(
        ["--data", "d"], ["GEOD_DATABASE_URL": "postgres://geod_app:s3cret@db1,db2/geod"])
    else {
      Issue.record("the environment names a database")
      return
    }
    #expect(found.app.user == "geod_app")
    #expect(found.system.user == "geod_system", "the other role is at the same place")
    #expect("\(found.app) \(found.system)".contains("s3cret") == false)
  }

  @Test(arguments: [
    (["--database-system-url", "postgres://geod_system@db/geod"], "--database-url"),
    (
      ["--database-url", "postgres://x@db/geod", "--database-system-url", "postgres://x@db/geod"], "same role"
    ),
    (["--database-url", "postgres://x:s3cret/@@db/geod"], "--database-url"),
  ])
  func contradictionsAreRefused(arguments: [String], word: String) throws {
    let error = #expect(throws: UsageError.self) { try place(arguments) }
    #expect(error?.description.contains(word) == true)
    #expect(error?.description.contains("s3cret") == false)
  }

  @Test func whatIsSaidToAnotherCommandMeansTheSame() throws {
    for arguments in [["--data", "d"], ["--database-url", "postgres://geod_app@db/geod"]] {
      let first = try place(arguments)
      #expect(try place(first.arguments) == first)
    }
  }

  @Test func theBoundOfAFolderIsThatOfItsFile() throws {
    let folder = try TemporaryFolder()
    let place = StorePlace.folder(folder.path("data"))
    func fill(bytesMax: Int64?) throws(StoreError) {
      let store = try place.openForServing(keeping: folder.path("data"), bytesMax: bytesMax)
      for number in 0..<8 {
        let snapshot = PositionSnapshot(takenAt: .epoch, payload: [UInt8](repeating: 7, count: 1 << 20))
        let tenant = ClientID(trusted: "t\(number)")
        if try store.tenant(tenant) == nil {
          try store.addTenant(
            TenantRecord(id: tenant, nameArabic: "", nameEnglish: "", timeZone: "UTC", createdAt: .epoch))
        }
        try store.savePositions(snapshot, of: tenant)
      }
    }
    #expect(throws: StoreError.full) { try fill(bytesMax: 4 << 20) }
    #expect(throws: Never.self) { try fill(bytesMax: nil) }
  }

  @Test func whatIsNotThereIsNotMade() throws {
    let folder = try TemporaryFolder()
    #expect(throws: NothingThere.self) { _ = try StorePlace.folder(folder.path("data")).openExisting() }
    #expect(!FileManager.default.fileExists(atPath: folder.path("data")))
  }
}
