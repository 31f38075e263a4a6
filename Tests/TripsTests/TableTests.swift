// Every state and every kind of change, against tables written down a second time, by hand.

import Bedrock
import Testing

@testable import Trips

@Suite struct BookingTableTests {
  static let table = TableText(
    """
                     open             offering                 assigned                  inTrip                    completed        cancelled        noShow           unfilled
    placed           !alreadyPlaced   !alreadyPlaced           !alreadyPlaced            !alreadyPlaced            !alreadyPlaced   !alreadyPlaced   !alreadyPlaced   !alreadyPlaced
    offered          offering         !offerLive               !alreadyAssigned          !alreadyAssigned          !ended           !ended           !ended           offering
    offerDeclined    !notOffering     open?offerMatches        !notOffering              !notOffering              !ended           !ended           !ended           !notOffering
    offerTimedOut    !notOffering     open?offerMatches        !notOffering              !notOffering              !ended           !ended           !ended           !notOffering
    offerWithdrawn   !notOffering     open?offerMatches        !notOffering              !notOffering              !ended           !ended           !ended           !notOffering
    nobodyLeft       unfilled         !offerLive               !alreadyAssigned          !alreadyAssigned          !ended           !ended           !ended           !alreadyUnfilled
    accepted         !notOffering     assigned?offerMatches    !alreadyAssigned          !alreadyAssigned          !ended           !ended           !ended           !notOffering
    assigned         assigned         assigned                 assigned?differs          assigned?differs          !ended           !ended           !ended           assigned
    released         !notAssigned     !notAssigned             open                      !tripStarted              !ended           !ended           !ended           !notAssigned
    rescheduled      open             open                     assigned                  !tripStarted              !ended           !ended           !ended           open
    cancelled        cancelled        cancelled                cancelled                 cancelled                 !ended           !ended           !ended           cancelled
    noShow           !notArrived      !notArrived              !notArrived               noShow?arrived            !ended           !ended           !ended           !notArrived
    tripEnRoute      !notAssigned     !notAssigned             inTrip?tripMatches        !tripStarted              !ended           !ended           !ended           !notAssigned
    tripArrived      !noTrip          !noTrip                  !noTrip                   inTrip?tripMatches        !ended           !ended           !ended           !noTrip
    tripInService    !noTrip          !noTrip                  !noTrip                   inTrip?tripMatches        !ended           !ended           !ended           !noTrip
    tripCompleted    !noTrip          !noTrip                  !noTrip                   completed?tripMatches     !ended           !ended           !ended           !noTrip
    tripCancelled    !noTrip          !noTrip                  !noTrip                   open?tripMatches          !ended           !ended           !ended           !noTrip
    """)

  static func text(_ rule: Booking.Rule) -> String {
    switch rule {
    case .refuse(let reason): return "!\(reason.code)"
    case .move(let state, let guards):
      let names: [(Booking.Guard, String)] = [
        (.offerMatches, "?offerMatches"), (.tripMatches, "?tripMatches"), (.technicianDiffers, "?differs"),
        (.tripArrived, "?arrived"),
      ]
      return "\(state.name)" + names.filter { guards.contains($0.0) }.map(\.1).joined()
    }
  }

  static func change(_ kind: BookingChange.Kind) throws -> BookingChange {
    let (offer, trip) = (Sample.uuid(1), Sample.uuid(101))
    return switch kind {
    case .placed: .placed(try Sample.terms())
    case .offered: .offered(offer: Sample.uuid(2), technicians: [Sample.technician(3)])
    case .offerDeclined: .offerEnded(offer: offer, how: .declined)
    case .offerTimedOut: .offerEnded(offer: offer, how: .timedOut)
    case .offerWithdrawn: .offerEnded(offer: offer, how: .withdrawn)
    case .nobodyLeft: .nobodyLeft
    case .accepted: .accepted(offer: offer, technician: Sample.technician(1), trip: trip)
    case .assigned: .assigned(technician: Sample.technician(4), trip: Sample.uuid(104), reason: Sample.note)
    case .released: .released(reason: Sample.note)
    case .rescheduled: .rescheduled(window: try Sample.window(60, 90), sla: .none, reason: Sample.note)
    case .cancelled: .cancelled(reason: Sample.note)
    case .noShow: .noShow(reason: Sample.note)
    case .tripEnRoute: .tripChanged(trip: trip, to: .enRoute)
    case .tripArrived: .tripChanged(trip: trip, to: .arrived)
    case .tripInService: .tripChanged(trip: trip, to: .inService)
    case .tripCompleted: .tripChanged(trip: trip, to: .completed)
    case .tripCancelled: .tripChanged(trip: trip, to: .cancelled)
    }
  }

