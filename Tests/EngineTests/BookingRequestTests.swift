// Requests that come again, cross each other, or meet a store that does not do what it is asked.

import Bedrock
import Engine
import Testing
import TrackHub
import Trips

@Suite struct BookingRequestTests {
  @Test func aKeyIsCarriedOutOnce() throws {
    var bench = try BookingBench()
    let first = try bench.place(key: "k")
    let meanwhile = try bench.place(key: "k")
    let other = try bench.place(key: "k", hash: 1)
    #expect(bench.word(meanwhile) == "waiting" && bench.word(other) == "otherRequest")
    bench.serve()
    let after = try bench.place(key: "k")
    #expect(bench.word(first) == "done" && bench.word(meanwhile) == "repeated")
    #expect(bench.word(after) == "repeated" && bench.store.rows.count == 1)
    guard case .done(let document) = bench.answers[first] else { return }
    for ticket in [meanwhile, after] {
      guard case .repeated(let again) = bench.answers[ticket] else { continue }
      #expect(again == document && bench.store.keys["k"]?.answer == document)
    }
    // The next life of the engine does not know it; the store does.
    try bench.restart()
    let late = try bench.place(ClientID(trusted: "other"), key: "k")
    bench.serve()
    #expect(bench.word(late) == "lookUp" && bench.store.rows.count == 1)
  }

  @Test func aKeyIsFreeAgainWhenNothingCameOfIt() throws {
    var bench = try BookingBench()
    let first = try bench.place(key: "k")
    let meanwhile = try bench.place(key: "k")
    bench.carryOut(.refused)
    #expect(bench.word(first) == "unavailable" && bench.word(meanwhile) == "unavailable")
    #expect(bench.isInService == false)
    let again = try bench.place(key: "k")
    bench.serve()
    #expect(bench.word(again) == "done")
  }

  @Test func versionsAndNamesAreCompared() throws {
    var bench = try BookingBench()
    try bench.assignToFirst()
    let version = try bench.life().booking.version
    let stale = bench.ask(.cancel(reason: .none), expecting: version - 1)
    #expect(bench.word(stale) == "versionConflict assigned")
    let again = try bench.place()
    #expect(bench.word(again) == "exists")
    bench.ask(.cancel(reason: .none), expecting: version)
    bench.serve()
    #expect(try bench.state() == .cancelled)
  }

  @Test func oneTransitionIsUnderWayAndTheQueueIsBounded() throws {
    var bench = try BookingBench { $0.offers.isAutomatic = false }
    try bench.place()
    // The booking does not exist yet; whoever asks waits.
    var tickets: [UInt64] = []
    for _ in 0..<128 { tickets.append(bench.ask(.withdraw)) }
    let tooMuch = bench.ask(.cancel(reason: .none))
    #expect(bench.word(tooMuch) == "busy" && bench.store.waiting.count == 1)
    bench.serve()
    #expect(tickets.allSatisfy { bench.word($0) == "fault conflict" })
    let cancel = bench.ask(.cancel(reason: .none))
    let second = bench.ask(.cancel(reason: .none))
    #expect(bench.store.waiting.count == 1)
    bench.serve()
    #expect(bench.word(cancel) == "done" && bench.word(second) == "ended cancelled")
  }

  @Test func whatTheStoreRefusesComesAgain() throws {
    var bench = try BookingBench()
    try bench.place()
    bench.carryOut()
    // The offer: nobody is asked, nobody is kept busy.
    bench.carryOut(.refused)
    #expect(try bench.state() == .open)
    #expect(bench.bench.engine.leaseCount == 0 && bench.store.waiting.isEmpty)
    #expect(bench.fault == "")
    bench.pass(2)
    #expect(try bench.state() == .offering)
    let accept = try bench.answer("a", accepts: true)
    bench.carryOut(.refused)
    #expect(bench.word(accept) == "unavailable")
    #expect(try bench.state() == .offering)
    try bench.answer("a", accepts: true)
    bench.serve()
    #expect(try bench.state() == .assigned)
  }

  @Test func theDeadlineHoldsHoweverLateTheStoreIs() throws {
    var bench = try BookingBench()
    try bench.place()
    bench.serve()
    // Accepted in time, carried out long after.
    try bench.answer("a", accepts: true)
    bench.bench.pass(100)
    bench.serve()
    #expect(try bench.state() == .assigned)
  }

