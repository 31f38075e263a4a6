// The ingestion around a database that does what a test says.

import Bedrock
import Dispatch
import Foundation
import Synchronization
import TestPrograms
import TestSupport
import Testing

@testable import TripStore

@Suite("The ingestion of points", .timeLimit(.minutes(2)))
struct PointIngestTests {
  @Test func pointsAreToldWhenTheyAreCommitted() throws {
    try withIngest { ingest, database, _ in
      let told = Told()
      for number in 0..<20 { told.post([Sample.fix(Int64(number))], to: ingest) }
      told.wait(for: 20)
      #expect(told.failures == 0)
      #expect(database.sequences == Array(0..<20))
      #expect(database.groups < 20, "what waits shares a commit")
      let report = try #require(ingest.report)
      #expect(report.mode == .online && report.committedPoints == 20 && report.spooledPoints == 0)
      // Today and two days ahead have their room.
      #expect(database.days == [20_000, 20_001, 20_002])
    }
  }

  @Test func whatTheDatabaseDoesNotTakeGoesOverLaterInOrder() throws {
    try withIngest { ingest, database, events in
      let told = Told()
      told.post([Sample.fix(0)], to: ingest)
      told.wait(for: 1)
      database.isAway = true
      for number in 1...30 {
        told.post([Sample.fix(Int64(number))], to: ingest)
        if number % 7 == 0 { told.wait(for: number + 1) }
      }
      told.wait(for: 31)
      #expect(told.failures == 0 && database.sequences == [0])
      var report = try #require(ingest.report)
      #expect(report.mode == .spooling && report.spool.points == 30 && report.awaySince != nil)
      database.isAway = false
      try events.wait(for: "back")
      #expect(database.sequences == Array(0...30), "each once, in order")
      told.post([Sample.fix(31)], to: ingest)
      told.wait(for: 32)
      report = try #require(ingest.report)
      #expect(report.mode == .online && report.spool == Spool.Content() && report.drainedPoints == 30)
      #expect(report.committedPoints == 32 && report.awaySince == nil)
      #expect(events.names.filter { $0 == "away" }.count == 1)
    }
  }

  /// A commit whose answer is lost has happened all the same; the points come again under their keys.
  @Test func inDoubtNothingIsThereTwice() throws {
    try withIngest { ingest, database, events in
      let told = Told()
      database.swallowsAnswers = 1
      told.post([Sample.fix(0), Sample.fix(1)], to: ingest)
      told.wait(for: 1)
      try events.wait(for: "back")
      #expect(told.failures == 0 && database.sequences == [0, 1])
      #expect(ingest.report?.duplicatePoints == 2)
    }
  }

  @Test func aFullSpoolRefusesAndTheDatabaseIsAskedAgain() throws {
    var limits = PointIngest.Limits()
    limits.spoolBytesMax = Spool.bytesMin
    try withIngest(limits) { ingest, database, events in
      let told = Told()
      database.isAway = true
      var next: Int64 = 0
      while told.failures == 0 {
        try #require(next < 10_000_000, "nothing is ever refused")
        told.post((next..<next + 2000).map { Sample.fix($0) }, to: ingest)
        next += 2000
        told.wait(for: Int(next / 2000))
      }
      #expect(told.lastFault == .full)
      try events.wait(for: "refused")
      #expect(ingest.report?.refusedPoints == 2000)
      database.isAway = false
      try events.wait(for: "back")
      // The one that was refused is sent again by whoever has it.
      told.post((next - 2000..<next).map { Sample.fix($0) }, to: ingest)
      told.wait(for: Int(next / 2000) + 1)
      #expect(told.failures == 1 && database.sequences == Array(0..<next))
    }
  }

