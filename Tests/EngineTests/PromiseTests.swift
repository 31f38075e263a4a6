// The promised arrival as viewers see it: made when the technician sets out, kept while it can be, told when it moves.

import Bedrock
import Engine
import Testing
import TrackHub
import Trips

@Suite struct PromiseTests {
  /// Everything of a topic about the promise.
  private static func promises(_ frames: [[String: Any]]) -> [[String: Any]] {
    frames.filter { $0.text("kind") == "promise" }.compactMap { $0.object("promise") }
  }

  /// A customer and a dispatcher watch the booking of the technician `a`, who is 5 km away.
  private static func watched(
    _ bench: inout BookingBench
  ) throws -> (customer: SessionID, dispatcher: SessionID, phone: SessionID) {
    let phone = try bench.add("a", north: 5_000)
    try bench.assignToFirst()
    _ = BookingViewTests.share(&bench)
    bench.serve()
    let customer = try BookingViewTests.look(&bench)
    let dispatcher = bench.bench.viewer()
    try bench.bench.engine.subscribe(
      dispatcher, to: .booking(BookingBench.booking), name: "booking:b", since: nil, now: bench.bench.now,
      into: &bench.bench.actions)
    return (customer, dispatcher, phone)
  }

  @Test func thePromiseIsMadeOnSettingOutAndToldToBoth() throws {
    var bench = try BookingBench(technicians: 0)
    let (customer, dispatcher, phone) = try Self.watched(&bench)
    let window = try bench.life().booking.terms.window
    let agreed = try #require(try bench.bench.flushed(customer).last?.object("promise"))
    #expect(agreed.whole("from") == Int(window.start.milliseconds / 60_000 * 60_000))
    try bench.move(.start)
    bench.collect()
    bench.bench.actions.removeAll()
    bench.carryOut()
    bench.bench.engine.flush(into: &bench.bench.actions)
    let told = try bench.bench.frames(customer)
    #expect(told.map { $0.text("kind") } == ["status", "promise"])
    let promise = try #require(Self.promises(told).first)
    #expect(Self.promises(try bench.bench.frames(dispatcher)).count == 1)
    bench.bench.actions.removeAll()
    let (from, until) = (promise.whole("from") ?? 0, promise.whole("until") ?? 0)
    #expect(from % 60_000 == 0 && until % 60_000 == 0 && until - from >= 300_000)
    #expect(promise["delaySeconds"] == nil && promise.whole("madeAt") == Int(bench.bench.now.milliseconds))

    // It stays as long as the technician gets on, and goes with every position.
    bench.pass(1)
    bench.bench.actions.removeAll()
    bench.bench.send(3, north: 4_990, phone)
    let frames = try bench.bench.flushed(customer)
    #expect(frames.map { $0.text("type") } == ["pos"])
    #expect(frames[0].object("promise")?.whole("until") == until)
    #expect(frames[0].object("eta")?.whole("expectedSeconds") != nil)
    var json = JSONWriter()
    let isThere = bench.bench.engine.writeBooking(BookingBench.booking, now: bench.bench.now, &json)
    #expect(isThere)
    #expect(
      String(decoding: json.finish(), as: UTF8.self).contains(
        #""promise":{"from":\#(from),"until":\#(until),"#))

    // At the arrival it has come true and is not there any more.
    try bench.move(.arrive(.said))
    bench.serve()
    let arrived = try CustomerViewTests.state(&bench)
    #expect(arrived["promise"] == nil)
  }

  @Test func whoStandsStillWithoutASignalIsLateAllTheSame() throws {
    var bench = try BookingBench(technicians: 0)
    let (customer, _, _) = try Self.watched(&bench)
    try bench.move(.start)
    bench.serve()
    let first = try CustomerViewTests.state(&bench).object("promise")
    let until = Int64(try #require(first?.whole("until")))
    _ = try bench.bench.flushed(customer)
    var told: [[String: Any]] = []
    while bench.bench.now.milliseconds < until, told.isEmpty {
      bench.bench.pass(1)
      bench.serve()
      told = Self.promises(try bench.bench.frames(customer))
      bench.bench.actions.removeAll()
    }
    let later = try #require(told.first)
    #expect(Int64(later.whole("until") ?? 0) > until)
    #expect(later.whole("delaySeconds") == (later.whole("until") ?? 0) / 1000 - Int(until / 1000))
    #expect(later.whole("delayedSince") == later.whole("madeAt"))
  }

  @Test func aPromiseIsMadeAgainAfterALossOfPower() throws {
    var bench = try BookingBench(technicians: 0)
    let (_, _, phone) = try Self.watched(&bench)
    try bench.move(.start)
    bench.serve()
    bench.pass(1)
    bench.bench.send(3, north: 4_990, phone)
    bench.serve()
    let before = try #require(try CustomerViewTests.state(&bench).object("promise"))
    bench.bench.now = bench.bench.now.advanced(byMilliseconds: 5_000)
    try bench.restart()
    let after = try #require(try CustomerViewTests.state(&bench).object("promise"))
    #expect(after.whole("until") == before.whole("until") && after.whole("from") == before.whole("from"))
  }

  @Test func anotherAgreementIsAnotherPromise() throws {
    var bench = try BookingBench(technicians: 0)
    let (customer, _, _) = try Self.watched(&bench)
    _ = try bench.bench.flushed(customer)
    let start = bench.bench.now.advanced(byMilliseconds: 86_400_000)
    let window = try TimeWindow(start: start, end: start.advanced(byMilliseconds: 3_600_000), field: "window")
    bench.ask(.reschedule(window: window, sla: .none, reason: .none))
    bench.bench.actions.removeAll()
    bench.carryOut()
    bench.bench.engine.flush(into: &bench.bench.actions)
    let told = Self.promises(try bench.bench.frames(customer))
    #expect(told.count == 1 && told[0].whole("until") == Int(window.end.milliseconds))
    #expect(told[0]["delaySeconds"] == nil)
  }
}
