// What was durable is there again: states, leases, deadlines, trips.

import Bedrock
import Engine
import Testing
import TrackHub
import Trips

@Suite struct BookingRestartTests {
  @Test func anOfferIsStillWaitedFor() throws {
    var bench = try BookingBench()
    try bench.place()
    bench.serve()
    let before = try bench.life()
    bench.bench.pass(10)
    try bench.restart()
    #expect(try bench.life() == before)
    #expect(bench.bench.engine.leaseCount == 1)
    // The phone that comes back is told again.
    let phone = try bench.bench.open("a")
    let told = try bench.bench.flushed(phone)
    #expect(told.map { $0.text("type") } == ["welcome", "offer"])
    bench.pass(19)
    #expect(try bench.life().liveOffer?.id == before.liveOffer?.id)
    bench.pass(1)
    #expect(try bench.life().offer(before.offers[0].id)?.state == .timedOut)
  }

  @Test func whatWasNotDurableNeverWas() throws {
    var bench = try BookingBench()
    try bench.place()
    bench.serve()
    try bench.answer("a", accepts: true)
    try bench.restart()
    #expect(try bench.state() == .offering)
    try bench.answer("a", accepts: true)
    bench.serve()
    #expect(try bench.state() == .assigned)
  }

  @Test func nobodyIsAskedBeforeEverybodyIsBack() throws {
    var bench = try BookingBench(technicians: 1)
    // `b1` is open and comes first; `b2` keeps the only technician busy.
    try bench.place(ClientID(trusted: "b2"))
    bench.serve()
    let offer = try bench.life(ClientID(trusted: "b2")).offers[0].id
    try bench.answer("a", accepts: true, offer: offer)
    bench.serve()
    try bench.place(ClientID(trusted: "b1"))
    bench.serve()
    #expect(try bench.state(ClientID(trusted: "b1")) == .open)
    try bench.restart()
    bench.serve()
    #expect(try bench.state(ClientID(trusted: "b1")) == .open)
    // It is not forgotten either.
    try bench.move(of: ClientID(trusted: "b2"), .start)
    bench.ask(.cancel(reason: .none), of: ClientID(trusted: "b2"))
    bench.serve()
    bench.pass(6)
    #expect(try bench.state(ClientID(trusted: "b1")) == .offering)
  }

  @Test func aTripGoesOn() throws {
    var bench = try BookingBench()
    try bench.assignToFirst()
    try bench.move(.start)
    bench.serve()
    let phone = try bench.phone("a")
    for sequence in 2...5 {
      bench.bench.pass(5)
      bench.bench.send(UInt64(sequence), north: 1_150 - 150 * Double(sequence), phone)
      bench.serve()
    }
    #expect(bench.store.points.count == 4)
    try bench.restart()
    #expect(try bench.state() == .inTrip)
    let back = try bench.bench.open("a")
    let told = try bench.bench.flushed(back)
    #expect(told.contains { $0.text("type") == "assignment" && $0.text("tripState") == "enRoute" })
    // The way of before the restart counts.
    for sequence in 6...12 {
      bench.bench.pass(5)
      bench.bench.send(
        UInt64(sequence), north: max(10 + Double(sequence), 1_150 - 150 * Double(sequence)), back)
      bench.serve()
    }
    #expect(try bench.life().booking.tripState == .arrived)
    #expect(try bench.life().liveTrip?.arrivalSource == .positions)
    try bench.move(.begin)
    bench.serve()
    try bench.move(.complete)
    bench.serve()
    let summary = try #require(bench.store.summaries.first)
    #expect(summary.fixCount == 11 && summary.distanceMeters > 800)
  }

  @Test func whoComesBackHasTheirWork() throws {
    var bench = try BookingBench(technicians: 1)
    try bench.assignToFirst()
    _ = bench.bench.engine.remove(
      technician: ClientID(trusted: "a"), now: bench.bench.now, into: &bench.bench.actions)
    try bench.add("a", north: 100)
    #expect(bench.fault == "")
    try bench.place(ClientID(trusted: "more"))
    bench.serve()
    #expect(try bench.state(ClientID(trusted: "more")) == .open)
  }
}

extension BookingBench {
  /// Moves the trip of a booking on.
  mutating func move(of booking: ClientID, _ step: TripStep) throws {
    let assignment = try #require(try life(booking).booking.assignment)
    let context = context(Party(.technician, assignment.technician))
    bench.engine.move(
      trip: assignment.trip, step, technician: assignment.technician, as: context, now: bench.now,
      into: &bench.actions)
    collect()
  }
}
