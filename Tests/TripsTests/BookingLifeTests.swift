// The three machines together: what one request does to all of them.

import Bedrock
import Testing

@testable import Trips

@Suite struct BookingLifeTests {
  func names(_ step: LifeStep) -> [String] { step.events.map { "\($0.change.name)" } }

  @Test func acceptIsOneStepOfOfferAndBooking() throws {
    let life = try Sample.life(in: .offering)
    let step = try life.step(Sample.acceptRequest, at: Sample.time(5), by: .system)
    #expect(names(step) == ["offer.accepted", "booking.accepted"])
    #expect(step.events.map(\.number) == [life.lastNumber + 1, life.lastNumber + 2])
    let assignment = try #require(step.life.booking.liveAssignment)
    #expect(assignment.version == 1 && assignment.technician == Sample.technician(1))
    #expect(assignment.origin == .offer(Sample.uuid(1)))
    #expect(step.effects.contains(.assignmentBegan(assignment)))
    #expect(
      step.effects.contains(
        .tellOutcome(technician: Sample.technician(2), offer: Sample.uuid(1), outcome: .taken)))
    #expect(life.booking.state == .offering, "deciding must not change what it decides on")
  }

  @Test func secondAcceptLearnsThatItIsTaken() throws {
    let life = try Sample.life(in: .assigned)
    let second = LifeRequest.accept(
      offer: Sample.uuid(1), technician: Sample.technician(2), trip: Sample.uuid(9))
    let refusal = OfferRefusal(state: .accepted, version: 2, kind: .accepted, reason: .taken)
    #expect(throws: LifeRefusal.offer(refusal)) {
      _ = try life.step(second, at: Sample.time(6), by: .system)
    }
    #expect("\(LifeRefusal.offer(refusal).code)" == "taken")
  }

  @Test func reassignmentEndsOfferTripAndOldVersionInOneStep() throws {
    let assign = LifeRequest.assign(
      technician: Sample.technician(8), trip: Sample.uuid(108), reason: Sample.note)
    let fromOffer = try Sample.life(in: .offering).step(assign, at: Sample.time(5), by: Sample.dispatcher)
    #expect(names(fromOffer) == ["booking.assigned", "offer.withdrawn"])
    #expect(
      fromOffer.effects.contains(.releaseLease(technician: Sample.technician(2), offer: Sample.uuid(1))))

    let fromTrip = try Sample.life(in: .inTrip).step(assign, at: Sample.time(5), by: Sample.dispatcher)
    #expect(names(fromTrip) == ["booking.assigned", "trip.cancelled"])
    #expect(fromTrip.effects.contains(.assignmentEnded(technician: Sample.technician(1), version: 1)))
    #expect(fromTrip.life.booking.liveAssignment?.version == 2)
    #expect(fromTrip.life.booking.liveAssignment?.origin == .hand(reason: Sample.note))
    #expect(fromTrip.life.liveTrip == nil)
    #expect(fromTrip.life.booking.arrivedAt == nil)
  }

  @Test func allDeclinedOpensTheBookingAgain() throws {
    let life = try Sample.life(in: .offering)
    let first = try life.step(
      .decline(offer: Sample.uuid(1), technician: Sample.technician(1), reason: Sample.note),
      at: Sample.time(3), by: .system)
    #expect(names(first) == ["offer.declined"] && first.life.booking.state == .offering)
    let second = try first.life.step(
      .decline(offer: Sample.uuid(1), technician: Sample.technician(2), reason: .none), at: Sample.time(4),
      by: .system)
    #expect(names(second) == ["offer.declined", "booking.offerEnded"])
    #expect(second.life.booking.state == .open && second.effects.contains(.findNext))
    #expect(second.life.booking.asked == [Sample.technician(1), Sample.technician(2)])
  }

  @Test func brokenTripAsksAnewButNotTheSameTechnician() throws {
    let step = try Sample.life(in: .inTrip).step(
      .cancelTrip(Sample.uuid(101), reason: Sample.note), at: Sample.time(5), by: .system)
    #expect(names(step) == ["trip.cancelled", "booking.tripChanged"])
    let booking = step.life.booking
    #expect(booking.state == .open && booking.wavesSent == 0 && booking.arrivedAt == nil)
    #expect(booking.asked.contains(Sample.technician(1)))
    #expect(step.effects.contains(.assignmentEnded(technician: Sample.technician(1), version: 1)))
  }

  @Test func reschedulingKeepsAnAssignmentAndWithdrawsAnOffer() throws {
    let sla = try SLATerms(arriveBy: Sample.instant(5000))
    let request = LifeRequest.reschedule(window: try Sample.window(4000, 6000), sla: sla, reason: .none)
    let assigned = try Sample.life(in: .assigned).step(request, at: Sample.time(5), by: Sample.dispatcher)
    #expect(assigned.life.booking.liveAssignment?.version == 1)
    #expect(assigned.life.booking.terms.sla == sla)
    let offering = try Sample.life(in: .offering).step(request, at: Sample.time(5), by: Sample.dispatcher)
    #expect(names(offering) == ["booking.rescheduled", "offer.withdrawn"])
    #expect(offering.life.booking.asked.isEmpty)
  }

  @Test func tripThatCannotStartSaysWhy() throws {
    func reason(_ state: BookingState, _ request: LifeRequest) throws -> String? {
      do { _ = try Sample.life(in: state).step(request, at: Sample.time(5), by: .system) } catch {
        let refusal = try #require(error as? LifeRefusal)
        return "\(refusal.stateName ?? "none") \(refusal.code)"
      }
      return nil
    }
    #expect(try reason(.open, .startTrip(Sample.uuid(101))) == "open notAssigned")
    #expect(try reason(.assigned, .startTrip(Sample.uuid(5))) == "assigned noTrip")
    #expect(try reason(.inTrip, .startTrip(Sample.uuid(101))) == "arrived alreadyStarted")
    #expect(try reason(.completed, .startTrip(Sample.uuid(101))) == "completed ended")
    #expect(try reason(.assigned, .begin(trip: Sample.uuid(101))) == "assigned noTrip")
    #expect(try reason(.offering, .timeOut(offer: Sample.uuid(5))) == "none notFound")
  }

  @Test func versionThatIsOutOfDateIsAConflict() throws {
    let life = try Sample.life(in: .assigned)
    let version = life.booking.version
    #expect(throws: LifeRefusal.versionConflict(expected: version - 1, actual: version, state: .assigned)) {
      _ = try life.step(.cancel(reason: .none), at: Sample.time(5), by: .system, expecting: version - 1)
    }
    let step = try life.step(.cancel(reason: .none), at: Sample.time(5), by: .system, expecting: version)
    #expect(step.life.booking.state == .cancelled)
  }

  @Test func logThatCannotBeIsRefused() throws {
    var events: [TripEvent] = []
    var step = BookingLife.place(Sample.bookingID, try Sample.terms(), at: Sample.time(0), by: .system)
    events += step.events
    for request in [Sample.offerRequest, Sample.acceptRequest] {
      step = try step.life.step(request, at: Sample.time(1), by: .system)
      events += step.events
    }
    #expect(try BookingLife(folding: events) == step.life)
    #expect(throws: TripLogError.noBeginning) { _ = try BookingLife(folding: []) }
    #expect(throws: TripLogError.noBeginning) { _ = try BookingLife(folding: Array(events.dropFirst())) }
    var gap = events
    gap.remove(at: 2)
    #expect(throws: TripLogError.wrongNumber(expected: 3, found: 4)) { _ = try BookingLife(folding: gap) }
    let foreign = TripEvent(
      booking: ClientID(trusted: "other"), number: 6, time: Sample.time(1), actor: .system,
      change: .booking(.nobodyLeft))
    #expect(throws: TripLogError.wrongBooking(number: 6)) {
      _ = try BookingLife(folding: events + [foreign])
    }
    let impossible = TripEvent(
      booking: Sample.bookingID, number: 6, time: Sample.time(1), actor: .system,
      change: .booking(.nobodyLeft))
    let refusal = BookingRefusal(
      state: .assigned, version: 3, kind: .nobodyLeft, reason: .alreadyAssigned)
    #expect(throws: TripLogError.refused(number: 6, .booking(refusal))) {
      _ = try BookingLife(folding: events + [impossible])
    }
  }
}
