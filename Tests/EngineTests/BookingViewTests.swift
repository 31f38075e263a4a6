// What may be seen of bookings: shares that end in time, positions that are nobody's business, promises on the clock.

import Bedrock
import Engine
import Testing
import TrackHub
import Trips

@Suite struct BookingViewTests {
  static let hash = ShareHash(Array(repeating: 7, count: 32))

  static func share(_ bench: inout BookingBench, seconds: Int64 = 3_600) -> UInt64 {
    let context = bench.context()
    bench.bench.engine.share(
      BookingBench.booking, hash: hash, lifetimeMilliseconds: seconds * 1_000, as: context,
      now: bench.bench.now, into: &bench.bench.actions)
    bench.collect()
    return bench.lastTicket
  }

  static func endShare(_ bench: inout BookingBench, _ id: UUIDv7) -> UInt64 {
    let context = bench.context()
    bench.bench.engine.endShare(
      id, of: BookingBench.booking, as: context, now: bench.bench.now, into: &bench.bench.actions)
    bench.collect()
    return bench.lastTicket
  }

  /// Somebody looks through the share.
  static func look(_ bench: inout BookingBench) throws -> SessionID {
    let session = try bench.bench.engine.openShareViewer(
      hash, label: "s", now: bench.bench.now, into: &bench.bench.actions)
    try bench.bench.engine.subscribe(
      session, to: .share, name: "share", since: nil, now: bench.bench.now, into: &bench.bench.actions)
    return session
  }

  static func types(_ frames: [[String: Any]]) -> [String?] { frames.map { $0.text("type") } }

  @Test func aShareShowsTheTripAndEndsWithTheAssignment() throws {
    var bench = try BookingBench()
    try bench.place()
    bench.serve()
    try bench.answer("a", accepts: true)
    bench.serve()
    let made = Self.share(&bench)
    #expect(bench.word(made) == "waiting" && !bench.isLive(Self.hash))
    bench.serve()
    #expect(bench.word(made) == "done")
    let viewer = try Self.look(&bench)
    let first = try bench.bench.flushed(viewer)
    #expect(Self.types(first) == ["welcome", "state"])
    // Not before setting out.
    #expect(first[1].text("status") == "assigned" && first[1]["position"] == nil && first[1]["eta"] == nil)
    let phone = try bench.phone("a")
    bench.bench.pass(1)
    bench.bench.send(2, north: 950, phone)
    #expect(try bench.bench.flushed(viewer).isEmpty)
    try bench.move(.start)
    bench.serve()
    bench.bench.actions.removeAll()
    bench.bench.pass(1)
    bench.bench.send(3, north: 900, phone)
    bench.bench.engine.flush(into: &bench.bench.actions)
    #expect(Self.types(try bench.bench.frames(viewer)) == ["pos"])
    bench.bench.actions.removeAll()
    bench.collect()
    bench.serve()
    bench.bench.actions.removeAll()

    bench.bench.pass(1)
    bench.bench.send(4, north: 890, phone)
    bench.ask(.assign(technician: ClientID(trusted: "b"), reason: BookingBench.reason))
    while bench.store.waiting.count > 0 { bench.carryOut() }
    let last = try bench.bench.frames(viewer)
    #expect(last.last?.text("type") == "end" && last.last?.text("reason") == "reassigned")
    #expect(bench.bench.closes.contains { $0.0 == viewer && $0.1 == CloseCode.forbidden.rawValue })
    #expect(bench.isLive(Self.hash) == false)
    bench.bench.actions.removeAll()
    bench.serve()
    #expect(try bench.bench.frames(viewer).isEmpty)
    #expect(throws: FieldError.self) { try Self.look(&bench) }
  }

  @Test func aShareExpires() throws {
    var bench = try BookingBench()
    try bench.assignToFirst()
    _ = Self.share(&bench, seconds: 60)
    bench.serve()
    let viewer = try Self.look(&bench)
    _ = try bench.bench.flushed(viewer)
    // Everything in one call, at the very moment at which it expires, before anybody looks at alarms.
    bench.bench.now = bench.bench.now.advanced(byMilliseconds: 60_000)
    bench.ask(.cancel(reason: .none))
    bench.carryOut()
    let told = try bench.bench.frames(viewer)
    #expect(Self.types(told) == ["end"])
    #expect(bench.bench.closes.map(\.0) == [viewer])
    #expect(throws: FieldError.self) { try Self.look(&bench) }
  }

