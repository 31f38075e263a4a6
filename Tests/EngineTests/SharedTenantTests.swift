// Two processes with one database, and a database that goes away: what is durable decides, and nobody waits for ever.

import Bedrock
import Engine
import Testing
import Trips

@Suite("Tenants of two processes")
struct SharedTenantTests {
  /// An engine that has offered a booking to three technicians.
  private static func offering() throws -> BookingBench {
    var bench = try BookingBench { $0.offers.isAutomatic = false }
    try bench.place()
    bench.ask(.offer(technicians: ["a", "b", "c"].map { ClientID(trusted: $0) }))
    bench.serve()
    return bench
  }

  /// Another one on the same store, which knows the same technicians and no booking.
  private static func second(_ store: ModelStore) throws -> BookingBench {
    var bench = try BookingBench { $0.offers.isAutomatic = false }
    bench.bench.engine.isShared = true
    bench.store = store
    return bench
  }

  @Test func anOfferOfAnotherProcessCanBeTaken() throws {
    let here = try Self.offering()
    let made = try here.life().liveOffer?.id
    let offer = try #require(made)
    var there = try Self.second(here.store)
    #expect(there.isInService == false)
    let won = try there.answer("b", accepts: true, offer: offer)
    there.serve()
    #expect(there.word(won) == "done")
    #expect(try there.state() == .assigned)
    // Repeated, it is true already.
    let again = try there.answer("b", accepts: true, offer: offer)
    there.serve()
    #expect(there.word(again) == "done")
  }

  @Test func whoIsSecondIsToldWhatIsThere() throws {
    var here = try Self.offering()
    let made = try here.life().liveOffer?.id
    let offer = try #require(made)
    var there = try Self.second(here.store)
    let won = try there.answer("b", accepts: true, offer: offer)
    there.serve()
    #expect(there.word(won) == "done")
    // The first process knows nothing of it, decides on what it knows, and finds out.
    here.store = there.store
    let lost = try here.answer("a", accepts: true, offer: offer)
    let cancelled = here.ask(.cancel(reason: .none))
    here.serve()
    let told = here.word(lost)
    #expect(told.hasPrefix("taken"), "\(told)")
    #expect(here.word(cancelled) == "done", "it waited, and was decided on what is there")
    #expect(try here.state() == .cancelled)
    #expect(here.bench.engine.leaseCount == 0)
  }

  @Test func newsTakeThePlaceOfWhatWasKnown() throws {
    var here = try Self.offering()
    let made = try here.life().liveOffer?.id
    let offer = try #require(made)
    var there = try Self.second(here.store)
    // It comes into service there, and goes on here.
    _ = try there.answer("c", accepts: false, offer: offer)
    there.serve()
    here.store = there.store
    here.ask(.withdraw)
    here.ask(.offer(technicians: [ClientID(trusted: "a")]))
    here.serve()
    let newer = try here.life().liveOffer?.id
    let next = try #require(newer)
    there.store = here.store
    let won = try there.answer("a", accepts: true, offer: next)
    there.serve()
    #expect(there.word(won) == "done")
  }

  @Test func aStoreThatIsAwayIsSaidSo() throws {
    let here = try Self.offering()
    let made = try here.life().liveOffer?.id
    let offer = try #require(made)
    var there = try Self.second(here.store)
    let answer = try there.answer("b", accepts: true, offer: offer)
    there.carryOut(.refused)
    #expect(there.word(answer) == "unavailable")
    let unknown = try there.answer("b", accepts: true, offer: Self.nobodys)
    there.serve()
    #expect(there.word(unknown) == "fault notFound")
  }

  @Test func aTripWhoseBookingIsReadAnewKeepsItsFixes() throws {
    var bench = try TripFixTests.travelling()
    let phone = try bench.phone("a")
    for sequence in 2...5 {
      bench.bench.pass(5)
      bench.bench.send(UInt64(sequence), north: 1_150 - 150 * Double(sequence), phone)
      bench.serve()
    }
    // The engine is told that nothing has happened; the commit arrives all the same, from a connection that was given up.
    try bench.move(.arrive(.said))
    guard case .commit(let order) = bench.store.waiting.removeFirst() else {
      Issue.record("no commit")
      return
    }
    bench.bench.engine.settle(order.number, .refused, now: bench.bench.now, into: &bench.bench.actions)
    bench.collect()
    #expect(bench.store.commit(order) == .durable)
    bench.bench.pass(5)
    let again = try bench.move(.arrive(.said))
    bench.serve()
    #expect(bench.word(again) == "done" && bench.fault == "")
    bench.bench.pass(5)
    bench.bench.send(6, north: 300, phone)
    bench.serve()
    try bench.move(.begin)
    bench.serve()
    try bench.move(.complete)
    bench.serve()
    let summary = try #require(bench.store.summaries.first)
    #expect(summary.fixCount == 5 && summary.distanceMeters > 500)
    #expect(bench.store.points.count == 5)
  }

