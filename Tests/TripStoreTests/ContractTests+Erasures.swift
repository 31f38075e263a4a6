// The store contract: erasures. What identifies a person goes, everything else stays as it was.

import Bedrock
import Testing

@testable import TripStore

extension ContractTests {
  private static let person = ClientID(trusted: "t1")
  private static let pseudonym = ClientID(trusted: "erased-1")

  private static func record(_ pseudonym: ClientID = pseudonym) -> ErasureRecord {
    ErasureRecord(
      pseudonym: pseudonym, kind: "technician", salt: [1, 2], proof: [3, 4], begunAt: Sample.day(9))
  }

  /// Replaces the bytes of the person in every document; the tests' documents are not JSON.
  private static func rewriting(removesShares: Bool = false) -> BookingRewriting {
    let replace = { (bytes: [UInt8]) throws(StoreError) -> [UInt8] in
      Array(String(decoding: bytes, as: UTF8.self).replacing(person.text, with: pseudonym.text).utf8)
    }
    return BookingRewriting(
      technician: { $0 == person ? pseudonym : $0 }, customer: { $0 == person ? pseudonym : $0 },
      event: replace,
      document: replace, summary: replace, text: { $0.replacing(person.text, with: pseudonym.text) },
      removesKey: { $0.contains(person.text) }, removesChains: { $0 == person }, removesShares: removesShares)
  }

  /// A booking that names the person wherever a booking can.
  private func addBooking(_ id: String, of tenant: ClientID, in store: any Store) throws {
    var transition = Sample.transition(id, state: "assigned", technician: "t1", at: Sample.day(3))
    transition.booking.customer = Self.person
    transition.booking.document = Array("with t1".utf8)
    transition.events = [Sample.event("e1 t1"), Sample.event("e2")]
    transition.offers = [
      OfferDraft(
        id: Sample.id(10), state: "accepted", deadline: Sample.day(3), leases: [], document: Array("t1".utf8))
    ]
    transition.assignments = [Sample.assignment(1, "t1")]
    transition.trips = [Sample.trip(11, "t1", endedAt: Sample.day(3))]
    transition.summary = TripSummaryDraft(
      trip: Sample.id(11), endedAt: Sample.day(3), document: Array("t1".utf8))
    transition.decision = Sample.decision(10, Array("why t1".utf8))
    transition.idempotency = IdempotencyDraft(key: "by t1", requestHash: [1], response: Array("t1".utf8))
    transition.audit = AuditDraft(
      note: Sample.note, action: "booking.assign", target: id, detail: Array("t1".utf8))
    _ = try store.commit(transition, of: tenant)
    var share = Sample.share(tenant == Sample.red ? 1 : 2, expiresAt: Sample.day(9).milliseconds)
    share.booking = ClientID(trusted: id)
    share.createdBy = Self.person
    try store.putShare(share, of: tenant, note: Sample.note(Sample.day(3).milliseconds))
    let chain = TripChain(
      device: ClientID(trusted: "phone"), fixCount: 1, head: Array(repeating: 1, count: 32))
    _ = try store.seal(Sample.id(11), of: tenant, chains: [chain], over: nil, at: Sample.day(4))
  }

  private func withBookings(_ kind: StoreUnderTest, _ body: (any Store) throws -> Void) throws {
    try kind.withStore { store throws in
      for tenant in [Sample.red, Sample.blue] {
        try store.addTenant(Sample.tenant(tenant))
        try addBooking("b", of: tenant, in: store)
      }
      _ = try store.commit(Sample.transition("other", technician: "t2"), of: Sample.red)
      try body(store)
    }
  }

