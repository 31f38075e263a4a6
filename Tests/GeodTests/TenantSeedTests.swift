// What a tenant's engine is made from after a start: bookings that go on, their points, shares, and what is left out.

import Bedrock
import Foundation
import Testing
import TripStore

@testable import Engine
@testable import Trips
@testable import geod

@Suite("Tenant seed")
struct TenantSeedTests {
  private typealias Sample = OrderSamples
  private let tenant = OrderSamples.tenant

  private func seed(_ bench: StoreBench, at seconds: Int64 = 0) throws -> TenantSeed {
    try #require(try TenantSeed.load(tenant, from: bench.store, now: Sample.at(seconds)))
  }

  @Test("bookings that have not ended come back as they were, with the points of the trip under way")
  func bookings() throws {
    let bench = try StoreBench()
    var (open, ended, moving) = (try Sample("a"), try Sample("b"), try Sample("c"))
    for order in [open.place(), ended.place(), moving.place()] {
      #expect(bench.verdict(.commit(order)) == .durable)
    }
    #expect(bench.verdict(.commit(try ended.step(.cancel(reason: .none)))) == .durable)
    let assign = LifeRequest.assign(technician: Sample.id("t1"), trip: Sample.uuid(101), reason: .none)
    #expect(bench.verdict(.commit(try moving.step(assign))) == .durable)
    #expect(bench.verdict(.commit(try moving.step(.startTrip(Sample.uuid(101)), at: 60))) == .durable)
    let fixes = [3, 1, 2].map { Sample.fix(101, UInt64($0), second: 60 + $0, accuracy: 4) }
    let others = [Sample.fix(102, 1, second: 70)]
    _ = bench.outcome(.points(PointOrder(number: OrderNumber(9), points: fixes + others)))

    let seed = try seed(bench)
    #expect(seed.faults == [])
    #expect(seed.bookings.map(\.life) == [open.life, moving.life])
    #expect(seed.bookings.map(\.version) == [1, 3])
    #expect(seed.bookings[0].points.isEmpty)
    #expect(seed.bookings[1].points.map(\.sequence) == [1, 2, 3], "in the order of time")
    #expect(seed.bookings[1].points.map(\.time) == [Sample.at(61), Sample.at(62), Sample.at(63)])
  }

