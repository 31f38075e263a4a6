// The store contract: seals of trips that have ended.

import Bedrock
import Testing

@testable import TripStore

extension ContractTests {
  /// Ends a trip with its booking; its summary is stored.
  private func endTrip(
    _ number: Int, at end: Instant, of tenant: ClientID, in store: any Store
  ) throws {
    var transition = Sample.transition("b\(number)", state: "completed", at: end, endedAt: end)
    transition.trips = [Sample.trip(number, "t1", endedAt: end)]
    transition.summary = TripSummaryDraft(trip: Sample.id(number), endedAt: end, document: [1, 2])
    _ = try store.commit(transition, of: tenant)
  }

  private func chain(_ device: String, _ count: Int64, _ byte: UInt8) -> TripChain {
    TripChain(
      device: ClientID(trusted: device), fixCount: count,
      head: Array(repeating: byte, count: TripChain.headBytes))
  }

  @Test(arguments: kinds)
  func aTripIsSealedOnce(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      for tenant in [Sample.red, Sample.blue] { try store.addTenant(Sample.tenant(tenant)) }
      try endTrip(1, at: Sample.day(3), of: Sample.red, in: store)
      let chains = [chain("phone", 412, 7), chain("a-tablet", 3, 9)]
      #expect(try store.seal(of: Sample.id(1), tenant: Sample.red) == nil)
      #expect(try !store.seal(Sample.id(1), of: Sample.blue, chains: chains, over: nil, at: Sample.day(4)))
      #expect(try !store.seal(Sample.id(2), of: Sample.red, chains: chains, over: nil, at: Sample.day(4)))
      #expect(try store.seal(Sample.id(1), of: Sample.red, chains: chains, over: nil, at: Sample.day(4)))
      let seal = TripSeal(sealedAt: Sample.day(4), chains: [chains[1], chains[0]])
      #expect(try store.seal(of: Sample.id(1), tenant: Sample.red) == seal)
      #expect(try store.seal(of: Sample.id(1), tenant: Sample.blue) == nil)
      #expect(try !store.seal(Sample.id(1), of: Sample.red, chains: [], over: nil, at: Sample.day(5)))
      #expect(
        try store.seal(of: Sample.id(1), tenant: Sample.red) == seal, "the second seal changed the first")
      let nobody = ClientID(trusted: "nobody")
      #expect(
        fault { try store.seal(Sample.id(1), of: nobody, chains: [], over: nil, at: Sample.day(5)) }
          == .unknownTenant)
      let many = (0...StoreLimits.sealChainsMax).map { chain("d\($0)", 1, 1) }
      #expect(
        fault { try store.seal(Sample.id(1), of: Sample.red, chains: many, over: nil, at: Sample.day(5)) }
          == .tooLarge(what: "the list of chains"))
    }
  }

  @Test(arguments: kinds)
  func aSealIsOverAsManyFixesAsThereAre(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      try endTrip(1, at: Sample.day(3), of: Sample.red, in: store)
      var points = (0..<3).map { Sample.point(1, $0, at: Sample.day(3)) }
      for index in points.indices { points[index].trip = Sample.id(1) }
      // The same number on another day is the same fix.
      var again = points[0]
      again.at = Sample.day(4)
      #expect(try store.appendPoints(points + [again], of: Sample.red) == 4)
      let seal = [chain("phone", 3, 7)]
      for wrong in [0, 2, 4] {
        #expect(try !store.seal(Sample.id(1), of: Sample.red, chains: seal, over: wrong, at: Sample.day(5)))
      }
      #expect(try store.seal(of: Sample.id(1), tenant: Sample.red) == nil)
      #expect(try store.seal(Sample.id(1), of: Sample.red, chains: seal, over: 3, at: Sample.day(5)))
      #expect(try store.seal(of: Sample.id(1), tenant: Sample.red)?.chains == seal)
    }
  }

  @Test(arguments: kinds)
  func unsealedTripsOfAllTenantsComeInTheOrderOfTheirEnds(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      for tenant in [Sample.red, Sample.blue] { try store.addTenant(Sample.tenant(tenant)) }
      try endTrip(1, at: Sample.day(5), of: Sample.red, in: store)
      try endTrip(2, at: Sample.day(3), of: Sample.red, in: store)
      try endTrip(3, at: Sample.day(5), of: Sample.blue, in: store)
      try endTrip(4, at: Sample.day(4), of: Sample.blue, in: store)
      var found: [UnsealedTrip] = []
      while true {
        let page = try store.unsealedTrips(after: found.last, limit: 3)
        if page.isEmpty { break }
        found += page
      }
      #expect(found.map(\.trip) == [2, 4, 3, 1].map(Sample.id))
      #expect(found.map(\.tenant) == [Sample.red, Sample.blue, Sample.blue, Sample.red])
      #expect(found.map(\.endedAt) == [3, 4, 5, 5].map { Sample.day($0) })
      _ = try store.seal(Sample.id(4), of: Sample.blue, chains: [], over: nil, at: Sample.day(6))
      #expect(
        try store.unsealedTrips(after: nil, limit: 9).map(\.trip) == [2, 3, 1].map(Sample.id))
    }
  }

  @Test(arguments: kinds)
  func aSealGoesWithItsSummary(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      try endTrip(1, at: Sample.day(3), of: Sample.red, in: store)
      _ = try store.seal(
        Sample.id(1), of: Sample.red, chains: [chain("phone", 1, 1)], over: nil, at: Sample.day(4))
      let report = try store.retain(RetentionPolicy(), now: Sample.day(500), dryRun: false)
      #expect(report.entries.contains(.init(tenant: Sample.red, kind: .summaries, rows: 1)))
      #expect(try store.seal(of: Sample.id(1), tenant: Sample.red) == nil)
      #expect(try store.unsealedTrips(after: nil, limit: 9) == [])
    }
  }
}

extension SQLiteRuleTests {
  @Test func sealsCannotBeChangedByAnyStatement() throws {
    try withTemporaryDirectory { directory in
      let store = try SQLiteStore(directory: directory)
      try store.addTenant(Sample.tenant(Sample.red))
      var transition = Sample.transition("b", at: Sample.day(3), endedAt: Sample.day(3))
      transition.trips = [Sample.trip(1, "t1", endedAt: Sample.day(3))]
      transition.summary = TripSummaryDraft(trip: Sample.id(1), endedAt: Sample.day(3), document: [1])
      _ = try store.commit(transition, of: Sample.red)
      let early = "INSERT INTO trip_chains VALUES ('red', '\(Sample.id(1))', 'd', 1, zeroblob(32))"
      #expect(fault { try store.connection.script(early) } != nil, "a chain without a seal")
      let head = Array(repeating: UInt8(1), count: 32)
      let chain = TripChain(device: ClientID(trusted: "phone"), fixCount: 2, head: head)
      _ = try store.seal(Sample.id(1), of: Sample.red, chains: [chain], over: nil, at: Sample.day(4))
      for statement in [
        "UPDATE trip_summaries SET sealed_ms = NULL", "UPDATE trip_summaries SET sealed_ms = 5",
        "UPDATE trip_chains SET fix_count = 3", "UPDATE trip_chains SET head = zeroblob(32)",
        "DELETE FROM trip_chains",
      ] {
        #expect(fault { try store.connection.script(statement) } != nil, "\(statement)")
      }
      #expect(try store.seal(of: Sample.id(1), tenant: Sample.red)?.chains == [chain])
    }
  }
}
