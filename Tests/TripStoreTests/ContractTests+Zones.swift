// The store contract: zones.

import Bedrock
import Testing

@testable import TripStore

extension ContractTests {
  private func zone(_ id: String, points: Int = 4, _ names: String = "{}") -> ZoneDraft {
    ZoneDraft(
      id: ClientID(trusted: id), properties: Array(names.utf8), geometry: Array("[\(points)]".utf8),
      pointCount: points)
  }

  @Test(arguments: kinds)
  func aZoneIsFoundAsItWasPutAndIsInTheAudit(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      for tenant in [Sample.red, Sample.blue] { try store.addTenant(Sample.tenant(tenant)) }
      #expect(try store.zones(of: Sample.red) == [])
      let first = try store.putZone(zone("b"), of: Sample.red, expectedVersion: nil, note: Sample.note)
      let second = try store.putZone(zone("a"), of: Sample.red, expectedVersion: 0, note: Sample.note(5))
      #expect(second > first)
      let record = ZoneRecord(zone: zone("b"), version: first, updatedAt: Sample.note.at)
      #expect(try store.zone(record.zone.id, of: Sample.red) == record)
      #expect(try store.zones(of: Sample.red).map(\.zone.id.text) == ["a", "b"])
      #expect(try store.zone(record.zone.id, of: Sample.blue) == nil)
      #expect(try store.zones(of: Sample.blue) == [])
      let row = try #require(try store.audit(of: Sample.red, before: nil, limit: 1).first).entry
      #expect(row.action == "zone.put" && row.target == "a" && row.note == Sample.note(5))
      #expect(row.oldVersion == 0 && row.newVersion == second)
    }
  }

  @Test(arguments: kinds)
  func aZoneChangesOnlyAsExpected(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      let (id, red) = (ClientID(trusted: "z"), Sample.red)
      func put(_ zone: ZoneDraft, _ expected: Int64?) throws(StoreError) -> Int64 {
        try store.putZone(zone, of: red, expectedVersion: expected, note: Sample.note)
      }
      let first = try put(zone("z"), 0)
      #expect(fault { try put(zone("z", points: 9), 0) } == .conflict(found: first))
      #expect(fault { try put(zone("other"), 7) } == .conflict(found: 0))
      #expect(try store.zone(id, of: red)?.zone.pointCount == 4)
      let second = try put(zone("z", points: 9), first)
      #expect(try second > first && store.zone(id, of: red)?.zone.pointCount == 9)
      #expect(try store.audit(of: red, before: nil, limit: 1).first?.entry.oldVersion == first)
      #expect(try store.deleteZone(id, of: red, note: Sample.note))
      #expect(try !store.deleteZone(id, of: red, note: Sample.note))
      let rows = try store.audit(of: red, before: nil, limit: 9).map(\.entry.action)
      #expect(rows == ["zone.delete", "zone.put", "zone.put"])
      // A version is not met again.
      #expect(try put(zone("z"), nil) > second)
      let nobody = ClientID(trusted: "nobody")
      #expect(
        fault { try store.putZone(zone("z"), of: nobody, expectedVersion: nil, note: Sample.note) }
          == .unknownTenant)
    }
  }

  @Test(arguments: kinds)
  func manyZonesArePutTogetherOrNotAtAll(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      for tenant in [Sample.red, Sample.blue] { try store.addTenant(Sample.tenant(tenant)) }
      let red = Sample.red
      let old = try store.putZone(zone("b"), of: red, expectedVersion: nil, note: Sample.note)
      let drafts = [zone("c"), zone("b", points: 9), zone("a")]
      let versions = try store.putZones(drafts, of: red, note: Sample.note(5))
      #expect(versions == versions.sorted() && Set(versions).count == 3 && versions.allSatisfy { $0 > old })
      #expect(try store.zones(of: red).map(\.zone) == [drafts[2], drafts[1], drafts[0]])
      let standings = try store.zoneStandings(of: red)
      #expect(
        standings
          == [(2, 4), (1, 9), (0, 4)].map { (index, points) in
            ZoneStanding(id: drafts[index].id, version: versions[index], pointCount: points)
          })
      let rows = try store.audit(of: red, before: nil, limit: 9).map(\.entry)
      #expect(rows.map(\.target) == ["a", "b", "c", "b"] && rows[1].note == Sample.note(5))
      #expect(rows.map(\.oldVersion) == [0, old, 0, 0])
      #expect(rows.map(\.newVersion) == versions.reversed() + [old])

      // What replaces makes room for itself; one too many and nothing has happened.
      let most = (0..<StoreLimits.zonesMax - 3).map { zone("z\($0)") }
      let count = try store.audit(of: red, before: nil, limit: 9).first?.sequence
      #expect(fault { try store.putZones(most + [zone("y")], of: red, note: Sample.note) } == .tooManyZones)
      let points = StoreLimits.zonePointsMax
      #expect(
        fault {
          try store.putZones([zone("d", points: 4), zone("b", points: points)], of: red, note: Sample.note)
        }
          == .tooManyZonePoints)
      #expect(try store.zoneStandings(of: red) == standings)
      #expect(try store.audit(of: red, before: nil, limit: 9).first?.sequence == count)
      _ = try store.putZones(most, of: red, note: Sample.note)
      _ = try store.putZones(drafts, of: red, note: Sample.note)
      #expect(try store.zoneStandings(of: red).count == StoreLimits.zonesMax)
      #expect(try store.deleteZone(drafts[0].id, of: red, note: Sample.note))
      #expect(try store.zoneStandings(of: red).count == StoreLimits.zonesMax - 1)
      #expect(try store.zoneStandings(of: Sample.blue) == [])
      #expect(
        fault { try store.putZones(drafts, of: ClientID(trusted: "nobody"), note: Sample.note) }
          == .unknownTenant)
    }
  }

  @Test(arguments: kinds)
  func zonesHaveLimits(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      let red = Sample.red
      func put(_ zone: ZoneDraft) throws(StoreError) -> Int64 {
        try store.putZone(zone, of: red, expectedVersion: nil, note: Sample.note)
      }
      let half = StoreLimits.zonePointsMax / 2
      _ = try put(zone("half", points: half))
      #expect(fault { try put(zone("more", points: half + 1)) } == .tooManyZonePoints)
      _ = try put(zone("rest", points: half))
      // A zone that is replaced makes room for itself.
      _ = try put(zone("rest", points: half))
      #expect(fault { try put(zone("one", points: 1)) } == .tooManyZonePoints)
      _ = try put(zone("rest", points: 4))
      let count = StoreLimits.zonesMax - 2
      try store.transaction { () throws(StoreError) in
        for number in 0..<count { _ = try put(zone("z\(number)")) }
      }
      #expect(fault { try put(zone("last")) } == .tooManyZones)
      _ = try put(zone("z0", points: 5))
      var large = zone("half")
      large.geometry = Array(repeating: 0, count: StoreLimits.zoneGeometryBytesMax + 1)
      #expect(fault { try put(large) } == .tooLarge(what: "the zone's geometry"))
      #expect(try store.zones(of: red).count == StoreLimits.zonesMax)
    }
  }
}