  @Test(arguments: [ModelStore.Fate.doneInDoubt, .undoneInDoubt])
  func aDoubtIsReadAway(_ fate: ModelStore.Fate) throws {
    var bench = try BookingBench()
    let place = try bench.place(key: "k")
    bench.carryOut(fate)
    #expect(bench.word(place) == "waiting")
    bench.serve()
    #expect(bench.word(place) == (fate == .doneInDoubt ? "done" : "unavailable"))
    guard fate == .doneInDoubt else {
      #expect(bench.isInService == false)
      return
    }
    let accept = try bench.answer("a", accepts: true)
    bench.carryOut(fate)
    bench.serve()
    #expect(bench.word(accept) == "done")
    #expect(try bench.state() == .assigned)
  }

  @Test(arguments: [ModelStore.Fate.doneInDoubt, .undoneInDoubt])
  func whoWaitsIsToldThatNobodyKnows(_ fate: ModelStore.Fate) throws {
    var bench = try BookingBench()
    let place = try bench.place(key: "k")
    bench.carryOut(fate)
    // Nor does the store say what is there.
    bench.carryOut(.undoneInDoubt)
    #expect(bench.store.waiting.isEmpty)
    #expect(bench.word(place) == "uncertain")
    bench.pass(2)
    // The truth is found out all the same.
    #expect(bench.isInService == (fate == .doneInDoubt))
    #expect(bench.word(place) == "uncertain")
  }

  @Test func aNameThatTheStoreHasIsNotTakenOver() throws {
    var bench = try BookingBench()
    try bench.assignToFirst()
    // A life of the engine that does not serve the booking, as after a log that could not be read.
    let rows = bench.store.rows
    bench.store.rows = [:]
    try bench.restart()
    bench.store.rows = rows
    let place = try bench.place()
    bench.serve()
    #expect(bench.word(place) == "exists")
    #expect(bench.isInService == false)
    let again = try bench.place()
    bench.serve()
    #expect(bench.word(again) == "exists" && bench.bench.engine.leaseCount == 0)
  }

  @Test func whatSomebodyElseHasDoneIsTakenOver() throws {
    var bench = try BookingBench()
    try bench.place()
    bench.serve()
    // Another process cancels the booking.
    let row = try #require(bench.store.rows[BookingBench.booking])
    let step = try row.life.step(
      .cancel(reason: .none), at: ChangeTime(bench.bench.now), by: Party(.dispatcher))
    bench.store.rows[BookingBench.booking] = ModelStore.Row(
      version: row.version + 1, events: row.events + step.events, life: step.life, documents: row.documents)
    let accept = try bench.answer("a", accepts: true)
    bench.serve()
    // Decided anew on what is there.
    #expect(bench.word(accept) == "withdrawn withdrawn")
    #expect(try bench.state() == .cancelled)
    #expect(bench.bench.engine.leaseCount == 0)
    let late = try bench.answer("a", accepts: true)
    #expect(bench.word(late) == "withdrawn withdrawn")
  }

  @Test func anEnduringOutageCostsNoMoreEachSecond() throws {
    var bench = try BookingBench()
    try bench.place()
    bench.serve()
    let cancel = bench.ask(.cancel(reason: .none))
    for _ in 0..<128 { bench.ask(.withdraw) }
    // The queue is full when the deadline passes, and stays so: nothing may multiply.
    bench.bench.pass(40)
    for _ in 0..<60 { bench.bench.pass(1) }
    #expect(bench.word(cancel) == "waiting")
    bench.serve()
    #expect(try bench.state() == .cancelled)
    #expect(bench.bench.engine.leaseCount == 0)
  }

  @Test func aLeaseThatComesToNothingLeavesNobodyBusy() throws {
    var bench = try BookingBench(technicians: 1) { $0.offers.isAutomatic = false }
    let other = ClientID(trusted: "other")
    try bench.place()
    try bench.place(other)
    bench.serve()
    bench.ask(.offer(technicians: [ClientID(trusted: "a")]))
    // While the offer is on its way the technician gets another booking and loses it again.
    bench.ask(.assign(technician: ClientID(trusted: "a"), reason: BookingBench.reason), of: other)
    bench.store.waiting.swapAt(0, 1)
    bench.carryOut()
    bench.carryOut(.refused)
    #expect(bench.fault == "")
    bench.ask(.cancel(reason: .none), of: other)
    bench.serve()
    bench.ask(.offer(technicians: nil))
    bench.serve()
    #expect(try bench.state() == .offering)
  }
}
