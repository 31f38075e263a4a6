// The store contract: transitions of bookings, and the rules that hold in the data.

import Bedrock
import Testing

@testable import TripStore

extension ContractTests {
  @Test(arguments: kinds)
  func aTransitionIsFoundInAllItsParts(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      let id = ClientID(trusted: "b")
      var first = Sample.transition("b")
      first.events = [Sample.event("placed")]
      first.offers = [Sample.offer(10, to: ["t2", "t1"])]
      first.decision = Sample.decision(10)
      #expect(
        try store.commit(first, of: Sample.red) == TransitionReceipt(version: 1, eventCount: 1))
      var second = Sample.transition(
        "b", after: 1, state: "assigned", technician: "t1", at: Instant(milliseconds: 2000))
      second.events = [Sample.event("accepted"), Sample.event("tripEnRoute")]
      second.offers = [Sample.offer(10, to: [])]
      second.assignments = [Sample.assignment(1, "t1")]
      second.trips = [Sample.trip(20, "t1")]
      second.idempotency = IdempotencyDraft(key: "k", requestHash: [1], response: [2])
      second.audit = AuditDraft(note: Sample.note, action: "booking.assign", target: "b")
      #expect(
        try store.commit(second, of: Sample.red) == TransitionReceipt(version: 2, eventCount: 3))

      #expect(
        try store.booking(id, of: Sample.red)
          == BookingRecord(
            version: 2, eventCount: 3, placedAt: first.at, changedAt: second.at, booking: second.booking))
      #expect(
        try store.events(of: id, after: 0, limit: 10, tenant: Sample.red)
          == (first.events + second.events).enumerated().map {
            EventRecord(number: Int64($0.offset + 1), event: $0.element)
          })
      #expect(try store.events(of: id, after: 1, limit: 1, tenant: Sample.red).map(\.number) == [2])
      #expect(
        try store.offers(of: id, tenant: Sample.red) == [OfferRecord(booking: id, offer: second.offers[0])])
      #expect(try store.booking(ofOffer: second.offers[0].id, tenant: Sample.red) == id)
      #expect(try store.booking(ofOffer: second.offers[0].id, tenant: Sample.blue) == nil)
      #expect(try store.liveLeases(of: Sample.red) == [])
      #expect(try store.liveAssignment(of: id, tenant: Sample.red) == second.assignments[0])
      #expect(
        try store.trip(Sample.id(20), of: Sample.red) == TripRecord(booking: id, trip: second.trips[0]))
      #expect(
        try store.decisions(of: id, after: 0, limit: 5, tenant: Sample.red)
          == [DecisionRecord(version: 1, at: first.at, offer: Sample.id(10), wave: 1, document: [9])])
      let answer = try store.idempotency("k", of: Sample.red)
      #expect(answer?.entry == second.idempotency && answer?.booking == id && answer?.createdAt == second.at)
      #expect(try store.audit(of: Sample.red, before: nil, limit: 5).map(\.entry) == [second.audit])
    }
  }

  @Test(arguments: kinds)
  func decisionsAreReadInOrderPageByPage(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      for tenant in [Sample.red, Sample.blue] { try store.addTenant(Sample.tenant(tenant)) }
      let id = ClientID(trusted: "b")
      for version in 0..<5 {
        var transition = Sample.transition("b", after: Int64(version))
        // Not every transition has one.
        if version != 2 { transition.decision = Sample.decision(version, wave: Int64(version) + 1) }
        _ = try store.commit(transition, of: Sample.red)
      }
      func page(_ after: Int64, _ limit: Int) throws -> [Int64] {
        try store.decisions(of: id, after: after, limit: limit, tenant: Sample.red).map(\.version)
      }
      #expect(try page(0, 100) == [1, 2, 4, 5])
      #expect(try page(0, 2) == [1, 2] && page(2, 2) == [4, 5] && page(5, 2) == [])
      let last = try #require(try store.decisions(of: id, after: 4, limit: 1, tenant: Sample.red).first)
      #expect(last.offer == Sample.id(4) && last.wave == 5)
      #expect(try store.decisions(of: id, after: 0, limit: 9, tenant: Sample.blue) == [])
      #expect(
        try store.decisions(of: ClientID(trusted: "c"), after: 0, limit: 9, tenant: Sample.red) == [])
    }
  }

  @Test(arguments: kinds)
  func exactlyOneOfTwoDecisionsOnAVersionWins(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      try Sample.put(to: store)
      #expect(
        fault { try store.commit(Sample.transition("b", after: 1), of: Sample.red) } == .conflict(found: 0))
      _ = try store.commit(Sample.transition("b"), of: Sample.red)
      #expect(fault { try store.commit(Sample.transition("b"), of: Sample.red) } == .conflict(found: 1))
      var accepts = (0..<5).map { index in
        var accept = Sample.transition("b", after: 1, state: "assigned", technician: "t\(index)")
        accept.events = [Sample.event("accepted")]
        accept.assignments = [Sample.assignment(1, "t\(index)")]
        accept.outbox = [Sample.message(index)]
        return accept
      }
      let faults = accepts.map { accept in fault { try store.commit(accept, of: Sample.red) } }
      #expect(faults == [nil] + Array(repeating: .conflict(found: 2), count: 4))
      accepts.removeFirst()
      #expect(try store.booking(ClientID(trusted: "b"), of: Sample.red)?.booking.technician?.text == "t0")
      #expect(
        try store.takeOutbox(
          for: Sample.hook, of: Sample.red, limit: 9, now: .latest, until: Instant(milliseconds: .max)
        ).map(\.message.id) == [Sample.id(0)])
    }
  }

  @Test(arguments: kinds)
  func aBrokenRuleTakesBackTheWholeTransition(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      try Sample.put(to: store)
      var first = Sample.transition("b")
      first.offers = [Sample.offer(10, to: ["t1"])]
      first.assignments = [Sample.assignment(1, "t1")]
      first.trips = [Sample.trip(20, "t1")]
      first.outbox = [Sample.message(30)]
      first.idempotency = IdempotencyDraft(key: "k", requestHash: [], response: [])
      _ = try store.commit(first, of: Sample.red)
      let other = Sample.transition("c")
      let next = Sample.transition("b", after: 1)
      let broken: [(TransitionRecord, (inout TransitionRecord) -> Void)] = [
        (other, { $0.offers = [Sample.offer(11, to: ["t1"])] }),
        (other, { $0.offers = [Sample.offer(10, to: [])] }),
        (other, { $0.trips = [Sample.trip(20, "t1")] }),
        (other, { $0.outbox = [Sample.message(30)] }),
        (other, { $0.idempotency = first.idempotency }),
        (next, { $0.assignments = [Sample.assignment(2, "t2")] }),
        (next, { $0.assignments = [Sample.assignment(1, "t2")] }),
        (next, { $0.trips = [Sample.trip(21, "t1")] }),
        (next, { $0.trips = [Sample.trip(20, "t2")] }),
      ]
      for (index, (transition, breaking)) in broken.enumerated() {
        var transition = transition
        transition.events = [Sample.event("x")]
        breaking(&transition)
        #expect(fault { try store.commit(transition, of: Sample.red) } == .exists, "rule \(index)")
      }
      var summary = other
      summary.summary = TripSummaryDraft(trip: Sample.id(20), endedAt: .epoch, document: [])
      #expect(fault { try store.commit(summary, of: Sample.red) } == .summaryWithoutTrip)
      #expect(try store.booking(ClientID(trusted: "c"), of: Sample.red) == nil)
      #expect(try store.booking(ClientID(trusted: "b"), of: Sample.red)?.version == 1)
      #expect(try store.events(of: ClientID(trusted: "b"), after: 0, limit: 9, tenant: Sample.red) == [])
    }
  }

  @Test(arguments: kinds)
  func oneThingMayFollowAnotherInTheSameTransition(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      let end = Instant(milliseconds: 9000)
      var first = Sample.transition("b")
      first.offers = [Sample.offer(10, to: ["t1", "t2"])]
      first.assignments = [Sample.assignment(1, "t1")]
      first.trips = [Sample.trip(20, "t1")]
      _ = try store.commit(first, of: Sample.red)
      // The new ones are named before the old ones, which must not matter.
      var second = Sample.transition("b", after: 1)
      second.offers = [Sample.offer(11, to: ["t2", "t3"]), Sample.offer(10, to: ["t1"])]
      second.assignments = [Sample.assignment(2, "t2"), Sample.assignment(1, "t1", endedAt: end)]
      second.trips = [Sample.trip(21, "t2"), Sample.trip(20, "t1", endedAt: end)]
      second.summary = TripSummaryDraft(trip: Sample.id(20), endedAt: end, document: [5])
      _ = try store.commit(second, of: Sample.red)
      let id = ClientID(trusted: "b")
      #expect(
        try store.liveLeases(of: Sample.red).map { "\($0.lease.technician) \($0.offer == Sample.id(10))" }
          == ["t1 true", "t2 false", "t3 false"])
      #expect(try store.liveAssignment(of: id, tenant: Sample.red)?.technician.text == "t2")
      #expect(try store.assignments(of: id, tenant: Sample.red).map(\.endedAt) == [end, nil])
      #expect(try store.trips(of: id, tenant: Sample.red).map(\.trip.endedAt) == [end, nil])
      #expect(try store.summary(of: Sample.id(20), tenant: Sample.red)?.summary == second.summary)
      // What has ended does not live again.
      var third = Sample.transition("b", after: 2)
      third.assignments = [Sample.assignment(2, "t2", endedAt: end), Sample.assignment(1, "t1")]
      #expect(fault { try store.commit(third, of: Sample.red) } == .exists)
    }
  }

  @Test(arguments: kinds)
  func aTechnicianHasOneLiveOfferPerPlace(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      try store.addTenant(Sample.tenant(Sample.blue))
      for (number, place) in [(1, 0), (2, 1)] {
        var transition = Sample.transition("b\(number)")
        transition.offers = [Sample.offer(number, to: ["t1"], place: place)]
        _ = try store.commit(transition, of: Sample.red)
      }
      var third = Sample.transition("b3")
      third.offers = [Sample.offer(3, to: ["t2", "t1"], place: 1)]
      #expect(fault { try store.commit(third, of: Sample.red) } == .exists)
      _ = try store.commit(third, of: Sample.blue)
      #expect(try store.liveLeases(of: Sample.red).map(\.lease.place) == [0, 1])
      #expect(try store.liveLeases(of: Sample.blue).map(\.booking.text) == ["b3", "b3"])
      let technician = ClientID(trusted: "t1")
      let leases = try store.liveLeases(ofTechnician: technician, tenant: Sample.red)
      #expect(leases == (try store.liveLeases(of: Sample.red)) && leases.count == 2)
      #expect(try store.liveLeases(ofTechnician: technician, tenant: Sample.blue).map(\.lease.place) == [1])
      #expect(try store.liveLeases(ofTechnician: ClientID(trusted: "t2"), tenant: Sample.red) == [])
    }
  }

  @Test(arguments: kinds)
  func bookingsAreReadInPagesFromTheLatest(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      for index in 0..<9 {
        let at = Instant(milliseconds: Int64(index / 2))
        _ = try store.commit(
          Sample.transition(
            "b\(index)", state: index % 3 == 0 ? "open" : "assigned", at: at,
            endedAt: index % 4 == 0 ? at : nil),
          of: Sample.red)
      }
      func page(_ query: BookingQuery) throws -> String {
        try store.bookings(query, of: Sample.red).map { $0.booking.id.text.dropFirst() }.joined()
      }
      #expect(try page(BookingQuery(limit: 100)) == "876543210")
      #expect(try page(BookingQuery(state: "open", limit: 2)) == "63")
      let (from, until) = (Instant(milliseconds: 1), Instant(milliseconds: 3))
      #expect(try page(BookingQuery(from: from, until: until, limit: 100)) == "5432")
      let cursor = BookingQuery.Cursor(placedAt: Instant(milliseconds: 2), id: ClientID(trusted: "b5"))
      #expect(try page(BookingQuery(after: cursor, limit: 3)) == "432")
      #expect(try page(BookingQuery(state: "open", until: until, after: cursor, limit: 9)) == "30")
      #expect(
        try liveBookings(of: Sample.red, in: store).map { $0.booking.id.text.dropFirst() }.joined()
          == "123567")
      #expect(try liveBookings(of: Sample.blue, in: store) == [])
    }
  }

  @Test(arguments: kinds)
  func transitionsOfUnknownTenantsAndTooLargeOnesAreRefused(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      let now = Instant(milliseconds: 1)
      #expect(fault { try store.commit(Sample.transition("b"), of: Sample.red) } == .unknownTenant)
      #expect(
        fault {
          try store.markDelivered(Sample.id(1), to: Sample.hook, attempt: 1, of: Sample.red, at: now)
        } == .unknownTenant)
      #expect(fault { try store.appendPoints([], of: Sample.red) } == .unknownTenant)
      try store.addTenant(Sample.tenant(Sample.red))
      var large = Sample.transition("b")
      large.events = [Sample.event("x")]
      large.events[0].document = [UInt8](repeating: 0, count: StoreLimits.documentBytesMax + 1)
      #expect(fault { try store.commit(large, of: Sample.red) } == .tooLarge(what: "the event"))
      large.events = Array(repeating: Sample.event("x"), count: StoreLimits.transitionPartsMax + 1)
      #expect(fault { try store.commit(large, of: Sample.red) } == .tooLarge(what: "the list of events"))
      #expect(try store.booking(ClientID(trusted: "b"), of: Sample.red) == nil)
    }
  }
}
