// Many virtual days of a business: what is kept stays within its bound on every one of them.

import Bedrock
import Foundation
import Testing

@testable import TripStore

@Suite("Retention over many days")
struct RetentionSoakTests {
  /// `make soak` asks for years with the standard terms; without it some months with short ones do.
  private static let days = ProcessInfo.processInfo.environment["GEOD_SOAK_DAYS"].flatMap { Int64($0) }
  /// Long enough for a file to show that it goes on growing.
  private static let daysTooLong: Int64 = 80
  private static let bookingsPerDay = 8
  private static let pointsPerTrip = 40

  private var terms: RetentionTerms {
    var terms = RetentionTerms.standard
    guard Self.days == nil else { return terms }
    for (kind, days) in [
      (.points, 3), (.summaries, 20), (.decisions, 9), (.audit, 20), (.deadLetters, 7), (.bookings, 15),
    ] as [(RetentionKind, Int)] {
      terms[kind] = days
    }
    return terms
  }

  /// What a business has kept over its days.
  private struct Ledger {
    var largest: [RetentionKind: Int] = [:]
    /// Days on which something was due that a round should have removed.
    var late: [String] = []
    /// The size of SQLite's file after each day.
    var pages: [Int64] = []

    /// What is beyond its bound, or was removed before its time.
    func faults(days: Int64, terms: RetentionTerms) -> [String] {
      var faults = late
      for kind in RetentionKind.allCases {
        let perDay = kind == .points ? 1 : RetentionSoakTests.bookingsPerDay
        // A term of n days shows n whole days and the one under way; of points whole days, on both sides.
        let (found, bound) = (largest[kind] ?? 0, (terms[kind] + 2) * perDay)
        if found > bound { faults.append("\(kind): \(found), and \(bound) is the bound") }
        if found < min(Int(days), terms[kind]) * perDay {
          faults.append("\(kind) was removed too early: \(found)")
        }
      }
      // Once every term has gone by, the file has found its size.
      let steady = Int(terms[.audit]) + 5
      guard pages.count > 2 * steady else { return faults }
      let (then, last) = (pages[steady..<(2 * steady)].max() ?? 0, pages.last ?? 0)
      if last > then + then / 20 + 16 { faults.append("the file grows: \(then) pages, now \(last)") }
      return faults
    }
  }

  @Test(arguments: StoreUnderTest.real)
  func nothingGrowsBeyondItsTerm(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      let days = Self.days ?? 60
      let ledger = try live(days, in: store) { store, now throws(StoreError) in
        var policy = RetentionPolicy()
        policy.standard = terms
        policy.rowsMax = 25
        // As a server does it, in pieces; what is due on a day is removed on that day.
        while try store.retain(policy, now: now, dryRun: false).isBounded {}
      }
      #expect(ledger.faults(days: days, terms: terms) == [])
    }
  }

  /// The soak itself: it must see a business that keeps too much, also when that is one day only, or one kind.
  @Test(
    .enabled(if: days == nil, "a soak of years says nothing more about itself"),
    arguments: StoreUnderTest.real)
  func aBoundThatIsPassedIsSeen(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      let ledger = try live(Self.daysTooLong, in: store) { store, now throws(StoreError) in
        var policy = RetentionPolicy()
        policy.standard = terms
        policy.standard[.points] = terms[.points] + 3
        policy.standard[.bookings] = 400
        while try store.retain(policy, now: now, dryRun: false).isBounded {}
      }
      let faults = ledger.faults(days: Self.daysTooLong, terms: terms)
      for kind in RetentionKind.allCases {
        let isKeptTooLong = kind == .points || kind == .bookings
        #expect(faults.contains { $0.hasPrefix("\(kind): ") } == isKeptTooLong, "\(faults)")
      }
      #expect(faults.contains { $0.hasPrefix("day ") })
      if kind == .sqlite { #expect(faults.contains { $0.hasPrefix("the file grows") }, "\(faults)") }
    }
  }

  /// Some days of a business with a round of retention after each of them.
  private func live(
    _ days: Int64, in store: any Store, _ round: (any Store, Instant) throws(StoreError) -> Void
  ) throws -> Ledger {
    try store.addTenant(Sample.tenant(Sample.red))
    try Sample.put(to: store)
    var ledger = Ledger()
    for day in 0..<days {
      try live(through: day, store)
      let now = Sample.day(day + 1)
      try store.makePointDays(from: now, count: 3)
      try round(store, now)
      for holding in try store.holdings(of: Sample.red, terms: terms, now: now) {
        if holding.due != 0 { ledger.late.append("day \(day): \(holding)") }
        ledger.largest[holding.kind] = max(ledger.largest[holding.kind] ?? 0, holding.count)
      }
      if let sqlite = store as? SQLiteStore {
        ledger.pages.append(try sqlite.connection.pragma("page_count"))
      }
    }
    return ledger
  }

  /// The business of one day: bookings that are carried out, each with its trip, points, summary, decision, audit row and a
  /// message that is given up.
  private func live(through day: Int64, _ store: any Store) throws {
    for number in 0..<Self.bookingsPerDay {
      let at = Sample.day(day, Int64(number) * 60_000)
      let id = Int(day) * Self.bookingsPerDay + number + 1
      var transition = Sample.transition("b\(id)", state: "completed", technician: "t1", at: at, endedAt: at)
      transition.booking.document = Array(repeating: 7, count: 800)
      transition.events = (0..<6).map { Sample.event("e\($0)") }
      transition.trips = [Sample.trip(id, "t1", endedAt: at)]
      transition.trips[0].startedAt = at
      transition.summary = TripSummaryDraft(
        trip: Sample.id(id), endedAt: at, document: Array(repeating: 7, count: 400))
      transition.decision = DecisionDraft(
        offer: Sample.id(id), wave: 1, document: Array(repeating: 7, count: 1500))
      transition.idempotency = IdempotencyDraft(key: "k\(id)", requestHash: [1], response: [2])
      transition.audit = AuditDraft(note: ChangeNote(actor: "a", at: at, reason: ""), action: "a.b")
      transition.outbox = [Sample.message(id)]
      _ = try store.commit(transition, of: Sample.red)
      _ = try store.takeOutbox(
        for: Sample.hook, of: Sample.red, limit: 1, now: at, until: at.advanced(byMilliseconds: 1))
      _ = try store.markFailed(
        Sample.id(id), to: Sample.hook, attempt: 1, of: Sample.red, at: at, nextAttemptAt: nil, reason: "x")
      let points = (0..<Self.pointsPerTrip).map {
        Sample.point(id, Int64($0), at: at.advanced(byMilliseconds: Int64($0) * 1000))
      }
      _ = try store.appendPoints(points, of: Sample.red)
      _ = try store.seal(Sample.id(id), of: Sample.red, chains: [], over: nil, at: at)
    }
  }
}
