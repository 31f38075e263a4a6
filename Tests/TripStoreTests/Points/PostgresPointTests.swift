// Points on their way into a real Postgres, which stops, dies and comes back.

import Bedrock
import Foundation
import TestDatabase
import TestPrograms
import TestSupport
import Testing

@testable import TripStore

@Suite(
  "Points into Postgres", .enabled(if: TestDatabase.isAvailable, "\(TestDatabase.missing)"),
  .timeLimit(.minutes(5)))
struct PostgresPointTests {
  @Test func pointsArriveAsTheyWereSent() throws {
    try withPostgres { urls in
      try withTemporaryDirectory { directory in
        let desk = try IngestDesk(urls, directory)
        defer { desk.ingest.stop() }
        var random = SeededRandom(seed: Seeds.current)
        var expected: [PointKey: TrackPoint] = [:]
        var sent: [[TrackPoint]] = []
        for _ in 0..<40 {
          var points = (0..<random.below(60)).map { _ in Sample.point(&random) }.filter {
            $0.trip == Sample.tripID(1)
          }
          if random.chance(0.3), let again = sent.randomElement(using: &random) { points += again }
          for point in points where expected[PointKey(point)] == nil { expected[PointKey(point)] = point }
          sent.append(points)
          // One after the other, so that it is known which of two under a key came first.
          desk.told.post(points, to: desk.ingest)
          desk.told.wait(for: sent.count)
        }
        #expect(desk.told.failures == 0)
        #expect(
          try desk.points(of: 1) == expected.values.sorted(by: TrackPoint.isRead),
          "GEOD_SEED=\(Seeds.current)")
        let report = try #require(desk.ingest.report)
        #expect(report.committedPoints - report.duplicatePoints == expected.count)
        #expect(report.spooledPoints == 0 && report.duplicatePoints > 0)
      }
    }
  }

  @Test func aDayThatWasDroppedIsMadeAgain() throws {
    try withPostgres { urls in
      try withTemporaryDirectory { directory in
        let desk = try IngestDesk(urls, directory)
        defer { desk.ingest.stop() }
        desk.told.post([Sample.fix(1)], to: desk.ingest)
        desk.told.wait(for: 1)
        try TestDatabase.sharedCluster().psql("SELECT geod_drop_point_day(20000)", in: urls.database)
        desk.told.post([Sample.fix(2)], to: desk.ingest)
        desk.told.wait(for: 2)
        #expect(desk.told.failures == 0 && desk.ingest.report?.spooledPoints == 0)
        #expect(try desk.points(of: 1) == [Sample.fix(2)])
      }
    }
  }

  @Test func aStoppedPostgresFillsTheSpoolAndGetsEverythingOnceInOrder() throws {
    let cluster = try PostgresCluster()
    defer { cluster.remove() }
    try withTemporaryDirectory { directory in
      let desk = try IngestDesk(try cluster.withSchema(), directory)
      defer { desk.ingest.stop() }
      desk.told.post([Sample.fix(0)], to: desk.ingest)
      desk.told.wait(for: 1)
      cluster.freeze()
      for number in 1...60 {
        desk.told.post([Sample.fix(Int64(number))], to: desk.ingest)
        usleep(50_000)
      }
      // Acknowledged although nobody answers, and to be read although they are not there.
      desk.told.wait(for: 61)
      #expect(desk.told.failures == 0)
      #expect(try #require(desk.ingest.report).spool.points > 0)
      cluster.thaw()
      try desk.events.wait(for: "back")
      #expect(try desk.points(of: 1) == (0...60).map { Sample.fix($0) })
      #expect(desk.ingest.report?.mode == .online)
      #expect(try cluster.psql("SELECT count(*) FROM track_points", in: "points") == "61")
    }
  }

  @Test func aKilledPostgresLosesNothing() throws {
    let cluster = try PostgresCluster()
    defer { cluster.remove() }
    try withTemporaryDirectory { directory in
      let desk = try IngestDesk(try cluster.withSchema(), directory)
      var random = SeededRandom(seed: Seeds.current)
      var next: Int64 = 0
      for _ in 0..<3 {
        for part in 0..<20 {
          if part == 10 { try cluster.kill() }
          let count = Int64(1 + random.below(400))
          desk.told.post((next..<next + count).map { Sample.fix($0) }, to: desk.ingest)
          next += count
          usleep(UInt32(random.below(5000)))
        }
        try cluster.start()
      }
      desk.told.wait(for: 60)
      #expect(desk.told.failures == 0)
      try Poll.require("the database is back") { desk.ingest.report?.mode == .online }
      #expect(try desk.points(of: 1) == (0..<next).map { Sample.fix($0) }, "GEOD_SEED=\(Seeds.current)")
      desk.ingest.stop()
    }
  }

  @Test func aProcessThatStartsWithAFilledSpoolReadsAndDrainsIt() throws {
    let cluster = try PostgresCluster()
    defer { cluster.remove() }
    try withTemporaryDirectory { directory in
      let urls = try cluster.withSchema()
      let first = try IngestDesk(urls, directory)
      first.told.post([Sample.fix(1)], to: first.ingest)
      first.told.wait(for: 1)
      try cluster.stop()
      first.told.post([Sample.fix(2), Sample.fix(3)], to: first.ingest)
      first.told.wait(for: 2)
      #expect(first.told.failures == 0 && first.ingest.report?.spool.points == 2)
      first.ingest.stop()

      // The database is back before the next process drains: reading finds both places.
      try cluster.start()
      let store = try IngestDesk.store(urls, directory)
      #expect(try IngestDesk.points(of: 1, in: store) == (1...3).map { Sample.fix($0) })
      let second = try IngestDesk(urls, directory)
      try second.events.wait(for: "back")
      second.ingest.stop()
      #expect(try IngestDesk.points(of: 1, in: store) == (1...3).map { Sample.fix($0) })
      #expect(try cluster.psql("SELECT count(*) FROM track_points", in: "points") == "3")
    }
  }

  /// As after a failover: another server has ended the trip, and sealed it, before this one's spool was drained.
  @Test func pointsThatComeAfterTheSealAreTold() throws {
    try withPostgres { urls in
      try withTemporaryDirectory { directory in
        let store = try IngestDesk.store(urls, directory)
        try store.addTenant(Sample.tenant(Sample.red))
        for number in 1...2 {
          let end = Sample.day(20_000)
          var transition = Sample.transition("b\(number)", state: "completed", at: end, endedAt: end)
          var trip = Sample.trip(number, "t1", endedAt: end)
          trip.id = Sample.tripID(number)
          transition.trips = [trip]
          transition.summary = TripSummaryDraft(trip: trip.id, endedAt: end, document: [1])
          _ = try store.commit(transition, of: Sample.red)
        }
        #expect(
          try store.seal(Sample.tripID(1), of: Sample.red, chains: [], over: nil, at: Sample.day(20_001)))
        let late = (1...3).map { Sample.fix($0) }
        do {
          let spool = try Spool(directory: directory, bytesMax: SpoolTests.noBound)
          let others = [Sample.fix(4, ofTrip: 2), Sample.fix(5, ofTrip: 9)]
          try spool.append(
            [PointBatch(tenant: Sample.red, points: late + others + late)], at: Sample.day(20_000))
        }
        let desk = try IngestDesk(urls, directory)
        defer { desk.ingest.stop() }
        try desk.events.wait(for: "back")
        let told = PointsAfterSeal(tenant: Sample.red, trip: Sample.tripID(1), points: 3)
        #expect(desk.events.afterSeal == [told], "what is new, and of sealed trips only")
        let report = try #require(desk.ingest.report)
        #expect(report.afterSealPoints == 3 && report.duplicatePoints == 3 && report.committedPoints == 8)
      }
    }
  }

  /// The seal was counted before the drain has committed, and is written only after that.
  @Test func pointsThatComeBesideTheSealAreTold() throws {
    try withPostgres { urls in
      try withTemporaryDirectory { directory in
        let store = try IngestDesk.store(urls, directory)
        try store.addTenant(Sample.tenant(Sample.red))
        var transition = Sample.transition(
          "b", state: "completed", at: Sample.day(20_000), endedAt: Sample.day(20_000))
        var trip = Sample.trip(1, "t1", endedAt: Sample.day(20_000))
        trip.id = Sample.tripID(1)
        transition.trips = [trip]
        transition.summary = TripSummaryDraft(trip: trip.id, endedAt: Sample.day(20_000), document: [1])
        _ = try store.commit(transition, of: Sample.red)
        do {
          let spool = try Spool(directory: directory, bytesMax: SpoolTests.noBound)
          try spool.append(
            [PointBatch(tenant: Sample.red, points: [Sample.fix(1)])], at: Sample.day(20_000))
        }
        let sealing = try PostgresConnection(PostgresURL(urls.system))
        var opened: IngestDesk?
        try sealing.transaction { () throws(StoreError) in
          let key: [PostgresValue] = [.id(Sample.red), .uuid(trip.id)]
          let isSealed = try sealing.first(.lockSummary, key) { $0.integer(0) }
          #expect(isSealed == 0)
          opened = try? IngestDesk(urls, directory)
          let committed = "SELECT count(*) FROM track_points WHERE trip = '\(trip.id)'"
          let deadline = Date() + 30
          while (try? PostgresProbe.rows(committed, in: urls.database)) != ["1"], Date() < deadline {
            usleep(5000)
          }
          #expect(opened?.events.names.contains("back") == false, "the drain waits for the seal")
          try sealing.execute(.sealTrip, key + [.time(Sample.day(20_001))])
        }
        let desk = try #require(opened)
        defer { desk.ingest.stop() }
        try desk.events.wait(for: "back")
        #expect(
          desk.events.afterSeal == [
            PointsAfterSeal(tenant: Sample.red, trip: trip.id, points: 1)
          ])
        #expect(try store.fixCount(of: trip.id, tenant: Sample.red) == 1)
      }
    }
  }

  @Test func whatWaitsIsReadWithWhatIsCommittedEachOnce() throws {
    let cluster = try PostgresCluster()
    defer { cluster.remove() }
    try withTemporaryDirectory { directory in
      let urls = try cluster.withSchema()
      let desk = try IngestDesk(urls, directory)
      var random = SeededRandom(seed: Seeds.current)
      // Many are the same by their key, at other times of the same day.
      var sent = (0..<400).map { _ in Sample.point(&random) }.filter { $0.trip == Sample.tripID(1) }
      desk.told.post(sent, to: desk.ingest)
      desk.told.wait(for: 1)
      let committed = try desk.points(of: 1).count
      try cluster.stop()
      for part in 2...4 {
        let next = (0..<400).map { _ in Sample.point(&random) }.filter { $0.trip == Sample.tripID(1) }
        desk.told.post(next, to: desk.ingest)
        desk.told.wait(for: part)
        sent += next
      }
      desk.ingest.stop()
      #expect(desk.told.failures == 0)
      try cluster.start()
      var expected: [PointKey: TrackPoint] = [:]
      for point in sent where expected[PointKey(point)] == nil { expected[PointKey(point)] = point }
      #expect(expected.count > committed)
      let found = try IngestDesk.points(of: 1, in: IngestDesk.store(urls, directory))
      #expect(found == expected.values.sorted(by: TrackPoint.isRead), "GEOD_SEED=\(Seeds.current)")
    }
  }
}

