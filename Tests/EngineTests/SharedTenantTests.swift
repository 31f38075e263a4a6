// Two processes with one database, and a database that goes away: what is durable decides, and nobody waits for ever.

import Bedrock
import Engine
import Testing
import Trips

@Suite("Tenants of two processes")
struct SharedTenantTests {
  /// Two engines with the same technicians and a booking that both are asked about; the offer was made by the first.
  private static func pair() throws -> Pair {
    var here = try BookingBench { $0.offers.isAutomatic = false }
    try here.place()
    here.ask(.offer(technicians: ["a", "b", "c"].map { ClientID(trusted: $0) }))
    here.serve()
    var there = try BookingBench { $0.offers.isAutomatic = false }
    there.bench.engine.isShared = true
    there.store = here.store
    return Pair(offer: try #require(try here.life().liveOffer?.id), here: here, there: there)
  }

  private struct Pair: ~Copyable {
    let offer: UUIDv7
    var here: BookingBench
    var there: BookingBench
  }

  @Test func anOfferOfAnotherProcessCanBeTaken() throws {
    var pair = try Self.pair()
    #expect(!pair.there.isInService)
    let won = try pair.there.answer("b", accepts: true, offer: pair.offer)
    pair.there.serve()
    #expect(pair.there.word(won) == "done")
    #expect(try pair.there.state() == .assigned)
    // Repeated, it is true already.
    let again = try pair.there.answer("b", accepts: true, offer: pair.offer)
    pair.there.serve()
    #expect(pair.there.word(again) == "done")
  }

  @Test func whoIsSecondIsToldWhatIsThere() throws {
    var pair = try Self.pair()
    let won = try pair.there.answer("b", accepts: true, offer: pair.offer)
    pair.there.serve()
    #expect(pair.there.word(won) == "done")
    // The first process knows nothing of it, decides on what it knows, and finds out.
    pair.here.store = pair.there.store
    let lost = try pair.here.answer("a", accepts: true, offer: pair.offer)
    let cancelled = pair.here.ask(.cancel(reason: .none))
    pair.here.serve()
    #expect(pair.here.word(lost).hasPrefix("taken"), "\(pair.here.word(lost))")
    #expect(pair.here.word(cancelled) == "done", "it waited, and was decided on what is there")
    #expect(try pair.here.state() == .cancelled)
    #expect(pair.here.bench.engine.leaseCount == 0)
  }

  @Test func newsTakeThePlaceOfWhatWasKnown() throws {
    var pair = try Self.pair()
    // It comes into service there, and goes on here.
    _ = try pair.there.answer("c", accepts: false, offer: pair.offer)
    pair.there.serve()
    pair.here.store = pair.there.store
    pair.here.ask(.withdraw)
    pair.here.ask(.offer(technicians: [ClientID(trusted: "a")]))
    pair.here.serve()
    let next = try #require(try pair.here.life().liveOffer?.id)
    pair.there.store = pair.here.store
    let won = try pair.there.answer("a", accepts: true, offer: next)
    pair.there.serve()
    #expect(pair.there.word(won) == "done")
  }

  @Test func aStoreThatIsAwayIsSaidSo() throws {
    var pair = try Self.pair()
    let answer = try pair.there.answer("b", accepts: true, offer: pair.offer)
    pair.there.carryOut(.refused)
    #expect(pair.there.word(answer) == "unavailable")
    let unknown = try pair.there.answer("b", accepts: true, offer: Self.nobodys)
    pair.there.serve()
    #expect(pair.there.word(unknown) == "fault notFound")
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
