// The life of a booking through the engine: placed, offered, accepted, travelled, ended.

import Bedrock
import Engine
import TestSupport
import Testing
import TrackHub
import Trips

@Suite struct BookingLifeTests {
  @Test func nothingIsSaidBeforeItIsDurable() throws {
    var bench = try BookingBench()
    let phone = try bench.phone("a")
    let place = try bench.place()
    #expect(bench.word(place) == "waiting" && bench.store.waiting.count == 1)
    bench.carryOut()
    #expect(bench.word(place) == "done")
    // The offer is ordered and shown to nobody.
    #expect(bench.store.waiting.count == 1)
    #expect(try bench.bench.flushed(phone).isEmpty)
    bench.carryOut()
    let offer = try #require(try bench.bench.flushed(phone).first)
    #expect(offer.text("type") == "offer" && offer.text("booking") == "b")
    let accept = try bench.answer("a", accepts: true)
    #expect(try bench.bench.flushed(phone).isEmpty)
    #expect(bench.word(accept) == "waiting")
    #expect(try bench.state() == .offering)
    bench.carryOut()
    #expect(bench.word(accept) == "done")
    let told = try bench.bench.flushed(phone)
    #expect(told.map { $0.text("type") } == ["assignment", "outcome"] || told.count == 2)
    #expect(told.contains { $0.text("outcome") == "won" })
  }

  @Test func aWholeTrip() throws {
    var bench = try BookingBench()
    try bench.assignToFirst()
    #expect(bench.word(try bench.move(.begin)) == "noTrip assigned")
    for (step, state) in [
      (TripStep.start, TripState.enRoute), (.arrive(.said), .arrived), (.begin, .inService),
    ] {
      bench.bench.pass(60)
      try bench.move(step)
      bench.serve()
      #expect(try bench.life().booking.tripState == state)
      // A repeated command is answered, and changes nothing.
      let version = try bench.life().booking.version
      #expect(bench.word(try bench.move(step)) == "done")
      #expect(try bench.life().booking.version == version)
    }
    try bench.move(.complete)
    bench.serve()
    #expect(try bench.state() == .completed)
    #expect(bench.store.summaries.count == 1)
    #expect(bench.word(bench.ask(.cancel(reason: .none))) == "ended completed")
    bench.pass(61)
    #expect(bench.isInService == false)
    #expect(bench.word(bench.ask(.cancel(reason: .none))) == "fault notFound")
  }

  @Test func wavesGoOnAfterDeclinesAndTimeOuts() throws {
    var bench = try BookingBench { $0.offers.searchSeconds = 0 }
    try bench.place()
    bench.serve()
    #expect(try bench.life().liveOffer?.terms.technicians.map(\.text) == ["a"])
    try bench.answer("a", accepts: false)
    bench.serve()
    #expect(try bench.life().liveOffer?.terms.technicians.map(\.text) == ["b"])
    let second = try #require(try bench.life().liveOffer)
    bench.pass(30)
    #expect(bench.word(try bench.answer("b", accepts: true, offer: second.id)) == "late timedOut")
    #expect(try bench.life().liveOffer?.terms.technicians.map(\.text) == ["c"])
    try bench.answer("c", accepts: false)
    bench.serve()
    #expect(try bench.state() == .unfilled)
    #expect(bench.bench.engine.leaseCount == 0)
  }

  @Test func somebodyIsLookedForAsLongAsTheSettingsSay() throws {
    var bench = try BookingBench(technicians: 0) { $0.offers.searchSeconds = 20 }
    // Far ahead: the search begins with the opening, and so does its patience.
    try bench.place(BookingBench.booking, bench.terms(startsIn: 7_200 + 60))
    bench.serve()
    bench.pass(75)
    #expect(try bench.state() == .open)
    bench.pass(10)
    #expect(try bench.state() == .unfilled)
  }

  @Test func aBookingIsOfferedWhenSomebodyComes() throws {
    var bench = try BookingBench(technicians: 0)
    try bench.place()
    bench.serve()
    bench.pass(10)
    try bench.add("a", north: 500)
    bench.pass(6)
    #expect(try bench.state() == .offering)
  }

  @Test func bookingsWaitUntilTheTenantAsks() throws {
    var bench = try BookingBench { $0.offers.isAutomatic = false }
    try bench.place()
    bench.pass(10)
    #expect(try bench.state() == .open)
    var settings = bench.settings
    settings.offers.isAutomatic = true
    bench.bench.engine.apply(settings)
    bench.pass(1)
    #expect(try bench.state() == .offering)
  }