  @Test func aRevokedShareStaysShut() throws {
    var bench = try BookingBench()
    try bench.assignToFirst()
    _ = Self.share(&bench)
    bench.serve()
    let id = try #require(bench.store.shares.keys.first)
    let viewer = try Self.look(&bench)
    _ = try bench.bench.flushed(viewer)
    let refused = Self.endShare(&bench, id)
    #expect(bench.bench.closes.map(\.0) == [viewer])
    bench.carryOut(.refused)
    #expect(bench.word(refused) == "unavailable")
    #expect(bench.isLive(Self.hash) == false)
    // It can be ended again, until the store knows it.
    let again = Self.endShare(&bench, id)
    bench.serve()
    #expect(bench.word(again) == "done" && bench.store.shares.isEmpty)
    #expect(bench.word(Self.endShare(&bench, id)) == "fault notFound")
    try bench.restart()
    #expect(bench.isLive(Self.hash) == false)
  }

  @Test func sharesSurviveWithTheirAssignment() throws {
    var bench = try BookingBench()
    try bench.assignToFirst()
    _ = Self.share(&bench)
    bench.serve()
    try bench.restart()
    #expect(bench.isLive(Self.hash) == true)
    try bench.move(.start)
    bench.serve()
    for step in [TripStep.arrive(.said), .begin, .complete] {
      try bench.move(step)
      bench.serve()
    }
    #expect(bench.isLive(Self.hash) == false)
    try bench.restart()
    #expect(bench.isLive(Self.hash) == false)
  }

  @Test func promisesAreReadAtTheRightMoment() throws {
    var bench = try BookingBench(technicians: 0)
    let ops = bench.bench.viewer()
    try bench.bench.engine.subscribe(
      ops, to: .ops, name: "ops", since: nil, now: bench.bench.now, into: &bench.bench.actions)
    let due = bench.bench.now.advanced(byMilliseconds: 300_000)
    try bench.place(BookingBench.booking, bench.terms(sla: SLATerms(assignBy: due)))
    bench.serve()
    _ = try bench.bench.flushed(ops)
    func marks(_ bench: inout BookingBench, at milliseconds: Int64) throws -> [String] {
      bench.bench.now = due.advanced(byMilliseconds: milliseconds)
      bench.bench.engine.advance(to: bench.bench.now, into: &bench.bench.actions)
      return try bench.bench.flushed(ops).filter { $0.text("kind") == "sla" }.compactMap { $0.text("mark") }
    }
    #expect(try marks(&bench, at: -120_001) == [])
    #expect(try marks(&bench, at: -120_000) == ["atRisk"])
    #expect(try marks(&bench, at: 0) == [])
    #expect(try marks(&bench, at: 1) == ["breached"])
    #expect(try marks(&bench, at: 60_000) == [])
  }

  @Test func eventsOfABookingComeInTheirOrder() throws {
    var bench = try BookingBench()
    try bench.place()
    bench.carryOut()
    let viewer = bench.bench.viewer()
    try bench.bench.engine.subscribe(
      viewer, to: .booking(BookingBench.booking), name: "booking:b", since: nil, now: bench.bench.now,
      into: &bench.bench.actions)
    let state = try #require(try bench.bench.flushed(viewer).last)
    let first = try #require(state.whole("offset"))
    bench.carryOut()
    try bench.answer("a", accepts: true)
    bench.carryOut()
    let events = try bench.bench.flushed(viewer).filter { $0["event"] != nil }
    #expect(
      events.map { $0.text("kind") } == [
        "booking.offered", "offer.made", "offer.accepted", "booking.accepted",
      ])
    #expect(events.map { $0.object("event")?.whole("number") } == [2, 3, 4, 5])
    #expect(events.allSatisfy { ($0.whole("offset") ?? 0) > first })
  }
}
