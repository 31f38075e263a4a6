// The analysts' views, for every implementation: random lives, counted by the model and by the database.

import Bedrock
import TestSupport
import Testing

@testable import TripStore

@Suite("Views for analysts")
struct AnalystTests {
  /// A few days of bookings with everything that the views look at.
  private static func fill(_ store: any Store, seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    for tenant in [Sample.red, Sample.blue] { try store.addTenant(Sample.tenant(tenant)) }
    for number in 0..<150 {
      let tenant = random.chance(0.9) ? Sample.red : Sample.blue
      try book(number, tenant, &random, store)
    }
  }

  private static func book(
    _ number: Int, _ tenant: ClientID, _ random: inout SeededRandom, _ store: any Store
  ) throws {
    let placed = Sample.day(20_000 + Int64(random.below(3)), Int64(random.below(86_400_000)))
    func later(_ milliseconds: Int) -> Instant { placed.advanced(byMilliseconds: Int64(milliseconds)) }
    var transition = Sample.transition("b\(number)", at: placed)
    let sla = random.chance(0.7) ? #"{"arriveBy":\#(later(random.below(7_200_000)).milliseconds)}"# : "{}"
    // In the middle between the borders of cells.
    let (row, column) = (random.below(4096), random.below(8192))
    let latitude = (Double(row) + 0.5) / 4096 * 180 - 90
    let longitude = (Double(column) + 0.5) / 8192 * 360 - 180
    // Documents of before zones were looked up have none.
    let zones = random.chance(0.2) ? nil : ["a", "b", "ab"].filter { _ in random.chance(0.4) }
    let places = zones.map { #","zones":["# + $0.map { "\"\($0)\"" }.joined(separator: ",") + "]" } ?? ""
    transition.booking.document = Array(
      #"{"lat":\#(latitude),"lon":\#(longitude),"sla":\#(sla)\#(places)}"#.utf8)
    let stage = random.below(5)
    transition.booking.state = ["unfilled", "offering", "assigned", "inTrip", "completed"][stage]
    if stage > 0 {
      transition.events = (0..<2).map { _ in
        EventDraft(kind: "offer.made", at: later(random.below(90_000)), document: [])
      }
      transition.offers = [Sample.offer(10_000 + number, to: [])]
    }
    if stage > 1 {
      transition.assignments = [
        AssignmentDraft(
          version: 1, technician: ClientID(trusted: "t1"), since: later(random.below(400_000)),
          endedAt: stage == 4 ? later(9_000_000) : nil)
      ]
    }
    if stage > 2 { addTrip(number, to: &transition, isOver: stage == 4, later: later, &random) }
    if stage == 4 || random.chance(0.2) {
      transition.booking.endedAt = later(9_000_000)
      if stage < 4 { transition.booking.state = random.chance(0.5) ? "cancelled" : "noShow" }
    }
    _ = try store.commit(transition, of: tenant)
  }

  private static func addTrip(
    _ number: Int, to transition: inout TransitionRecord, isOver: Bool, later: (Int) -> Instant,
    _ random: inout SeededRandom
  ) {
    let end = later(9_000_000)
    var trip = Sample.trip(number, "t1", endedAt: isOver ? end : nil)
    trip.document = Array("{}".utf8)
    if isOver || random.chance(0.5) {
      trip.document = Array(#"{"arrivedAt":\#(later(random.below(7_200_000)).milliseconds)}"#.utf8)
    }
    transition.trips = [trip]
    guard isOver else { return }
    let actual = random.below(10_000)
    let error = Double(actual) / 10 - 500
    let eta =
      random.chance(0.7)
      ? #"{"lowSeconds":300,"highSeconds":700,"actualSeconds":\#(Double(actual) / 10),"errorSeconds":\#(error)}"#
      : "null"
    let document = """
      {"state":"\(random.chance(0.8) ? "completed" : "cancelled")","distanceMeters":\(Double(random.below(90_000)) / 10),\
      "enRouteMilliseconds":\(random.below(900_000)),"arrivedMilliseconds":\(random.below(90_000)),\
      "inServiceMilliseconds":\(random.below(9_000_000)),"eta":\(eta)}
      """
    transition.summary = TripSummaryDraft(trip: trip.id, endedAt: end, document: Array(document.utf8))
  }

  private static func rows(
    _ view: AnalystView, _ store: any Store, _ tenant: ClientID = Sample.red, from: Instant = .epoch,
    until: Instant = .latest
  ) throws -> [[AnalystValue]] {
    var rows: [[AnalystValue]] = []
    try store.forEachRow(of: view, tenant: tenant, from: from, until: until) { (row) throws(StoreError) in
      rows.append(row)
    }
    return rows
  }

  @Test(arguments: StoreUnderTest.real)
  func theDatabaseCountsLikeTheModel(_ kind: StoreUnderTest) throws {
    for seed in Seeds.all("analysts") + [1, 2, 3] {
      try kind.withStore { store throws in
        let model = ModelStore()
        try Self.fill(model, seed: seed)
        try Self.fill(store, seed: seed)
        for view in AnalystView.allCases {
          for tenant in [Sample.red, Sample.blue] {
            let (expected, found) = (
              try Self.rows(view, model, tenant), try Self.rows(view, store, tenant)
            )
            #expect(!found.isEmpty, "GEOD_SEED=\(seed), \(view): nothing")
            #expect(found == expected, "GEOD_SEED=\(seed), \(view)")
          }
          let (from, until) = (Sample.day(20_001, 5), Sample.day(20_001, 99))
          #expect(
            try Self.rows(view, store, from: from, until: until)
              == Self.rows(view, model, from: from, until: until), "GEOD_SEED=\(seed), \(view), one day")
        }
      }
    }
  }

  @Test(arguments: StoreUnderTest.allCases)
  func rowsHaveTheColumnsThatAreDeclared(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try Self.fill(store, seed: 7)
      for view in AnalystView.allCases {
        for row in try Self.rows(view, store) {
          #expect(row.count == view.columns.count)
          for (value, column) in zip(row, view.columns) {
            switch (value, column.kind) {
            case (.text, .text), (.whole, .whole), (.number, .number), (.none, .number): break
            default: Issue.record("\(view).\(column.name): \(value)")
            }
          }
        }
      }
      #expect(try Self.rows(.funnel, store, ClientID(trusted: "nobody")) == [])
    }
  }

  /// What analysts read with a shell is what reports say.
  @Test func theViewsInTheFileGiveTheSameRows() throws {
    try withTemporaryDirectory { directory in
      let store = try SQLiteStore(directory: directory)
      try Self.fill(store, seed: 8)
      try store.connection.script("PRAGMA trusted_schema = ON")
      for view in AnalystView.allCases {
        let names = try store.connection.all("PRAGMA table_info(\(view.name))") { $0.text(1) }
        #expect(names == ["tenant"] + view.columns.map(\.name))
        let order = view.columns.prefix(view.keyCount).map(\.name).joined(separator: ", ")
        let found = try store.connection.all(
          "SELECT * FROM \(view.name) WHERE tenant = 'red' ORDER BY \(order)"
        ) { row in
          view.columns.indices.map { row.text(Int32($0 + 1)) }
        }
        let expected = try Self.rows(view, store).map { $0.map(Self.text) }
        #expect(found == expected && !found.isEmpty, "\(view)")
      }
    }
  }

  /// A value as SQLite writes it.
  private static func text(_ value: AnalystValue) -> String {
    switch value {
    case .text(let text): text
    case .whole(let number): "\(number)"
    case .number(let number): "\(number)"
    case .none: ""
    }
  }

  /// A report reads what is its tenant's, not what is everybody's.
  @Test(arguments: AnalystView.allCases)
  func reportsWalkOverTheirTenantOnly(_ view: AnalystView) throws {
    try withTemporaryDirectory { directory in
      let connection = try SQLiteStore(directory: directory).connection
      let plan = try connection.all("EXPLAIN QUERY PLAN \(SQLiteStore.sql(of: view))") { $0.text(3) }
      let tables = ["b", "trip_summaries", "trips", "events", "assignments", "offers"]
      for step in plan where step.hasPrefix("SCAN") {
        #expect(!tables.contains(String(step.dropFirst(5).prefix { $0 != " " })), "\(plan)")
      }
    }
  }
}
