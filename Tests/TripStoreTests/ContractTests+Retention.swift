// The store contract: track points and retention.

import Bedrock
import Testing

@testable import TripStore

extension ContractTests {
  @Test(arguments: kinds)
  func repeatedPointsAreIgnored(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      let batch = (0..<40).map { Sample.point(1, $0, at: Sample.day(10 + $0 / 16, 40 - $0)) }
      #expect(try store.appendPoints(Array(batch[0..<25]), of: Sample.red) == 25)
      var changed = batch[3]
      changed.latitudeAngle = 0
      #expect(try store.appendPoints([changed] + batch[20...], of: Sample.red) == 15)
      let other = [
        Sample.point(2, 0, at: Sample.day(10)), Sample.point(1, 0, at: Sample.day(12, 5), device: "tablet"),
      ]
      #expect(try store.appendPoints(other, of: Sample.red) == 2)
      let expected = (batch + [other[1]]).sorted { $0.at < $1.at }
      #expect(try points(of: 1, Sample.red, in: store) == expected)
      #expect(try points(of: 2, Sample.red, in: store) == [other[0]])
      #expect(try points(of: 1, Sample.blue, in: store) == [])
    }
  }

  @Test(arguments: kinds)
  func pointsOfAFailedTransactionAreNotThere(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      for round in 0..<2 {
        let outcome = fault {
          try store.transaction { () throws(StoreError) in
            _ = try store.appendPoints([Sample.point(1, 0, at: Sample.day(3))], of: Sample.red)
            if round == 0 { throw .fatal(reason: "ours") }
          }
        }
        #expect(outcome == (round == 0 ? .fatal(reason: "ours") : nil))
        #expect(try points(of: 1, Sample.red, in: store).count == round)
      }
    }
  }

  @Test(arguments: kinds)
  func retentionDropsDaysAndTrimsShorterTerms(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      for tenant in [Sample.red, Sample.blue] {
        try store.addTenant(Sample.tenant(tenant))
        let batch = (0..<12).map { Sample.point(1, $0, at: Sample.day(100 + $0, 999)) }
        #expect(try store.appendPoints(batch, of: tenant) == 12)
      }
      var policy = RetentionPolicy()
      policy.terms[Sample.blue] = RetentionTerms()
      policy.terms[Sample.blue]?[.points] = 4
      policy.rowsMax = 2
      let now = Sample.day(110, 12 * 3_600_000)
      // Days 100, 101 and 102 are older than 7 days; of 103, 104 and 105 only those of blue are due.
      for (days, rows, isBounded) in [([100], 2, true), ([101], 1, true), ([102], 0, false), ([], 0, false)] {
        let planned = try store.retain(policy, now: now, dryRun: true)
        #expect(planned.droppedDays == days.map { Sample.day(Int64($0)) })
        #expect(planned.rows == rows && planned.isBounded == isBounded)
        #expect(planned.entries.allSatisfy { $0.tenant == Sample.blue && $0.kind == .points })
        #expect(try store.retain(policy, now: now, dryRun: false) == planned)
      }
      #expect(try points(of: 1, Sample.red, in: store).map(\.sequence) == Array(3..<12))
      #expect(try points(of: 1, Sample.blue, in: store).map(\.sequence) == Array(6..<12))
      // A day that was dropped can come back with late points.
      #expect(try store.appendPoints([Sample.point(1, 0, at: Sample.day(100))], of: Sample.red) == 1)
    }
  }

  @Test(arguments: kinds)
  func everyKindGoesAtItsOwnTerm(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      try Sample.put(to: store)
      for index in 0..<4 {
        let at = Sample.day(Int64(index))
        var transition = Sample.transition("b\(index)", at: at, endedAt: index == 3 ? nil : at)
        transition.events = [Sample.event("x")]
        transition.offers = [Sample.offer(10 + index, to: ["t\(index)"])]
        transition.assignments = [Sample.assignment(1, "t1", endedAt: at)]
        transition.trips = [Sample.trip(20 + index, "t1", endedAt: at)]
        transition.summary = TripSummaryDraft(trip: Sample.id(20 + index), endedAt: at, document: [])
        transition.decision = Sample.decision(10 + index, [])
        transition.idempotency = IdempotencyDraft(key: "k\(index)", requestHash: [], response: [])
        transition.audit = AuditDraft(note: ChangeNote(actor: "a", at: at, reason: ""), action: "x.y")
        transition.outbox = index == 1 ? [Sample.message(1)] : []
        _ = try store.commit(transition, of: Sample.red)
      }
      func removed(_ days: Int64) throws -> [RetentionKind: Int] {
        let now = Sample.day(days, 1)
        let planned = try store.retain(RetentionPolicy(), now: now, dryRun: true)
        let report = try store.retain(RetentionPolicy(), now: now, dryRun: false)
        #expect(planned == report && !report.isBounded && report.droppedDays == [])
        return Dictionary(uniqueKeysWithValues: report.entries.map { ($0.kind, $0.rows) })
      }
      #expect(try removed(3) == [.idempotencyKeys: 2])
      #expect(try removed(90) == [.idempotencyKeys: 2, .decisions: 1])
      // Booking 1 stays because of its message, booking 3 because it is live.
      #expect(
        try removed(500) == [.summaries: 4, .decisions: 3, .audit: 4, .bookings: 2])
      let left = try store.bookings(BookingQuery(limit: 10), of: Sample.red)
      #expect(left.map(\.booking.id.text) == ["b3", "b1"])
      let gone = ClientID(trusted: "b0")
      #expect(try store.events(of: gone, after: 0, limit: 5, tenant: Sample.red) == [])
      #expect(try store.offers(of: gone, tenant: Sample.red) == [])
      #expect(try store.assignments(of: gone, tenant: Sample.red) == [])
      #expect(try store.trips(of: gone, tenant: Sample.red) == [])
      #expect(try store.liveLeases(of: Sample.red).map(\.booking.text) == ["b1", "b3"])
      #expect(
        try store.events(of: ClientID(trusted: "b3"), after: 0, limit: 5, tenant: Sample.red).count == 1)
    }
  }

  @Test(arguments: kinds)
  func deadLettersGoAtTheirTermAndWhatWaitsStays(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      try Sample.put(to: store)
      for index in 0..<6 {
        var transition = Sample.transition("b\(index)", at: Sample.day(0))
        transition.outbox = [Sample.message(index)]
        _ = try store.commit(transition, of: Sample.red)
        // 0 to 3 are given up, a day apart; 4 is on its way, 5 waits.
        guard index < 5 else { continue }
        _ = try store.takeOutbox(
          for: Sample.hook, of: Sample.red, limit: 1, now: Sample.day(0), until: Sample.day(400))
        guard index < 4 else { continue }
        _ = try store.markFailed(
          Sample.id(index), to: Sample.hook, attempt: 1, of: Sample.red, at: Sample.day(Int64(index)),
          nextAttemptAt: nil, reason: "x")
      }
      func letters() throws -> [UUIDv7] {
        try store.deadLetters(of: Sample.hook, tenant: Sample.red, after: 0, limit: 9).map(
          \.record.message.id)
      }
      // Queued again, it is no dead letter any more.
      #expect(try store.resend(Sample.id(1), to: Sample.hook, of: Sample.red, at: Sample.day(4)))
      var policy = RetentionPolicy()
      #expect(try store.retain(policy, now: Sample.day(90), dryRun: false).entries == [])
      policy.rowsMax = 1
      for (left, isBounded) in [([2, 3], true), ([3], true), ([3], false)] {
        let now = Sample.day(93)
        let planned = try store.retain(policy, now: now, dryRun: true)
        #expect(try store.retain(policy, now: now, dryRun: false) == planned)
        #expect(planned.isBounded == isBounded && planned.entries.allSatisfy { $0.kind == .deadLetters })
        #expect(try letters() == left.map { Sample.id($0) })
      }
      let holding = try store.holdings(of: Sample.red, terms: .standard, now: Sample.day(93, 1))
        .first { $0.kind == .deadLetters }
      #expect(holding == .init(kind: .deadLetters, count: 1, due: 1, oldest: Sample.day(3)))
      let backlog = try store.outboxBacklog(for: Sample.hook, of: Sample.red)
      #expect(backlog.waiting == 3 && backlog.dead == 1)
      #expect(try store.bookings(BookingQuery(limit: 9), of: Sample.red).count == 6)
    }
  }
}
