// Lists of trips, for every implementation: filters, pages, and random questions against the model.

import Bedrock
import TestSupport
import Testing

@testable import TripStore

@Suite("Lists of trips")
struct TripListContractTests {
  /// Trips 0 to `count - 1`, two of each booking and two in each millisecond; every third is under way.
  private func fill(_ store: any Store, count: Int = 12) throws {
    for tenant in [Sample.red, Sample.blue] { try store.addTenant(Sample.tenant(tenant)) }
    for number in 0..<count { try add(number, to: store) }
  }

  private func add(_ number: Int, to store: any Store) throws {
    let booking = "b\(number / 2)"
    let version = try store.booking(ClientID(trusted: booking), of: Sample.red)?.version ?? 0
    var transition = Sample.transition(booking, after: version)
    // Of one booking only one trip is under way.
    let isLive = number % 6 == 1
    var trip = Sample.trip(number, "t\(number % 3)", endedAt: isLive ? nil : Instant(milliseconds: 99))
    trip.startedAt = Instant(milliseconds: Int64(number / 2))
    if number % 4 == 0 { trip.state = "cancelled" }
    transition.trips = [trip]
    _ = try store.commit(transition, of: Sample.red)
  }

  private func numbers(_ query: TripQuery, _ store: any Store, _ tenant: ClientID = Sample.red) throws
    -> [Int]
  {
    try store.trips(query, of: tenant).map { Int($0.trip.id.time.milliseconds) }
  }

  private func query(limit: Int = 100, _ set: (inout TripQuery) -> Void) -> TripQuery {
    var query = TripQuery(limit: limit)
    set(&query)
    return query
  }

  @Test(arguments: StoreUnderTest.allCases)
  func everyFilterLeavesWhatItNames(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try fill(store)
      #expect(try numbers(TripQuery(limit: 100), store) == (0..<12).reversed())
      #expect(try numbers(query { $0.technician = ClientID(trusted: "t1") }, store) == [10, 7, 4, 1])
      #expect(try numbers(query { $0.booking = ClientID(trusted: "b2") }, store) == [5, 4])
      #expect(try numbers(query { $0.state = "cancelled" }, store) == [8, 4, 0])
      #expect(try numbers(query { $0.isLive = true }, store) == [7, 1])
      #expect(try numbers(query { $0.isLive = false }, store) == [11, 10, 9, 8, 6, 5, 4, 3, 2, 0])
      #expect(
        try numbers(
          query {
            $0.from = Instant(milliseconds: 1)
            $0.until = Instant(milliseconds: 3)
          }, store) == [5, 4, 3, 2])
      #expect(
        try numbers(
          query {
            $0.technician = ClientID(trusted: "t1")
            $0.isLive = true
            $0.until = Instant(milliseconds: 3)
          }, store) == [1])
      #expect(try numbers(TripQuery(limit: 100), store, Sample.blue) == [])
      #expect(try numbers(query { $0.technician = ClientID(trusted: "nobody") }, store) == [])
    }
  }

  @Test(arguments: StoreUnderTest.allCases)
  func tripsThatStartMeanwhileMoveNoPage(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try fill(store)
      var seen: [Int] = []
      var next = TripQuery(limit: 5)
      var added = 12
      while true {
        let page = try store.trips(next, of: Sample.red)
        seen += page.map { Int($0.trip.id.time.milliseconds) }
        guard let last = page.last, page.count == 5 else { break }
        next.after = TripQuery.Cursor(startedAt: last.trip.startedAt, id: last.trip.id)
        try add(added, to: store)
        added += 1
      }
      #expect(seen == (0..<12).reversed() && added > 12)
    }
  }

  @Test(arguments: StoreUnderTest.real)
  func randomQuestionsAreAnsweredLikeTheModelDoes(_ kind: StoreUnderTest) throws {
    for seed in Seeds.all("trip-lists") + [1, 2] {
      try kind.withStore { store throws in
        let model = ModelStore()
        for store in [model, store] as [any Store] { try fill(store, count: 0) }
        var random = SeededRandom(seed: seed)
        var added = 0
        var found = 0
        for step in 0..<400 {
          if random.chance(0.3) {
            for store in [model, store] as [any Store] { try add(added, to: store) }
            added += 1
          }
          let question = Self.question(&random, known: added)
          let answer = try store.trips(question, of: Sample.red)
          try #require(
            answer == (try model.trips(question, of: Sample.red)), "GEOD_SEED=\(seed), step \(step)")
          found += answer.count
        }
        #expect(found > 400, "GEOD_SEED=\(seed): questions that find nothing prove nothing")
      }
    }
  }

  private static func question(_ random: inout SeededRandom, known: Int) -> TripQuery {
    var query = TripQuery(limit: 1 + random.below(7))
    if random.chance(0.3) { query.technician = ClientID(trusted: "t\(random.below(4))") }
    if random.chance(0.1) { query.booking = ClientID(trusted: "b\(random.below(1 + known / 2))") }
    if random.chance(0.3) { query.state = ["cancelled", "completed", "enRoute"][random.below(3)] }
    if random.chance(0.3) { query.isLive = random.chance(0.5) }
    if random.chance(0.3) { query.from = Instant(milliseconds: Int64(random.below(1 + known / 2))) }
    if random.chance(0.3) { query.until = Instant(milliseconds: Int64(random.below(2 + known / 2))) }
    if random.chance(0.5) {
      // Places of trips, and places where none is.
      let startedAt = Instant(milliseconds: Int64(random.below(2 + known / 2)))
      query.after = TripQuery.Cursor(startedAt: startedAt, id: Sample.id(random.below(known + 2)))
    }
    return query
  }
}