  @Test(arguments: BookingState.allCases, BookingChange.Kind.allCases)
  func ruleIsTheExpectedOne(_ state: BookingState, _ kind: BookingChange.Kind) throws {
    #expect(Self.text(Booking.rule(state, kind)) == (try Self.table.cell(state.name, kind.name)))
  }

  @Test(arguments: BookingState.allCases, BookingChange.Kind.allCases)
  func bookingObeysTheTable(_ state: BookingState, _ kind: BookingChange.Kind) throws {
    var booking = try Sample.life(in: state).booking
    #expect(booking.state == state)
    let before = booking
    let change = try Self.change(kind)
    #expect(change.kind == kind)
    let expected = try Self.table.outcome(state.name, kind.name)
    do {
      _ = try booking.make(change, at: Sample.time(9))
      #expect("\(booking.state.name)" == expected)
      #expect(booking.version == before.version + 1)
      #expect((booking.liveAssignment != nil) == booking.state.hasAssignment)
      #expect((booking.liveOffer != nil) == (booking.state == .offering))
    } catch {
      #expect("!\(error.reason.code)" == expected)
      #expect(error.state == state && error.version == before.version && error.kind == kind)
      #expect(booking == before)
    }
  }

  @Test func guardsRefuseWhatIsAboutSomethingElse() throws {
    func reason(_ state: BookingState, _ change: BookingChange) throws -> BookingReason? {
      let booking = try Sample.life(in: state).booking
      do { _ = try booking.next(change) } catch { return error.reason }
      return nil
    }
    let other = Sample.uuid(77)
    for how in BookingChange.OfferEnd.allCases {
      #expect(try reason(.offering, .offerEnded(offer: other, how: how)) == .notOffering)
    }
    #expect(
      try reason(.offering, .accepted(offer: other, technician: Sample.technician(1), trip: other))
        == .notOffering)
    #expect(try reason(.assigned, .tripChanged(trip: other, to: .enRoute)) == .noTrip)
    for state in [TripState.arrived, .inService, .completed, .cancelled] {
      #expect(try reason(.inTrip, .tripChanged(trip: other, to: state)) == .noTrip)
    }
    let same = BookingChange.assigned(technician: Sample.technician(1), trip: other, reason: .none)
    #expect(try reason(.assigned, same) == .sameTechnician)
    #expect(try reason(.inTrip, same) == .sameTechnician)
  }

  @Test func noShowNeedsAnArrivalAndNoWork() throws {
    let setOut = try Sample.life(
      Sample.offerRequest, Sample.acceptRequest, .startTrip(Sample.uuid(101)))
    let working = try Sample.life(in: .inTrip).step(
      .begin(trip: Sample.uuid(101)), at: Sample.time(2), by: .system
    ).life
    for life in [setOut, working] {
      #expect(throws: BookingRefusal.self) { _ = try life.booking.next(.noShow(reason: .none)) }
    }
    #expect(try Sample.life(in: .inTrip).booking.next(.noShow(reason: .none)) == .noShow)
  }
}

@Suite struct OfferTableTests {
  static let table = TableText(
    """
                     pending                           accepted       declined       timedOut       withdrawn
    made             !alreadyMade                      !alreadyMade   !alreadyMade   !alreadyMade   !alreadyMade
    accepted         accepted?asked?waiting?inTime     !taken         !declined      !late          !withdrawn
    declined         pending?asked?waiting             !taken         !declined      !late          !withdrawn
    lastDeclined     declined?asked?waiting            !taken         !declined      !late          !withdrawn
    timedOut         timedOut?due                      !taken         !declined      !late          !withdrawn
    withdrawn        withdrawn                         !taken         !declined      !late          !withdrawn
    """)

  static func text(_ rule: Offer.Rule) -> String {
    switch rule {
    case .refuse(let reason): return "!\(reason.code)"
    case .move(let state, let guards):
      let names: [(Offer.Guard, String)] = [
        (.isAsked, "?asked"), (.isWaiting, "?waiting"), (.isInTime, "?inTime"), (.isDue, "?due"),
      ]
      return "\(state.name)" + names.filter { guards.contains($0.0) }.map(\.1).joined()
    }
  }

