// Days of points: made and dropped by functions, without anybody having rights on the tables themselves.

import Bedrock
import Foundation
import Synchronization
import TestDatabase
import TestPrograms
import Testing

@testable import TripStore

@Suite("Days of points", .enabled(if: TestDatabase.isAvailable, "\(TestDatabase.missing)"))
struct PostgresDayTests {
  private func system(_ sql: String, _ database: String) throws -> [String] {
    try PostgresProbe.rows(sql, in: database, as: "geod_system")
  }

  @Test func daysAreMadeOnceAndDroppedOnce() throws {
    try TestDatabase.withDatabase(.migrated) { (urls) throws in
      let database = urls.database
      #expect(try system("SELECT geod_make_point_day(20460)", database) == ["t"])
      #expect(try system("SELECT geod_make_point_day(20460)", database) == ["f"])
      #expect(try system("SELECT geod_make_point_day(20458)", database) == ["t"])
      #expect(try system("SELECT geod_point_days()", database) == ["20458", "20460"])
      #expect(try system("SELECT geod_drop_point_day(20458)", database) == ["t"])
      #expect(try system("SELECT geod_drop_point_day(20458)", database) == ["f"])
      #expect(try system("SELECT geod_point_days()", database) == ["20460"])
      for day in ["-1", "1000001", "NULL"] {
        for function in ["geod_make_point_day", "geod_drop_point_day"] {
          let sql = "SELECT \(function)(\(day))"
          #expect(try PostgresProbe.refusal(sql, in: database, as: "geod_system") == "22023", "\(sql)")
        }
      }
      for function in ["geod_make_point_day", "geod_drop_point_day"] {
        #expect(
          try PostgresProbe.refusal("SELECT \(function)(20461)", in: database, as: "geod_app") == "42501")
      }
    }
  }

  @Test func aDayIsReachedThroughTheTableOnly() throws {
    try TestDatabase.withDatabase(.filled) { (urls) throws in
      for role in ["geod_app", "geod_system"] {
        let sql = "SELECT count(*) FROM track_points_\(PostgresSamples.day)"
        #expect(try PostgresProbe.refusal(sql, in: urls.database, as: role, tenant: "red") == "42501")
      }
      let app = try PostgresProbe.rows(
        "SELECT count(*) FROM track_points", in: urls.database, as: "geod_app", tenant: "red")
      #expect(app == ["100"])
      #expect(
        try system("DELETE FROM track_points WHERE tenant = 'blue' RETURNING 1", urls.database).count == 100)
    }
  }

  @Test func severalMakersOfADayDoNotDisturbEachOther() async throws {
    let urls = try TestDatabase.makeDatabase(.migrated)
    let made = try await withThrowingTaskGroup(of: [String].self) { group in
      for _ in 0..<4 {
        group.addTask {
          try (20_500..<20_510).flatMap { try system("SELECT geod_make_point_day(\($0))", urls.database) }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(made.filter { $0 == "t" }.count == 10)
    #expect(try system("SELECT geod_point_days()", urls.database).count == 10)
  }

  /// Rows go although a day is in use, and the day goes later.
  @Test func whatIsInUseHoldsBackNothingElse() throws {
    try TestDatabase.withDatabase(.filled) { (urls) throws in
      let store = try PostgresStore(PostgresURL(urls.app), systemURL: PostgresURL(urls.system))
      let now = PointDay(number: Int64(PostgresSamples.day) + 2000).start
      #expect(
        try abs(
          #require(try store.databaseTime()).milliseconds(
            since: Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)))) < 60_000)
      let reader = try PostgresConnection(PostgresURL(urls.system))
      try reader.transaction { () throws(StoreError) in
        try reader.execute(PostgresQuery(once: "SELECT count(*) FROM track_points"))
        let report = try store.retain(RetentionPolicy(), now: now, dryRun: false)
        #expect(report.droppedDays == [] && report.heldDays.count == 1)
        #expect(report.rows > 0)
      }
      let report = try store.retain(RetentionPolicy(), now: now, dryRun: false)
      #expect(report.droppedDays.count == 1 && report.heldDays == [])
    }
  }

  /// One session has made the day and not committed; the other one has looked, found none, and waits.
  @Test func whoHasWaitedForTheOtherMakerFindsItsDay() throws {
    try TestDatabase.withDatabase(.migrated) { (urls) throws in
      let make = "SELECT geod_make_point_day(20460)"
      let waits =
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = 20460"
      let first = try PostgresConnection(PostgresURL(urls.system))
      let second = Mutex<[String]>([])
      let hasEnded = DispatchSemaphore(value: 0)
      var hasWaited = false
      try first.transaction { () throws(StoreError) in
        try first.execute(PostgresQuery(once: make))
        Thread.detachNewThread {
          let found = (try? system(make, urls.database)) ?? ["failed"]
          second.withLock { $0 = found }
          hasEnded.signal()
        }
        hasWaited = Poll.until(seconds: Poll.patienceSeconds) {
          (try? PostgresProbe.rows(waits, in: urls.database)) == ["1"]
        }
      }
      #expect(hasEnded.waitPatiently(), "the other maker has not ended")
      #expect(hasWaited)
      #expect(second.withLock { $0 } == ["f"])
    }
  }

  /// Dropping gives way: whoever is reading goes on, and whoever writes has not waited behind it for long.
  @Test func droppingADayGivesWayToReaders() throws {
    try TestDatabase.withDatabase(.filled) { (urls) throws in
      let cluster = try TestDatabase.sharedCluster()
      let connection = try PostgresConnection(PostgresURL(urls.system))
      try connection.transaction { () throws(StoreError) in
        try connection.execute(PostgresQuery(once: "SELECT count(*) FROM track_points"))
        let sql = "SELECT geod_drop_point_day(\(PostgresSamples.day))"
        let start = Date()
        let refusal = try? PostgresProbe.refusal(sql, in: urls.database, as: "geod_system")
        #expect(refusal == "55P03")
        #expect(Date().timeIntervalSince(start) < 5)
      }
      let drop = "SELECT geod_drop_point_day(\(PostgresSamples.day))"
      #expect(try cluster.psql(drop, in: urls.database, as: "geod_system") == "t")
    }
  }
}