  @Test("a log that cannot be read keeps its booking out of service, says which, and lets the others go on")
  func faults() throws {
    let bench = try StoreBench()
    var good = try Sample("good")
    let placing = good.place()
    #expect(bench.verdict(.commit(placing)) == .durable)
    let placed = placing.events[0]
    let renamed = TripEvent(
      booking: Sample.id("gap"), number: 1, time: placed.time, actor: placed.actor, change: placed.change)
    let late = TripEvent(
      booking: Sample.id("gap"), number: 3, time: placed.time, actor: placed.actor,
      change: .booking(.nobodyLeft))
    // A foreign document, a hole, another booking's log, a row that says something else than its log.
    let broken: [(String, String, [[UInt8]], String)] = [
      ("bytes", "open", [[1, 2, 3]], "event 1"),
      ("gap", "unfilled", [renamed.bytes, late.bytes], "contradicts"),
      ("other", "open", [placed.bytes], "of the booking good"),
      ("empty", "open", [], "contradicts"),
    ]
    for (id, state, events, _) in broken {
      var transition = TransitionRecord(
        booking: BookingDraft(id: Sample.id(id), state: state, document: []), expectedVersion: 0,
        at: Sample.at(0))
      transition.events = events.map { EventDraft(kind: "x", at: Sample.at(0), document: $0) }
      _ = try bench.store.commit(transition, of: tenant)
    }
    var drifted = TransitionRecord(
      booking: BookingDraft(id: Sample.id("good"), state: "offering", document: []), expectedVersion: 1,
      at: Sample.at(1))
    drifted.events = []
    _ = try bench.store.commit(drifted, of: tenant)

    let seed = try seed(bench)
    #expect(seed.bookings.isEmpty)
    #expect(seed.faults.count == 5)
    for (id, _, _, reason) in broken {
      #expect(
        seed.faults.contains { $0.hasPrefix("the booking \(id) is out of service") && $0.contains(reason) },
        "\(id): \(seed.faults)")
    }
    #expect(seed.faults.contains { $0.contains("booking good") && $0.contains("ends with open") })
  }

  @Test("shares that may still open something come back")
  func shares() throws {
    let bench = try StoreBench()
    var booking = try Sample("b")
    _ = bench.verdict(.commit(booking.place()))
    let assign = LifeRequest.assign(technician: Sample.id("t1"), trip: Sample.uuid(101), reason: .none)
    _ = bench.verdict(.commit(try booking.step(assign)))
    let shares = (1...3).map { number in
      Share(
        id: Sample.uuid(number), hash: ShareHash([UInt8](repeating: UInt8(number), count: 32)),
        booking: Sample.id("b"), assignmentVersion: 1, expiresAt: Sample.at(100 * Int64(number)))
    }
    for (number, share) in shares.enumerated() {
      let order = ShareOrder(
        number: OrderNumber(UInt64(number + 1)), share: share, at: Sample.at(10), actor: nil)
      #expect(bench.verdict(.share(order)) == .durable)
    }
    let end = EndShareOrder(number: OrderNumber(9), share: shares[2].id, at: Sample.at(20))
    #expect(bench.verdict(.endShare(end)) == .durable)
    #expect(try seed(bench, at: 50).shares == [shares[0], shares[1]])
    #expect(try seed(bench, at: 100).shares == [shares[1]])
  }

  /// Not a test of behaviour: how long a start takes. Runs when `GEOD_MEASURE` is set.
  @Test(
    "loading 10 000 live bookings",
    .enabled(if: ProcessInfo.processInfo.environment["GEOD_MEASURE"] != nil, "measures only when asked to"))
  func measureLoading() throws {
    let bench = try StoreBench()
    try bench.store.transaction { () throws(StoreError) in
      for index in 0..<10_000 {
        do {
          try Self.commitMoving(index, to: bench.store)
        } catch let error as StoreError {
          throw error
        } catch {
          throw .fatal(reason: "\(error)")
        }
      }
    }
    let clock = ContinuousClock()
    var loaded: TenantSeed?
    let duration = try clock.measure { loaded = try seed(bench) }
    let points = loaded?.bookings.reduce(0) { $0 + $1.points.count } ?? 0
    print("loaded \(loaded?.bookings.count ?? 0) bookings with \(points) points in \(duration)")
    #expect(loaded?.bookings.count == 10_000)
  }

  /// A booking that was offered three times; every third one has a trip under way with 100 points.
  private static func commitMoving(_ index: Int, to store: SQLiteStore) throws {
    var booking = try OrderSamples("b\(index)")
    var orders = [booking.place()]
    for wave in 0..<3 {
      orders.append(try booking.step(OrderSamples.offer(index * 10 + wave, "t\(index)")))
      orders.append(try booking.step(.withdraw(offer: OrderSamples.uuid(index * 10 + wave))))
    }
    let trip = 1_000_000 + index
    if index % 3 == 0 {
      orders.append(
        try booking.step(
          .assign(
            technician: OrderSamples.id("t\(index)"), trip: OrderSamples.uuid(trip), reason: .none)))
      orders.append(try booking.step(.startTrip(OrderSamples.uuid(trip)), at: 60))
      let fixes = (0..<100).map { OrderSamples.fix(trip, UInt64($0), second: 60 + Int64($0)) }
      _ = try store.appendPoints(fixes.map(TrackPoint.init), of: OrderSamples.tenant)
    }
    for order in orders {
      _ = try StoreOrders.commit(order, of: OrderSamples.tenant, leasesMax: 1, to: store)
    }
  }
}