@Suite("Lists of trips in SQLite")
struct SQLiteTripListTests {
  private static let technician = ClientID(trusted: "t1")

  /// What is looked through must be what is asked for, not everything that has ended.
  @Test(
    arguments: [
      (nil, nil, nil, ["trips_started"]), (nil, nil, false, ["trips_started"]),
      (technician, nil, nil, ["trips_technician"]), (technician, nil, false, ["trips_technician"]),
      (nil, "completed", nil, ["trips_state"]),
      (technician, "completed", nil, ["trips_technician", "trips_state"]),
      (nil, nil, true, ["trips_under_way"]), (technician, "enRoute", true, ["trips_under_way"]),
    ] as [(ClientID?, String?, Bool?, [String])])
  func everyPageIsReadByAnIndexThatFits(
    _ technician: ClientID?, _ state: String?, _ isLive: Bool?, _ indexes: [String]
  ) throws {
    var query = TripQuery(limit: 10)
    (query.technician, query.state, query.isLive) = (technician, state, isLive)
    let page = SQLiteTripPage(query, of: Sample.red)
    try withTemporaryDirectory { directory in
      let connection = try SQLiteStore(directory: directory).connection
      let plan = try connection.all("EXPLAIN QUERY PLAN \(page.sql)") { $0.text(3) }
      #expect(plan.count == 1 && plan[0].hasPrefix("SEARCH trips USING INDEX"), "\(plan)")
      #expect(indexes.contains { plan[0].contains(" \($0) (tenant=?") }, "\(plan)")
      #expect(plan[0].contains("started_ms"), "the place bounds what is read: \(plan)")
    }
  }

  @Test func summariesAreFoundByTheEndOfTheirTrips() throws {
    try withTemporaryDirectory { directory in
      let connection = try SQLiteStore(directory: directory).connection
      let plan = try connection.all("EXPLAIN QUERY PLAN \(SQLiteStore.summariesWithoutBooking)") {
        $0.text(3)
      }
      #expect(
        plan.first?.contains("USING INDEX trip_summaries_ended (tenant=? AND ended_ms>? AND ended_ms<?)")
          == true)
      #expect(plan.allSatisfy { !$0.hasPrefix("SCAN") || $0.contains("CONSTANT") }, "\(plan)")
      #expect(plan.allSatisfy { !$0.contains("TEMP B-TREE") }, "\(plan)")
    }
  }
}