  @Test func aFilledSpoolIsDrainedAfterAStart() throws {
    try withTemporaryDirectory { directory in
      try Spool(directory: directory, bytesMax: 1 << 30).append(
        [PointBatch(tenant: Sample.red, points: (0..<50).map { Sample.fix($0) })], at: Sample.day(20_000))
      let (database, events) = (ScriptedDatabase(), EventList())
      let ingest = PointIngest(
        limits: PointIngest.Limits(), spool: try Spool(directory: directory, bytesMax: 1 << 30),
        now: { Sample.day(20_000) }, note: { events.add($0) }, sink: { _ in ScriptedSink(database) })
      try events.wait(for: "back")
      #expect(database.sequences == Array(0..<50))
      ingest.stop()
    }
  }

  /// Pieces become smaller until the database takes them in its time, a large batch in parts.
  @Test func aSlowDatabaseGetsWhatItCanDo() throws {
    try withTemporaryDirectory { directory in
      do {
        let spool = try Spool(directory: directory, bytesMax: 1 << 30)
        for range in [0..<9000, 9000..<11_000, 11_000..<11_500] as [Range<Int64>] {
          try spool.append(
            [PointBatch(tenant: Sample.red, points: range.map { Sample.fix($0) })], at: Sample.day(20_000))
        }
      }
      let (database, events) = (ScriptedDatabase(), EventList())
      database.pointsPerCallMax = 3000
      let ingest = PointIngest(
        limits: PointIngest.Limits(), spool: try Spool(directory: directory, bytesMax: 1 << 30),
        now: { Sample.day(20_000) }, note: { events.add($0) }, sink: { _ in ScriptedSink(database) })
      try events.wait(for: "back")
      #expect(database.sequences == Array(0..<11_500), "each once, in order")
      ingest.stop()
      let report = try #require(ingest.report)
      #expect(
        report.drainedPoints == 11_500 && report.duplicatePoints == 0, "what was taken is not sent again")
    }
  }

  @Test func whatTheDatabaseRefusesForGoodStopsNobody() throws {
    try withIngest { ingest, database, events in
      let told = Told()
      database.isAway = true
      for number in 0..<6 {
        told.post([Sample.fix(Int64(number))], to: ingest)
        told.wait(for: number + 1)
      }
      database.refused = [0, 3]
      database.isAway = false
      try events.wait(for: "back")
      #expect(database.sequences == [1, 2, 4, 5])
      let report = try #require(ingest.report)
      #expect(report.mode == .online && report.spool.pointsAside == 2 && report.spool.points == 0)
      #expect(events.names.filter { $0 == "putAside" }.count == 2)
      // Written on day 20 000: kept for as long as anybody keeps points.
      var policy = RetentionPolicy()
      policy.terms[Sample.blue] = RetentionTerms()
      policy.terms[Sample.blue]?[.points] = 20
      #expect(try ingest.dropAside(policy, now: Sample.day(20_020)) == 0)
      #expect(ingest.report?.spool.pointsAside == 2)
      #expect(try ingest.dropAside(policy, now: Sample.day(20_021)) == 2)
      #expect(ingest.report?.spool.pointsAside == 0)
      ingest.stop()
      #expect(try ingest.dropAside(policy, now: Sample.day(20_021)) == 0, "after the end")
    }
  }

  /// As with a role that has lost its rights: what is refused with everything else is not at fault.
  @Test func whenEverythingIsRefusedNothingIsPutAside() throws {
    try withIngest { ingest, database, events in
      let told = Told()
      database.refused = Set(0..<6)
      for number in 0..<6 {
        told.post([Sample.fix(Int64(number))], to: ingest)
        told.wait(for: number + 1)
      }
      try events.wait(for: "stillAway")
      let asked = database.groups
      try Poll.require("ten more questions") { database.groups >= asked + 10 }
      #expect(ingest.report?.spool.points == 6 && ingest.report?.spool.pointsAside == 0)
      database.refused = []
      try events.wait(for: "back")
      #expect(told.failures == 0 && database.sequences == Array(0..<6))
      #expect(!events.names.contains("putAside"))
    }
  }

  /// Rights that come back while batches are tried one by one: those that were refused before are no more at fault.
  @Test func whatIsRefusedOnceMayBeTakenLater() throws {
    try withIngest { ingest, database, events in
      let told = Told()
      database.refused = Set(0..<6)
      database.forgivesAfter = 10
      for number in 0..<6 {
        told.post([Sample.fix(Int64(number))], to: ingest)
        told.wait(for: number + 1)
      }
      try events.wait(for: "back")
      #expect(database.sequences.sorted() == Array(0..<6) && told.failures == 0)
      #expect(!events.names.contains("putAside") && ingest.report?.spool.pointsAside == 0)
    }
  }

  @Test func whatIsQueuedAtTheEndIsStillTold() throws {
    try withIngest { ingest, database, _ in
      let told = Told()
      for number in 0..<100 { told.post([Sample.fix(Int64(number))], to: ingest) }
      ingest.stop()
      #expect(told.count == 100 && database.sequences == Array(0..<100))
      #expect(!ingest.post([Sample.fix(100)], of: Sample.red) { _ in })
    }
  }

  @Test func aDatabaseThatIsSilentHoldsNobodyUpAtTheEnd() throws {
    try withIngest { ingest, database, _ in
      let told = Told()
      database.isHeld = true
      told.post([Sample.fix(0), Sample.fix(1)], to: ingest)
      try Poll.require("the first group") { database.groups > 0 }
      for number in 2..<10 { told.post([Sample.fix(Int64(number))], to: ingest) }
      let start = ContinuousClock.now
      #expect(ingest.stop(by: .now() + .milliseconds(100)) == 10)
      #expect(ContinuousClock.now - start < .seconds(5) && told.count == 0, "nothing is acknowledged")
      #expect(!ingest.post([Sample.fix(10)], of: Sample.red) { _ in })
      database.isHeld = false
      #expect(ingest.stop(by: .distantFuture) == nil && told.count == 9 && told.failures == 0)
    }
  }

  @Test func theQueueIsBounded() throws {
    var limits = PointIngest.Limits()
    limits.queuedPointsMax = 100
    try withIngest(limits) { ingest, database, _ in
      let told = Told()
      database.isHeld = true
      told.post([Sample.fix(0)], to: ingest)
      try Poll.require("the first group") { database.groups > 0 }
      var accepted = 1
      while ingest.post([Sample.fix(Int64(accepted))], of: Sample.red, then: { told.tell($0) }) {
        accepted += 1
      }
      #expect(accepted == 101 && ingest.report?.queuedPoints == 100)
      database.isHeld = false
      told.wait(for: 101)
    }
  }

  /// Random times of being away and of lost answers: in the end everything acknowledged is there once, in order.
  @Test(arguments: Seeds.all("ingest")) func whateverHappensEachPointIsThereOnce(_ seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    try withIngest { ingest, database, events in
      let told = Told()
      var next: Int64 = 0
      for round in 1...150 {
        switch random.below(10) {
        case 0: database.isAway.toggle()
        case 1: database.swallowsAnswers = 1
        default: break
        }
        let count = Int64(1 + random.below(50))
        told.post((next..<next + count).map { Sample.fix($0) }, to: ingest)
        next += count
        if random.chance(0.3) { told.wait(for: round) }
      }
      told.wait(for: 150)
      database.isAway = false
      try Poll.require("the database is back") { ingest.report?.mode == .online }
      #expect(told.failures == 0)
      #expect(database.sequences == Array(0..<next), "GEOD_SEED=\(seed)")
    }
  }

  private func withIngest(
    _ limits: PointIngest.Limits = PointIngest.Limits(),
    _ body: (PointIngest, ScriptedDatabase, EventList) throws -> Void
  ) throws {
    try withTemporaryDirectory { directory in
      let (database, events) = (ScriptedDatabase(), EventList())
      let ingest = PointIngest(
        limits: limits, spool: try Spool(directory: directory, bytesMax: limits.spoolBytesMax),
        now: { Sample.day(20_000) }, note: { events.add($0) }, sink: { _ in ScriptedSink(database) })
      defer { ingest.stop() }
      try body(ingest, database, events)
    }
  }
}