  @Test(arguments: kinds)
  func aBookingIsRewrittenEverywhereAndNowhereElse(_ kind: StoreUnderTest) throws {
    try withBookings(kind) { store throws in
      let booking = ClientID(trusted: "b")
      #expect(try store.bookings(naming: Self.person, of: Sample.red) == [booking])
      #expect(try store.bookings(for: Self.person, of: Sample.red) == [booking])
      let before = try #require(try store.booking(booking, of: Sample.red))
      let planned = try store.rewrite(booking, of: Sample.red, as: nil, Self.rewriting())
      #expect(try store.booking(booking, of: Sample.red) == before, "counting has changed something")
      try store.beginErasure(Self.record(), of: Sample.red)
      #expect(
        try store.rewrite(booking, of: Sample.red, as: Self.pseudonym, Self.rewriting()) == planned)
      // Chain, booking, its customer, event, offer, assignment, trip, summary, decision, answer, share.
      #expect(planned == 11)
      #expect(try store.rewrite(booking, of: Sample.red, as: Self.pseudonym, Self.rewriting()) == 0)

      let after = try #require(try store.booking(booking, of: Sample.red))
      #expect(after.booking.technician == Self.pseudonym && after.booking.customer == Self.pseudonym)
      #expect(after.booking.document == Array("with erased-1".utf8))
      #expect(
        after.version == before.version && after.changedAt == before.changedAt
          && after.booking.state == before.booking.state)
      let events = try store.events(of: booking, after: 0, limit: 9, tenant: Sample.red)
      #expect(events.map(\.event.kind) == ["e1 t1", "e2"], "a kind is no person")
      #expect(events.map { String(decoding: $0.event.document, as: UTF8.self) } == ["e1 erased-1", "e2"])
      #expect(try store.assignments(of: booking, tenant: Sample.red).map(\.technician) == [Self.pseudonym])
      #expect(try store.trips(of: booking, tenant: Sample.red).map(\.trip.technician) == [Self.pseudonym])
      #expect(try store.idempotency("by t1", of: Sample.red) == nil)
      #expect(try store.shares(of: booking, tenant: Sample.red) == [])
      #expect(
        try store.seal(of: Sample.id(11), tenant: Sample.red) == TripSeal(sealedAt: Sample.day(4), chains: [])
      )
      #expect(
        try store.summaries(of: booking, tenant: Sample.red).map(\.summary.document) == [
          Array("erased-1".utf8)
        ])
      #expect(try store.bookings(naming: Self.person, of: Sample.red) == [])
      // The other tenant's person of the same name is another one.
      #expect(try store.bookings(naming: Self.person, of: Sample.blue) == [booking])
      #expect(try store.idempotency("by t1", of: Sample.blue) != nil)
      #expect(try store.trip(Sample.id(11), of: Sample.blue)?.trip.technician == Self.person)
    }
  }

  @Test(arguments: kinds)
  func anErasureHasToBeginAndEndsWithItsAuditRow(_ kind: StoreUnderTest) throws {
    try withBookings(kind) { store throws in
      let booking = ClientID(trusted: "b")
      let refused = fault { try store.rewrite(booking, of: Sample.red, as: Self.pseudonym, Self.rewriting()) }
      #expect(refused == .fatal(reason: "an erasure that has not begun"))
      try store.beginErasure(Self.record(), of: Sample.red)
      #expect(fault { try store.beginErasure(Self.record(), of: Sample.red) } == .exists)
      #expect(try store.erasures(of: Sample.red) == [Self.record()] && store.erasures(of: Sample.blue) == [])
      let entry = AuditDraft(note: Sample.note, action: "technician.erase", target: "erased-1")
      #expect(try !store.endErasure(Self.pseudonym, of: Sample.blue, audit: entry))
      #expect(try store.endErasure(Self.pseudonym, of: Sample.red, audit: entry))
      #expect(try !store.endErasure(Self.pseudonym, of: Sample.red, audit: entry))
      #expect(try store.erasures(of: Sample.red) == [])
      #expect(try store.audit(of: Sample.red, before: nil, limit: 1).first?.entry == entry)
      let nobody = ClientID(trusted: "nobody")
      #expect(fault { try store.beginErasure(Self.record(), of: nobody) } == .unknownTenant)
    }
  }

  @Test(arguments: kinds)
  func aRewritingThatThrowsChangesNothing(_ kind: StoreUnderTest) throws {
    try withBookings(kind) { store throws in
      let booking = ClientID(trusted: "b")
      try store.beginErasure(Self.record(), of: Sample.red)
      var rewriting = Self.rewriting()
      rewriting.summary = { (_) throws(StoreError) in throw .corrupt(what: "the summary") }
      #expect(
        fault { try store.rewrite(booking, of: Sample.red, as: Self.pseudonym, rewriting) }
          == .corrupt(what: "the summary"))
      #expect(try store.booking(booking, of: Sample.red)?.booking.technician == Self.person)
      #expect(try store.seal(of: Sample.id(11), tenant: Sample.red)?.chains.count == 1)
    }
  }

  @Test(arguments: kinds)
  func theAuditIsRewrittenPageByPage(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      for number in 0..<5 {
        let note = ChangeNote(
          actor: number == 0 ? "t1" : "ops", at: Sample.day(1), reason: number == 1 ? "for t1" : "")
        let entry = AuditDraft(
          note: note, action: "a.b", target: number == 2 ? "t1" : "x",
          detail: number == 3 ? Array("t1".utf8) : [])
        _ = try store.appendAudit(entry, of: Sample.red)
      }
      try store.beginErasure(Self.record(), of: Sample.red)
      func rewrite(after: Int64, limit: Int, isDryRun: Bool = false) throws -> (last: Int64?, changed: Int) {
        try store.rewriteAudit(
          naming: Self.person, of: Sample.red, after: after, limit: limit, as: isDryRun ? nil : Self.pseudonym
        ) { (entry) throws(StoreError) in
          var entry = entry
          entry.note.actor = entry.note.actor.replacing("t1", with: "e")
          entry.note.reason = entry.note.reason.replacing("t1", with: "e")
          entry.target = entry.target.replacing("t1", with: "e")
          if !entry.detail.isEmpty { entry.detail = Array("e".utf8) }
          return entry
        }
      }
      #expect(try rewrite(after: 0, limit: 9, isDryRun: true).changed == 4)
      let first = try rewrite(after: 0, limit: 3)
      let second = try rewrite(after: try #require(first.last), limit: 3)
      #expect(first.changed == 3 && second.changed == 1)
      #expect(try rewrite(after: 0, limit: 9) == (nil, 0))
      let rows = try store.audit(of: Sample.red, before: nil, limit: 9).map(\.entry)
      #expect(rows.map(\.note.actor) == ["ops", "ops", "ops", "ops", "e"] && rows[2].target == "e")
      #expect(rows.count == 5 && rows[3].note.reason == "for e" && rows[1].detail == Array("e".utf8))
    }
  }

  @Test(arguments: kinds)
  func pointsOfATripGoInBoundedPieces(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      for tenant in [Sample.red, Sample.blue] {
        try store.addTenant(Sample.tenant(tenant))
        let all = (0..<10).flatMap { number in
          [1, 2].map { Sample.point($0, Int64(number), at: Sample.day(Int64(5 + number % 3))) }
        }
        _ = try store.appendPoints(all, of: tenant)
      }
      #expect(try store.removePoints(of: Sample.id(1), tenant: Sample.red, limit: 4) == 4)
      #expect(try store.removePoints(of: Sample.id(1), tenant: Sample.red, limit: 7) == 6)
      #expect(try points(of: 1, Sample.red, in: store).isEmpty)
      #expect(
        try points(of: 2, Sample.red, in: store).count == 10
          && points(of: 1, Sample.blue, in: store).count == 10)
    }
  }

  @Test(arguments: kinds)
  func holdingsTellWhatIsThereAndWhatIsDue(_ kind: StoreUnderTest) throws {
    try withBookings(kind) { store throws in
      for day: Int64 in [3, 4, 20] {
        _ = try store.appendPoints([Sample.point(11, day, at: Sample.day(day, 5))], of: Sample.red)
      }
      try store.makePointDays(from: Sample.day(20, 7), count: 3)
      try store.makePointDays(from: Sample.day(19), count: 3)
      func holdings(_ tenant: ClientID, _ days: Int64) throws -> [RetentionKind: RetentionHolding] {
        let found = try store.holdings(of: tenant, terms: .standard, now: Sample.day(days))
        #expect(found.map(\.kind) == RetentionKind.allCases)
        return Dictionary(uniqueKeysWithValues: found.map { ($0.kind, $0) })
      }
      let red = try holdings(Sample.red, 12)
      #expect(red[.points] == .init(kind: .points, count: 3, due: 2, oldest: Sample.day(3)))
      #expect(red[.summaries] == .init(kind: .summaries, count: 1, due: 0, oldest: Sample.day(3)))
      #expect(red[.idempotencyKeys] == .init(kind: .idempotencyKeys, count: 1, due: 1, oldest: Sample.day(3)))
      #expect(
        red[.bookings] == .init(kind: .bookings, count: 0, due: 0, oldest: nil), "a live one has no term")
      let blue = try holdings(Sample.blue, 500)
      #expect(blue[.points] == .init(kind: .points, count: 0, due: 0, oldest: nil))
      #expect(blue[.decisions]?.due == 1 && blue[.audit]?.count == 2)
      #expect(try holdings(ClientID(trusted: "nobody"), 500)[.audit]?.count == 0)
      // Days that were made ahead and stayed empty are dropped like the others.
      let report = try store.retain(RetentionPolicy(), now: Sample.day(500), dryRun: true)
      #expect(report.droppedDays == [Sample.day(3)] && report.isBounded)
    }
  }
}
