// Who is asked next, and who may be asked at all.

import Bedrock
import Testing

@testable import Trips

@Suite struct OfferPolicyTests {
  let candidates = (1...5).map(Sample.technician)

  func booking(_ terms: BookingTerms) -> Booking {
    Booking(id: Sample.bookingID, terms: terms, at: Sample.time(0))
  }

  @Test func wavesTakeTheBestFreeOnes() throws {
    let policy = try OfferPolicy(waveSize: 2, waveSeconds: 20, wavesMax: 2)
    var booking = booking(try Sample.terms(blocked: [Sample.technician(1)]))
    let busy = Sample.technician(3)
    let first = policy.decide(booking, candidates: candidates, now: Sample.instant(0)) { $0 != busy }
    #expect(first == .offer(Sample.offerTerms([2, 4], wave: 1, deadline: 20)))
    for (number, technicians) in [(1, [2, 4]), (2, [3])] {
      let asked = technicians.map(Sample.technician)
      _ = try booking.make(.offered(offer: Sample.uuid(number), technicians: asked), at: Sample.time(0))
      _ = try booking.make(.offerEnded(offer: Sample.uuid(number), how: .timedOut), at: Sample.time(30))
      if number == 1 {
        let second = policy.decide(booking, candidates: candidates, now: Sample.instant(30)) { _ in true }
        #expect(second == .offer(Sample.offerTerms([3, 5], wave: 2, deadline: 50)))
        #expect(policy.decide(booking, candidates: candidates, now: Sample.start) { _ in false } == .wait)
      }
    }
    #expect(policy.decide(booking, candidates: candidates, now: Sample.start) { _ in true } == .nobodyLeft)
  }

  @Test func pickedTechnicianIsAskedFirstAndAlone() throws {
    let policy = try OfferPolicy(waveSize: 3, waveSeconds: 20, wavesMax: 5)
    var booking = booking(try Sample.terms(picked: Sample.technician(4)))
    let first = policy.decide(booking, candidates: candidates, now: Sample.start) { _ in true }
    #expect(first == .offer(Sample.offerTerms([4], deadline: 20)))
    #expect(
      policy.decide(booking, candidates: candidates, now: Sample.start) { $0 != Sample.technician(4) }
        == .wait)
    _ = try booking.make(
      .offered(offer: Sample.uuid(1), technicians: [Sample.technician(4)]), at: Sample.time(0))
    _ = try booking.make(.offerEnded(offer: Sample.uuid(1), how: .declined), at: Sample.time(1))
    let second = policy.decide(booking, candidates: candidates, now: Sample.start) { _ in true }
    #expect(second == .offer(Sample.offerTerms([1, 2, 3], wave: 2, deadline: 20)))
  }

  @Test func badPoliciesNameEveryField() {
    let error = #expect(throws: FieldErrors.self) {
      try OfferPolicy(waveSize: 0, waveSeconds: 4, wavesMax: 101, leasesMax: 9)
    }
    #expect(
      error?.errors.map(\.field) == [
        "offers.waveSize", "offers.waveSeconds", "offers.wavesMax", "offers.leasesMax",
      ])
  }

  @Test func leasesAreTakenByAllOrNone() throws {
    var book = LeaseBook()
    let (one, two, three) = (Sample.technician(1), Sample.technician(2), Sample.technician(3))
    try book.take([one, two], for: Sample.uuid(1))
    #expect(throws: LeaseRefusal(busy: [two])) { try book.take([two, three], for: Sample.uuid(2)) }
    #expect(book.isFree(three) && !book.isFree(one) && book.count == 2)
    try book.take([one, two], for: Sample.uuid(1))
    #expect(book.count == 2, "taking again changes nothing")
    book.release(two, from: Sample.uuid(9))
    #expect(!book.isFree(two), "an offer gives back its own lease only")
    book.release(two, from: Sample.uuid(1))
    try book.take([two], for: Sample.uuid(2))
    #expect(book.offers(of: two) == [Sample.uuid(2)])
  }

  @Test func severalLeasesWhereThePolicyAllows() throws {
    var book = LeaseBook(leasesMax: 2)
    let one = Sample.technician(1)
    try book.take([one], for: Sample.uuid(1))
    try book.take([one], for: Sample.uuid(2))
    #expect(throws: LeaseRefusal(busy: [one])) { try book.take([one], for: Sample.uuid(3)) }
  }

  @Test func leasesComeBackFromPendingOffers() throws {
    let life = try Sample.life(in: .offering)
    let step = try life.step(
      .decline(offer: Sample.uuid(1), technician: Sample.technician(1), reason: .none), at: Sample.time(2),
      by: .system)
    var book = LeaseBook()
    book.restore(try #require(step.life.liveOffer))
    #expect(book.isFree(Sample.technician(1)) && !book.isFree(Sample.technician(2)))
  }
}