  @Test func byHand() throws {
    var bench = try BookingBench()
    try bench.assignToFirst()
    let same = bench.ask(.assign(technician: ClientID(trusted: "a"), reason: BookingBench.reason))
    #expect(bench.word(same) == "sameTechnician assigned")
    let nobody = bench.ask(.assign(technician: ClientID(trusted: "z"), reason: BookingBench.reason))
    #expect(bench.word(nobody) == "fault notFound")
    try bench.move(.start)
    bench.serve()
    let phone = try bench.phone("a")
    bench.ask(.assign(technician: ClientID(trusted: "b"), reason: BookingBench.reason))
    bench.serve()
    let life = try bench.life()
    #expect(life.booking.assignmentVersion == 2 && life.booking.liveAssignment?.technician.text == "b")
    #expect(life.trips.map(\.state) == [.cancelled] && bench.store.summaries.count == 1)
    let told = try bench.bench.flushed(phone)
    #expect(told.contains { $0.text("type") == "assignment" && $0.text("state") == "ended" })
    #expect(told.contains { $0.text("type") == "trip" && $0.text("state") == "cancelled" })
    #expect(bench.store.audit.map(\.action) == ["booking.assign"])
    #expect(bench.word(bench.ask(.release(reason: BookingBench.reason))) == "waiting")
    bench.serve()
    // Neither of the two is asked again.
    #expect(try bench.life().liveOffer?.terms.technicians.map(\.text) == ["c"])
    #expect(bench.word(bench.ask(.noShow(reason: .none))) == "notArrived offering")
    bench.ask(.cancel(reason: BookingBench.reason))
    bench.serve()
    #expect(try bench.state() == .cancelled)
    #expect(bench.bench.engine.leaseCount == 0)
  }

  @Test func reschedulingKeepsTheAssignmentAndEndsAnOffer() throws {
    var bench = try BookingBench()
    try bench.place()
    bench.serve()
    let window = try bench.terms(startsIn: 600).window
    bench.ask(.reschedule(window: window, sla: .none, reason: .none))
    bench.serve()
    #expect(try bench.life().offers.map(\.state) == [.withdrawn, .pending])
    #expect(try bench.life().booking.terms.window == window)
    try bench.answer("a", accepts: true)
    bench.serve()
    bench.ask(.reschedule(window: window, sla: .none, reason: .none))
    bench.serve()
    #expect(try bench.state() == .assigned)
  }

  @Test func nobodyIsAskedByTwo() throws {
    var bench = try BookingBench(technicians: 1)
    try bench.place(ClientID(trusted: "b1"))
    try bench.place(ClientID(trusted: "b2"))
    bench.serve()
    let states = [try bench.state(ClientID(trusted: "b1")), try bench.state(ClientID(trusted: "b2"))]
    #expect(states == [.offering, .open])
    let named = bench.ask(.offer(technicians: [ClientID(trusted: "a")]), of: ClientID(trusted: "b2"))
    #expect(bench.word(named) == "nobody")
    // Two at once from now on.
    var settings = bench.settings
    settings.offers.leasesMax = 2
    bench.store.leasesMax = 2
    bench.bench.engine.apply(settings)
    bench.pass(6)
    #expect(try bench.state(ClientID(trusted: "b2")) == .offering)
    #expect(bench.bench.engine.leaseCount == 2)
  }

  @Test(arguments: Seeds.all("contention"))
  func ofFiveContendersExactlyOneWins(_ seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var bench = try BookingBench(technicians: 5) { $0.offers.isAutomatic = false }
    let names = (0..<5).map { BookingBench.name($0) }
    for number in 0..<500 {
      let booking = ClientID(trusted: "b\(number)")
      try bench.place(booking)
      bench.serve()
      bench.ask(.offer(technicians: names.map { ClientID(trusted: $0) }), of: booking)
      bench.serve()
      let offer = try #require(try bench.life(booking).liveOffer?.id)
      var tickets: [String: UInt64] = [:]
      for name in names.shuffled(using: &random) {
        tickets[name] = try bench.answer(name, accepts: true, offer: offer)
        if random.chance(0.2), !bench.store.waiting.isEmpty { bench.carryOut() }
      }
      bench.serve()
      let words = names.map { bench.word(tickets[$0] ?? 0) }
      #expect(words.count { $0 == "done" } == 1, "seed \(seed), booking \(number)")
      #expect(words.count { $0 == "taken accepted" } == 4, "seed \(seed), booking \(number)")
      let winner = try #require(names.first { bench.word(tickets[$0] ?? 0) == "done" })
      #expect(try bench.life(booking).booking.liveAssignment?.technician.text == winner)
      bench.ask(.cancel(reason: .none), of: booking)
      bench.serve()
      if number % 50 == 0 { bench.pass(61) }
    }
    #expect(bench.bench.engine.leaseCount == 0)
  }
}
