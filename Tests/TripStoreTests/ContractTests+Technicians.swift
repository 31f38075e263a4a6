// The store contract: profiles, imports and transactions.

import Bedrock
import Testing

@testable import TripStore

extension ContractTests {
  @Test(arguments: kinds)
  func profilesComeBackByteForByte(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      for profile: [UInt8] in [[], [0], Array(0...255), Array("{\"n\":\"سعود\"}".utf8)] {
        var draft = Sample.draft("t1")
        draft.profile = profile
        let version = try store.putTechnician(draft, of: Sample.red, expectedVersion: nil)
        #expect(
          try store.technician(draft.id, of: Sample.red)
            == TechnicianRecord(
              id: draft.id, version: version, profile: profile, updatedAt: draft.updatedAt))
      }
    }
  }

  @Test(arguments: kinds)
  func aVersionIsNeverMetTwice(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      let draft = Sample.draft("t1")
      let first = try store.putTechnician(draft, of: Sample.red, expectedVersion: 0)
      let second = try store.putTechnician(draft, of: Sample.red, expectedVersion: first)
      #expect(
        fault {
          try store.putTechnician(draft, of: Sample.red, expectedVersion: first)
        } == .conflict(found: second))
      #expect(try store.deleteTechnician(draft.id, of: Sample.red))
      #expect(try !store.deleteTechnician(draft.id, of: Sample.red))
      #expect(
        fault {
          try store.putTechnician(draft, of: Sample.red, expectedVersion: second)
        } == .conflict(found: 0))
      let third = try store.putTechnician(draft, of: Sample.red, expectedVersion: 0)
      #expect(0 < first && first < second && second < third)
    }
  }

  @Test(arguments: kinds)
  func anImportIsAllOrNothing(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      let old = try store.putTechnicians([Sample.draft("a", "1"), Sample.draft("b", "1")], of: Sample.red)
      var large = Sample.draft("c")
      large.profile = [UInt8](repeating: 0, count: StoreLimits.profileBytesMax + 1)
      #expect(
        fault {
          try store.putTechnicians([Sample.draft("a", "2"), large], of: Sample.red)
        } == .tooLarge(what: "the profile"))
      // A fault in the middle of a larger transaction takes back the import as well.
      #expect(
        fault {
          try store.transaction { () throws(StoreError) in
            _ = try store.putTechnicians([Sample.draft("a", "3"), Sample.draft("d", "3")], of: Sample.red)
            throw .fatal(reason: "ours")
          }
        } == .fatal(reason: "ours"))
      let found = try technicians(of: Sample.red, in: store)
      #expect(found.map(\.id.text) == ["a", "b"])
      #expect(found.map(\.version) == old)
      #expect(found.allSatisfy { $0.profile == Array("1".utf8) })
    }
  }

  @Test(arguments: kinds)
  func theLaterOfTwoEqualIdentifiersWins(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      let versions = try store.putTechnicians(
        [Sample.draft("a", "1"), Sample.draft("b", "2"), Sample.draft("a", "3")], of: Sample.red)
      let found = try technicians(of: Sample.red, in: store)
      #expect(found.map(\.profile) == [Array("3".utf8), Array("2".utf8)])
      #expect(found.map(\.version) == [versions[2], versions[1]])
    }
  }

  @Test(arguments: kinds)
  func readingAllEndsWithTheFaultOfTheReader(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      _ = try store.putTechnicians((0..<10).map { Sample.draft("t\($0)") }, of: Sample.red)
      var seen = 0
      let thrown = fault {
        try store.forEachTechnician(of: Sample.red) { (_) throws(StoreError) in
          seen += 1
          if seen == 3 { throw .corrupt(what: "the third") }
        }
      }
      #expect(thrown == .corrupt(what: "the third"))
      #expect(seen == 3)
      #expect(try technicians(of: Sample.red, in: store).count == 10)
    }
  }

  @Test(arguments: kinds)
  func anInnerTransactionTakesBackItsOwnPartOnly(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      try store.transaction { () throws(StoreError) in
        _ = try store.putTechnician(Sample.draft("kept"), of: Sample.red, expectedVersion: nil)
        let inner = fault {
          try store.transaction { () throws(StoreError) in
            _ = try store.putTechnician(Sample.draft("lost"), of: Sample.red, expectedVersion: nil)
            #expect(try store.technician(ClientID(trusted: "lost"), of: Sample.red) != nil)
            throw .conflict(found: 9)
          }
        }
        #expect(inner == .conflict(found: 9))
        _ = try store.putTechnician(Sample.draft("kept-too"), of: Sample.red, expectedVersion: nil)
      }
      #expect(try technicians(of: Sample.red, in: store).map(\.id.text) == ["kept", "kept-too"])
    }
  }
}

/// All technicians of a tenant.
func technicians(of tenant: ClientID, in store: any Store) throws -> [TechnicianRecord] {
  var found: [TechnicianRecord] = []
  try store.forEachTechnician(of: tenant) { (record) throws(StoreError) in found.append(record) }
  return found
}