/// An ingestion into a database of the tests, and a store beside it that reads.
private struct IngestDesk {
  let ingest: PointIngest
  let told = Told()
  let events = EventList()
  private let store: PostgresStore

  init(_ urls: DatabaseURLs, _ directory: String) throws {
    var configuration = PointIngest.Configuration(
      url: try PostgresURL(urls.system), directory: directory, now: { Sample.day(20_000) })
    configuration.note = { [events] in events.add($0) }
    ingest = try PointIngest(configuration)
    store = try Self.store(urls, directory)
  }

  static func store(_ urls: DatabaseURLs, _ directory: String) throws -> PostgresStore {
    var options = PostgresStore.Options()
    options.spoolDirectory = directory
    return try PostgresStore(urls, options: options)
  }

  func points(of trip: Int) throws -> [TrackPoint] { try Self.points(of: trip, in: store) }

  static func points(of trip: Int, in store: PostgresStore) throws -> [TrackPoint] {
    var points: [TrackPoint] = []
    try store.forEachPoint(of: Sample.tripID(trip), tenant: Sample.red) { points.append($0) }
    #expect(try pages(of: trip, length: max(1, points.count / 3), in: store) == points, "page by page")
    return points
  }

  /// The same, as tracks are answered.
  private static func pages(of trip: Int, length: Int, in store: PostgresStore) throws -> [TrackPoint] {
    var points: [TrackPoint] = []
    while true {
      let after = points.last.map { PointPlace(at: $0.at, device: $0.device, sequence: $0.sequence) }
      let page = try store.points(of: Sample.tripID(trip), after: after, limit: length, tenant: Sample.red)
      points += page
      if page.count < length { return points }
    }
  }
}

extension PostgresCluster {
  /// Makes a database with the schema in a cluster of one's own.
  func withSchema() throws -> DatabaseURLs {
    try makeRolesAndDatabase("points")
    let urls = urls("points")
    _ = try PostgresMigrator(PostgresURL(urls.owner)).up()
    return urls
  }
}