  static func offer(in state: OfferState, _ technicians: [Int] = [1, 2]) throws -> Offer {
    var offer = Offer(
      id: Sample.uuid(1), booking: Sample.bookingID, terms: Sample.offerTerms(technicians), at: Sample.time(0)
    )
    switch state {
    case .pending: break
    case .accepted:
      _ = try offer.make(.accepted(technician: Sample.technician(technicians[0])), at: Sample.time(1))
    case .declined:
      for number in technicians {
        let change = OfferChange.declined(technician: Sample.technician(number), reason: .none)
        _ = try offer.make(change, at: Sample.time(1))
      }
    case .timedOut: _ = try offer.make(.timedOut, at: Sample.time(30))
    case .withdrawn: _ = try offer.make(.withdrawn, at: Sample.time(1))
    }
    return offer
  }

  @Test(arguments: OfferState.allCases, OfferChange.Kind.allCases)
  func ruleIsTheExpectedOne(_ state: OfferState, _ kind: OfferChange.Kind) throws {
    #expect(Self.text(Offer.rule(state, kind)) == (try Self.table.cell(state.name, kind.name)))
  }

  @Test(arguments: OfferState.allCases, OfferChange.Kind.allCases)
  func offerObeysTheTable(_ state: OfferState, _ kind: OfferChange.Kind) throws {
    var offer = try Self.offer(in: state, kind == .lastDeclined ? [2] : [1, 2])
    let before = offer
    let change: OfferChange =
      switch kind {
      case .made: .made(Sample.offerTerms([5]))
      case .accepted: .accepted(technician: Sample.technician(2))
      case .declined, .lastDeclined: .declined(technician: Sample.technician(2), reason: .none)
      case .timedOut: .timedOut
      case .withdrawn: .withdrawn
      }
    let expected = try Self.table.outcome(state.name, kind.name)
    do {
      _ = try offer.make(change, at: Sample.time(kind == .timedOut ? 30 : 2))
      #expect("\(offer.state.name)" == expected)
      #expect(offer.version == before.version + 1)
    } catch {
      #expect("!\(error.reason.code)" == expected)
      #expect(error.state == state && error.version == before.version)
      #expect(offer == before)
    }
  }

  @Test func deadlineDividesAcceptFromTimeOutExactly() throws {
    let offer = try Self.offer(in: .pending)
    let accept = OfferChange.accepted(technician: Sample.technician(1))
    for milliseconds in [29_999, 30_000, 30_001] {
      let time = ChangeTime(Sample.start.advanced(byMilliseconds: Int64(milliseconds)))
      let isInTime = (try? offer.next(accept, at: time)) == .accepted
      let isDue = (try? offer.next(.timedOut, at: time)) == .timedOut
      #expect(isInTime == (milliseconds < 30_000))
      #expect(isDue == !isInTime)
    }
  }

  @Test func observedTimeCountsNotTheAppliedOne() throws {
    let offer = try Self.offer(in: .pending)
    let late = ChangeTime(observed: Sample.instant(29), applied: Sample.instant(90))
    #expect(try offer.next(.accepted(technician: Sample.technician(1)), at: late) == .accepted)
  }

  @Test func everyoneLearnsWhy() throws {
    var offer = Offer(
      id: Sample.uuid(1), booking: Sample.bookingID, terms: Sample.offerTerms([1, 2, 3]), at: Sample.time(0))
    _ = try offer.make(.declined(technician: Sample.technician(1), reason: .none), at: Sample.time(1))
    let effects = try offer.make(.accepted(technician: Sample.technician(2)), at: Sample.time(2))
    #expect(
      effects == [
        .releaseLease(technician: Sample.technician(2), offer: offer.id),
        .tellOutcome(technician: Sample.technician(2), offer: offer.id, outcome: .won),
        .releaseLease(technician: Sample.technician(3), offer: offer.id),
        .tellOutcome(technician: Sample.technician(3), offer: offer.id, outcome: .taken),
      ])
    #expect(offer.outcome(for: Sample.technician(1)) == .declined)
    #expect(offer.outcome(for: Sample.technician(9)) == nil)
    #expect(try Self.offer(in: .timedOut).outcome(for: Sample.technician(2)) == .late)
    #expect(try Self.offer(in: .withdrawn).outcome(for: Sample.technician(2)) == .withdrawn)
    #expect(try Self.offer(in: .pending).outcome(for: Sample.technician(2)) == .waiting)
  }

  @Test func onlyTheAskedMayAnswerAndOnlyOnce() throws {
    var offer = try Self.offer(in: .pending)
    func reason(_ change: OfferChange) -> OfferReason? {
      do { _ = try offer.next(change, at: Sample.time(2)) } catch { return error.reason }
      return nil
    }
    #expect(reason(.accepted(technician: Sample.technician(7))) == .notAsked)
    #expect(reason(.declined(technician: Sample.technician(7), reason: .none)) == .notAsked)
    _ = try offer.make(.declined(technician: Sample.technician(1), reason: .none), at: Sample.time(1))
    #expect(reason(.accepted(technician: Sample.technician(1))) == .declined)
    #expect(reason(.declined(technician: Sample.technician(1), reason: .none)) == .declined)
  }
}

