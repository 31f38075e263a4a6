// What is special about the store in Postgres: two of them on one database, and what is lent to nobody.

import Bedrock
import Dispatch
import Synchronization
import TestDatabase
import Testing

@testable import TripStore

@Suite(
  "The Postgres store", .enabled(if: TestDatabase.isAvailable, "\(TestDatabase.missing)"))
struct PostgresStoreTests {
  /// Writers of a tenant take turns: nobody loses for another reason than having come later.
  @Test func oneOfSeveralWinsEachTransition() throws {
    try withPostgres { urls throws in
      let (writers, bookings) = (4, 40)
      try PostgresStore(urls).addTenant(Sample.tenant(Sample.red))
      let wins = Mutex([Int: Int]())
      let faults = Mutex([StoreError]())
      DispatchQueue.concurrentPerform(iterations: writers) { writer in
        do {
          let store = try PostgresStore(urls)
          // Each in another order, several in one transaction: whoever locked less would meet in a deadlock.
          for group in 0..<(bookings / 4) {
            let numbers = (0..<4).map { (group * 4 + (writer % 2 == 0 ? $0 : 3 - $0)) }
            let won = try store.transaction { () throws(StoreError) in
              numbers.filter { number in
                var transition = Sample.transition("b\(number)")
                transition.audit = AuditDraft(note: Sample.note(1), action: "x.y")
                let fault = fault { try store.commit(transition, of: Sample.red) }
                if let fault, fault != .conflict(found: 1) { faults.withLock { $0.append(fault) } }
                return fault == nil
              }
            }
            wins.withLock { wins in for number in won { wins[number, default: 0] += 1 } }
          }
        } catch {
          Issue.record(error)
        }
      }
      #expect(faults.withLock { $0 } == [])
      #expect(wins.withLock { $0 } == Dictionary(uniqueKeysWithValues: (0..<bookings).map { ($0, 1) }))
      #expect(try PostgresStore(urls).audit(of: Sample.red, before: nil, limit: 1000).count == bookings)
    }
  }

  @Test func severalRelaysTakeEachMessageOnce() throws {
    try withPostgres { urls throws in
      let store = try PostgresStore(urls)
      try store.addTenant(Sample.tenant(Sample.red))
      try Sample.put(to: store)
      for number in 0..<200 {
        var transition = Sample.transition("b\(number)")
        transition.outbox = [Sample.message(1000 + number)]
        _ = try store.commit(transition, of: Sample.red)
      }
      let taken = Mutex([UUIDv7]())
      DispatchQueue.concurrentPerform(iterations: 4) { _ in
        do {
          let relay = try PostgresStore(urls)
          while true {
            let records = try relay.takeOutbox(
              for: Sample.hook, of: Sample.red, limit: 7, now: Sample.day(1), until: Sample.day(2))
            if records.isEmpty { return }
            taken.withLock { $0 += records.map(\.message.id) }
          }
        } catch {
          Issue.record(error)
        }
      }
      let all = taken.withLock { $0 }
      #expect(all.count == 200 && Set(all).count == 200)
    }
  }

  /// A message that is queued while the one before it is being settled would wait for ever, if nobody promoted it.
  @Test func aMessageQueuedWhileTheHeadIsSettledIsNotForgotten() throws {
    try withPostgres { urls throws in
      let store = try PostgresStore(urls)
      try store.addTenant(Sample.tenant(Sample.red))
      try Sample.put(to: store)
      let rounds = 60
      let settled = Mutex(0)
      DispatchQueue.concurrentPerform(iterations: 2) { role in
        do {
          let own = try PostgresStore(urls)
          if role == 0 {
            for version in 0..<rounds {
              var transition = Sample.transition("b", after: Int64(version))
              transition.outbox = [Sample.message(1000 + version)]
              _ = try own.commit(transition, of: Sample.red)
            }
            return
          }
          let clock = ContinuousClock()
          let end = clock.now + .seconds(20)
          while settled.withLock({ $0 }) < rounds, clock.now < end {
            for record in try own.takeOutbox(
              for: Sample.hook, of: Sample.red, limit: 1, now: Sample.day(1), until: Sample.day(2))
            where try own.markDelivered(
              record.message.id, to: Sample.hook, attempt: record.attempt, of: Sample.red, at: Sample.day(0))
            { settled.withLock { $0 += 1 } }
          }
        } catch {
          Issue.record(error)
        }
      }
      #expect(settled.withLock { $0 } == rounds)
    }
  }

  @Test func aTextWithoutACounterpartIsStoredAllTheSame() throws {
    try withPostgres { urls throws in
      let store = try PostgresStore(urls)
      try store.addTenant(Sample.tenant(Sample.red))
      let note = ChangeNote(actor: "a", at: .epoch, reason: "before\u{0}after")
      _ = try store.appendAudit(AuditDraft(note: note, action: "x.y"), of: Sample.red)
      #expect(
        try store.audit(of: Sample.red, before: nil, limit: 1).map(\.entry.note.reason) == [
          "before\u{FFFD}after"
        ])
    }
  }

  /// A day that another process has dropped meanwhile is made again.
  @Test func aDayThatWasDroppedElsewhereComesBack() throws {
    try withPostgres { urls throws in
      let (store, other) = (try PostgresStore(urls), try PostgresStore(urls))
      try store.addTenant(Sample.tenant(Sample.red))
      let points = [Sample.point(1, 1, at: Sample.day(20_000))]
      #expect(try store.appendPoints(points, of: Sample.red) == 1)
      let report = try other.retain(RetentionPolicy(), now: Sample.day(20_100), dryRun: false)
      #expect(report.droppedDays == [Sample.day(20_000)])
      #expect(try store.appendPoints(points, of: Sample.red) == 1)
    }
  }

  /// Dropping a day waits a little for who is reading, then leaves it for the next round.
  @Test func aDayThatIsReadIsNotDropped() throws {
    try withPostgres { urls throws in
      let (store, other) = (try PostgresStore(urls), try PostgresStore(urls))
      try store.addTenant(Sample.tenant(Sample.red))
      _ = try store.appendPoints([Sample.point(1, 1, at: Sample.day(20_000))], of: Sample.red)
      try store.app.reading { () throws(StoreError) -> Void in
        try store.forEachPoint(of: Sample.id(1), tenant: Sample.red) { (_) throws(StoreError) in }
        let report = try other.retain(RetentionPolicy(), now: Sample.day(20_100), dryRun: false)
        #expect(report.droppedDays == [] && report.heldDays == [Sample.day(20_000)] && !report.isBounded)
      }
      #expect(
        try other.retain(RetentionPolicy(), now: Sample.day(20_100), dryRun: false).droppedDays
          == [Sample.day(20_000)])
    }
  }
}