  @Test func aShareLivesAsLongAsItsAssignmentWhoeverChangesTheBooking() throws {
    var bench = try BookingBench { $0.offers.isAutomatic = false }
    try bench.place()
    bench.ask(.assign(technician: ClientID(trusted: "a"), reason: .none))
    bench.serve()
    _ = BookingViewTests.share(&bench)
    bench.serve()
    let viewer = try BookingViewTests.look(&bench)
    _ = try bench.bench.flushed(viewer)
    let trip = try #require(try bench.life().booking.assignment?.trip)
    try Self.elsewhere(&bench, .startTrip(trip))
    let started = try bench.move(.start)
    bench.serve()
    #expect(bench.word(started) == "done" && bench.isLive(BookingViewTests.hash))
    let told = try bench.bench.flushed(viewer)
    #expect(told.contains { $0.text("kind") == "status" }, "who looks is told what has changed")
    try Self.elsewhere(&bench, .cancelTrip(trip, reason: .none))
    bench.ask(.cancel(reason: .none))
    bench.serve()
    #expect(try bench.state() == .cancelled && bench.isLive(BookingViewTests.hash) == false)
    #expect(bench.fault == "")
  }

  /// Another process changes the booking.
  private static func elsewhere(_ bench: inout BookingBench, _ request: LifeRequest) throws {
    let row = try #require(bench.store.rows[BookingBench.booking])
    let step = try row.life.step(request, at: ChangeTime(bench.bench.now), by: Party(.dispatcher))
    bench.store.rows[BookingBench.booking] = ModelStore.Row(
      version: row.version + 1, events: row.events + step.events, life: step.life, documents: row.documents)
    bench.bench.pass(1)
  }

  @Test func phonesAreToldWhatBecameOfTheirTripsElsewhere() throws {
    var bench = try BookingBench { $0.offers.isAutomatic = false }
    try bench.place()
    bench.ask(.assign(technician: ClientID(trusted: "a"), reason: .none))
    bench.serve()
    let phones = (a: try bench.phone("a"), b: try bench.phone("b"))
    func told() throws -> (a: [String], b: [String]) {
      let told = try bench.bench.flushed([phones.a, phones.b]).map { frames in
        frames.filter { ["assignment", "trip"].contains($0.text("type")) }
          .map { "\($0.text("type") ?? "") \($0.text("state") ?? "")" }
      }
      return (told[0], told[1])
    }
    _ = try told()
    let trip = try #require(try bench.life().booking.assignment?.trip)
    try Self.elsewhere(&bench, .startTrip(trip))
    // Wanted here, too, and so decided on what is there.
    try bench.move(.start)
    bench.serve()
    #expect(try told() == (["trip enRoute"], []))
    try Self.elsewhere(&bench, .cancelTrip(trip, reason: .none))
    let next = UUIDv7(at: bench.bench.now, random: (5, 6))
    try Self.elsewhere(&bench, .assign(technician: ClientID(trusted: "b"), trip: next, reason: .none))
    bench.ask(.cancel(reason: .none))
    bench.serve()
    #expect(
      try told() == (["assignment ended", "trip cancelled"], ["assignment began", "assignment ended"]))
    #expect(try bench.state() == .cancelled && bench.fault == "")
  }

  private static let nobodys = UUIDv7(at: Instant(milliseconds: 1), random: (1, 2))

  @Test(arguments: [true, false])
  func nobodyWaitsForAStoreThatHasGoneInTheMiddle(happened: Bool) throws {
    var bench = try BookingBench { $0.offers.isAutomatic = false }
    try bench.place()
    bench.ask(.offer(technicians: ["a", "b"].map { ClientID(trusted: $0) }))
    bench.serve()
    let accept = try bench.answer("a", accepts: true)
    let behind = bench.ask(.cancel(reason: .none))
    bench.carryOut(happened ? .doneInDoubt : .undoneInDoubt)
    #expect(bench.answers[accept] == nil, "it is looked up first")
    bench.carryOut(.refused)
    #expect(bench.word(accept) == "uncertain")
    #expect(bench.word(behind) == "unavailable")
    bench.pass(2)
    bench.serve()
    #expect(bench.word(accept) == "uncertain", "answered once")
    #expect(try bench.state() == (happened ? .assigned : .offering))
    #expect(bench.fault == "")
  }
}