@Suite struct TripTableTests {
  static let table = TableText(
    """
                enRoute            arrived              inService           completed  cancelled
    started     !alreadyStarted    !alreadyStarted      !alreadyStarted     !ended     !ended
    arrived     arrived?inOrder    !alreadyArrived      !alreadyArrived     !ended     !ended
    began       !notArrived        inService?inOrder    !alreadyInService   !ended     !ended
    completed   !notArrived        !notInService        completed?inOrder   !ended     !ended
    cancelled   cancelled          cancelled            cancelled           !ended     !ended
    """)

  static let terms = TripTerms(technician: Sample.technician(1), assignmentVersion: 1, place: Sample.place)

  static func trip(in state: TripState) throws -> Trip {
    var trip = Trip(id: Sample.uuid(1), booking: Sample.bookingID, terms: terms, at: Sample.time(10))
    let changes: [TripChange] =
      switch state {
      case .enRoute: []
      case .arrived: [.arrived(.said)]
      case .inService: [.arrived(.said), .began]
      case .completed: [.arrived(.said), .began, .completed]
      case .cancelled: [.cancelled(reason: .none)]
      }
    for (index, change) in changes.enumerated() {
      _ = try trip.make(change, at: Sample.time(20 + 10 * Double(index)))
    }
    return trip
  }

  @Test(arguments: TripState.allCases, TripChange.Kind.allCases)
  func tripObeysTheTable(_ state: TripState, _ kind: TripChange.Kind) throws {
    let cell = try Self.table.cell(state.name, kind.name)
    switch Trip.rule(state, kind) {
    case .refuse(let reason): #expect("!\(reason.code)" == cell)
    case .move(let next, let guards):
      #expect("\(next.name)" + (guards.contains(.isInOrder) ? "?inOrder" : "") == cell)
    }
    var trip = try Self.trip(in: state)
    let before = trip
    let change: TripChange =
      switch kind {
      case .started: .started(Self.terms)
      case .arrived: .arrived(.positions)
      case .began: .began
      case .completed: .completed
      case .cancelled: .cancelled(reason: Sample.note)
      }
    do {
      _ = try trip.make(change, at: Sample.time(90))
      #expect("\(trip.state.name)" == (try Self.table.outcome(state.name, kind.name)))
      #expect(trip.version == before.version + 1)
      #expect(trip.since == Sample.instant(90))
    } catch let error as TripRefusal {
      #expect("!\(error.reason.code)" == cell)
      #expect(error.state == state && error.version == before.version && error.kind == kind)
      #expect(trip == before)
    }
  }

  @Test func whatWasObservedEarlierIsRefused() throws {
    var trip = try Self.trip(in: .arrived)
    #expect(throws: TripRefusal(state: .arrived, version: 2, kind: .began, reason: .tooOld)) {
      _ = try trip.make(.began, at: Sample.time(19))
    }
    _ = try trip.make(.began, at: Sample.time(20))
    #expect(trip.beganAt == Sample.instant(20))
  }

  @Test func durationsUseObservedTimes() throws {
    var trip = try Self.trip(in: .enRoute)
    _ = try trip.make(
      .arrived(.positions), at: ChangeTime(observed: Sample.instant(70), applied: Sample.instant(200)))
    _ = try trip.make(.began, at: Sample.time(250))
    #expect(trip.milliseconds(in: .enRoute, now: Sample.instant(300)) == 60_000)
    #expect(trip.milliseconds(in: .arrived, now: Sample.instant(300)) == 180_000)
    #expect(trip.milliseconds(in: .inService, now: Sample.instant(300)) == 50_000)
    _ = try trip.make(.cancelled(reason: .none), at: Sample.time(260))
    #expect(trip.milliseconds(in: .inService, now: Sample.instant(300)) == 10_000)
    #expect(trip.milliseconds(in: .completed, now: Sample.instant(300)) == 0)
  }
}
