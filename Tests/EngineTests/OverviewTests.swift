// What control rooms are told: rows of bookings, and what technicians do.

import Bedrock
import Engine
import GeoIndex
import Testing
import TrackHub
import Trips

@Suite struct OverviewTests {
  static func watch(_ bench: inout BookingBench, _ topic: Topic, _ name: String) throws -> SessionID {
    let viewer = bench.bench.viewer()
    try bench.bench.engine.subscribe(
      viewer, to: topic, name: name, since: nil, now: bench.bench.now, into: &bench.bench.actions)
    return viewer
  }

  /// The words by which rows differ through a booking's life.
  static func summary(_ frame: [String: Any]) -> String {
    guard let row = frame.object("row") else { return "\(frame.text("kind") ?? "?") -" }
    let parts = [
      frame.text("kind"), row.text("state"), row.whole("version").map { "\($0)" },
      row.text("technician"), row.object("trip")?.text("state"),
      (row.object("offer")?["technicians"] as? [String])?.joined(separator: "+"),
      row["etaAt"] == nil ? nil : "eta", row.text("slaMark"),
    ]
    return parts.compactMap { $0 }.joined(separator: " ")
  }

  @Test func eachEventCarriesTheRowThatFollowsFromIt() throws {
    var bench = try BookingBench { $0.offers.waveSize = 3 }
    let viewer = try Self.watch(&bench, .ops, "ops")
    let empty = try #require(try bench.bench.flushed(viewer).last)
    #expect(empty.objects("rows")?.isEmpty == true && empty["isCut"] == nil)
    var seen: [String] = []
    func look(_ bench: inout BookingBench) throws {
      seen += try bench.bench.flushed(viewer).filter { $0.text("type") == "event" }.map(Self.summary)
      bench.collect()
    }
    let due = bench.bench.now.advanced(byMilliseconds: 3_600_000)
    try bench.place(BookingBench.booking, bench.terms(sla: SLATerms(arriveBy: due)))
    while !bench.store.waiting.isEmpty {
      bench.carryOut()
      try look(&bench)
    }
    try bench.answer("a", accepts: true)
    bench.carryOut()
    try look(&bench)
    for step in [TripStep.start, .arrive(.said), .begin, .complete] {
      try bench.move(step)
      bench.carryOut()
      try look(&bench)
    }
    bench.pass(59)
    try look(&bench)
    bench.bench.pass(2)
    try look(&bench)
    #expect(
      seen == [
        "booking.placed open 1 onTime", "sla open 1 onTime",
        "booking.offered offering 2 a+b+c onTime", "offer.made offering 2 a+b+c onTime",
        "offer.accepted assigned 3 a onTime", "booking.accepted assigned 3 a onTime",
        "booking.tripChanged inTrip 4 a enRoute eta onTime", "trip.started inTrip 4 a enRoute eta onTime",
        "trip.arrived inTrip 5 a arrived met", "booking.tripChanged inTrip 5 a arrived met",
        "sla inTrip 5 a arrived met",
        "trip.began inTrip 6 a inService met", "booking.tripChanged inTrip 6 a inService met",
        "trip.completed completed 7 a completed met", "booking.tripChanged completed 7 a completed met",
        "left -",
      ])
  }

  @Test func rowsSayWhatAConsoleShows() throws {
    var bench = try BookingBench { $0.offers.waveSize = 3 }
    let now = bench.bench.now
    let due = now.advanced(byMilliseconds: 3_600_000)
    try bench.place(BookingBench.booking, bench.terms(sla: SLATerms(assignBy: due, arriveBy: due)))
    bench.carryOut()
    bench.carryOut()
    let viewer = try Self.watch(&bench, .ops, "ops")
    let state = try #require(try bench.bench.flushed(viewer).last)
    #expect(state.object("bookings")?.whole("offering") == 1)
    let row = try #require(state.objects("rows")?.first)
    #expect(row.text("id") == "b" && row.whole("placedAt") == Int(now.milliseconds))
    #expect(row.number("lat") == 24.7 && row.number("lon") == 46.7)
    #expect(row.object("window")?.whole("start") == Int(now.milliseconds))
    #expect(row.object("sla")?.whole("arriveBy") == Int(due.milliseconds))
    #expect((row["skillsRequired"] as? [String])?.isEmpty == true)
    let offer = try #require(row.object("offer"))
    #expect(offer["technicians"] as? [String] == ["a", "b", "c"])
    #expect(offer.text("id") == (try bench.life().liveOffer?.id.description))
    #expect(try offer.whole("deadline") == bench.life().liveOffer.map { Int($0.terms.deadline.milliseconds) })
    // Who has declined is not being asked any more.
    try bench.answer("b", accepts: false)
    bench.carryOut()
    let event = try #require(try bench.bench.flushed(viewer).last)
    #expect(event.object("row")?.object("offer")?["technicians"] as? [String] == ["a", "c"])
    try bench.answer("c", accepts: true)
    bench.serve()
    try bench.move(.start)
    bench.carryOut()
    let started = try #require(try bench.bench.flushed(viewer).last?.object("row"))
    let seconds = try #require(started.whole("etaSeconds"))
    #expect(seconds > 0 && started.whole("etaAt") == Int(bench.bench.now.milliseconds))
    #expect(started.object("trip")?.text("id") == (try bench.life().liveTrip?.id.description))
  }

  @Test func theMostUrgentComeFirst() throws {
    var bench = try BookingBench(technicians: 0)
    let now = bench.bench.now
    for (name, minutes) in [("late", 90), ("soon", 30), ("none", nil), ("next", 60)] as [(String, Int64?)] {
      let due = minutes.map { now.advanced(byMilliseconds: $0 * 60_000) }
      try bench.place(ClientID(trusted: name), bench.terms(sla: SLATerms(assignBy: due)))
      bench.serve()
    }
    bench.ask(.cancel(reason: .none), of: ClientID(trusted: "soon"))
    bench.serve()
    let viewer = try Self.watch(&bench, .ops, "ops")
    let state = try #require(try bench.bench.flushed(viewer).last)
    #expect(state.objects("rows")?.compactMap { $0.text("id") } == ["next", "late", "none", "soon"])
  }

  @Test func rowsEndWhereTheStateWouldBecomeTooLarge() throws {
    var bench = try BookingBench(technicians: 0) { $0.offers.isAutomatic = false }
    for number in 0...2_000 { try bench.place(ClientID(trusted: "b\(number)")) }
    bench.serve()
    let viewer = try Self.watch(&bench, .ops, "ops")
    let state = try #require(try bench.bench.flushed(viewer).last)
    #expect(state.objects("rows")?.count == 2_000 && state["isCut"] as? Bool == true)
    #expect(state.object("bookings")?.whole("open") == 2_001)
  }

  @Test func mapsSayHowFarTheMostAdvancedBookingIs() throws {
    var bench = try BookingBench(technicians: 2) { $0.offers.waveSize = 3 }
    let box = try GeoBox(southDegrees: 24, westDegrees: 46, northDegrees: 25, eastDegrees: 47)
    let map = try Self.watch(&bench, .map(box), "map:46,24,47,25")
    let own = try Self.watch(&bench, .technician(ClientID(trusted: "a")), "technician:a")
    func look(
      _ bench: borrowing BookingBench, _ session: SessionID, _ type: String
    ) throws -> [String: String] {
      var jobs: [String: String] = [:]
      for frame in try bench.bench.frames(session) where frame.text("type") == type {
        for item in frame.objects("items") ?? [frame] {
          jobs[item.text("id") ?? "topic"] = item.text("job") ?? "-"
        }
      }
      return jobs
    }
    func jobs(_ bench: inout BookingBench) throws -> [String: String] {
      bench.bench.engine.flush(into: &bench.bench.actions)
      let all = try look(bench, map, "pos").merging(look(bench, own, "pos")) { mine, _ in mine }
      bench.bench.actions.removeAll()
      bench.collect()
      return all
    }
    #expect(try look(bench, own, "state") == ["topic": "-"])
    #expect(try jobs(&bench) == ["a": "-", "b": "-"])
    try bench.place()
    bench.carryOut()
    // Not before the offer is durable.
    #expect(try jobs(&bench) == [:])
    bench.carryOut()
    #expect(try jobs(&bench) == ["a": "offered", "b": "offered", "topic": "offered"])
    try bench.answer("a", accepts: true)
    bench.carryOut()
    #expect(try jobs(&bench) == ["a": "assigned", "b": "-", "topic": "assigned"])
    for (step, word) in [(TripStep.start, "enRoute"), (.arrive(.said), "arrived"), (.begin, "inService")] {
      try bench.move(step)
      bench.carryOut()
      #expect(try jobs(&bench) == ["a": word, "topic": word])
    }
    // Another booking that is less far changes nothing.
    let second = ClientID(trusted: "b2")
    try bench.place(second)
    bench.carryOut()
    bench.ask(
      .assign(technician: ClientID(trusted: "a"), reason: BookingBench.reason), of: second)
    while !bench.store.waiting.isEmpty { bench.carryOut() }
    #expect(try jobs(&bench)["a"] == nil)
    #expect(bench.fault == "")
    try bench.move(.complete)
    bench.carryOut()
    #expect(try jobs(&bench)["a"] == "assigned")
  }
}
