// The spool against a toy: a list of batches.

import Bedrock
import Foundation
import TestSupport
import Testing

@testable import TripStore

@Suite("The spool")
struct SpoolTests {
  static let noBound: Int64 = 1 << 30

  @Test(arguments: Seeds.all("spool"))
  func itAnswersLikeAList(_ seed: UInt64) throws {
    try withTemporaryDirectory { directory in
      var history = SpoolHistory(seed: seed, directory: directory)
      for step in 0..<300 {
        let (expected, found) = try history.step()
        try #require(expected == found, "GEOD_SEED=\(seed), step \(step)")
      }
    }
  }

  @Test func aFullSpoolRefusesAndLosesNothing() throws {
    try withTemporaryDirectory { directory in
      let spool = try Spool(directory: directory, bytesMax: Spool.bytesMin)
      var written = 0
      var refused: StoreError?
      while refused == nil {
        let next = PointBatch(
          tenant: Sample.red, points: (0..<500).map { Sample.fix(Int64(written * 500 + $0)) })
        refused = fault { try spool.append([next], at: Sample.day(20_000)) }
        if refused == nil { written += 1 }
      }
      #expect(refused == .full)
      #expect(spool.content.batches == written && written > 20)
      let size = try fileSize(directory + "/" + SpoolFile.name)
      #expect(size <= Spool.bytesMin)
      // What was taken is all there, and the room that it gives back is used again.
      let first = try spool.oldest(pointsMax: 2000)
      #expect(first.count == 4)
      try spool.remove(first)
      try spool.append([first[0].batch], at: Sample.day(20_000))
      var sequences: [Int64] = []
      while true {
        let next = try spool.oldest(pointsMax: 10_000)
        if next.isEmpty { break }
        sequences += next.flatMap { $0.batch.points.map(\.sequence) }
        try spool.remove(next)
      }
      #expect(sequences == Array(2000..<Int64(written * 500)) + Array(0..<500))
      #expect(spool.content == Spool.Content())
    }
  }

  @Test func aSpoolHasOneWriterAndAnyNumberOfReaders() throws {
    try withTemporaryDirectory { directory in
      do {
        let spool = try Spool(directory: directory, bytesMax: Self.noBound)
        try spool.append([PointBatch(tenant: Sample.red, points: [Sample.fix(1)])], at: Sample.day(20_000))
        let refusal = fault { try Spool(directory: directory, bytesMax: Self.noBound) }
        #expect(refusal?.isRetryable == true, "it may be served when the other one has ended")
        #expect("\(try #require(refusal))".contains("another geod writes the spool in \(directory)"))
        #expect(try SpoolReader(directory: directory).hasPoints(of: Sample.red))
        try spool.append([PointBatch(tenant: Sample.red, points: [Sample.fix(2)])], at: Sample.day(20_000))
      }
      let next = try Spool(directory: directory, bytesMax: Self.noBound)
      #expect(next.content.points == 2)
    }
  }

  @Test func itRemovesWhatWasReadAndNothingElse() throws {
    try withTemporaryDirectory { directory in
      let spool = try Spool(directory: directory, bytesMax: Self.noBound)
      for number in 1...3 {
        try spool.append(
          [PointBatch(tenant: Sample.red, points: [Sample.fix(Int64(number))])], at: Sample.day(20_000))
      }
      let read = try spool.oldest(pointsMax: 10)
      // Somebody takes a batch out by hand and puts another in, with a number below.
      let rest = "tenant, points, bytes, written_ms, checksum, series, content"
      try damage(
        "INSERT INTO batches (number, \(rest)) SELECT 0, \(rest) FROM batches WHERE number = 3", directory)
      try damage("DELETE FROM batches WHERE number = 1", directory)
      try spool.remove(read)
      #expect(spool.content.batches == 1 && spool.content.points == 1)
      #expect(try spool.oldest(pointsMax: 10).map(\.number) == [0])
      // Taken out by hand while it was in line: then nothing waits, and nobody looks for it for ever.
      try damage("DELETE FROM batches", directory)
      #expect(try spool.oldest(pointsMax: 10) == [])
      #expect(spool.content == Spool.Content())
    }
  }

  @Test func whoLooksInFromBesideSeesWhoseHaveToWait() throws {
    try withTemporaryDirectory { directory in
      let reader = SpoolReader(directory: directory)
      #expect(try reader.pointCount(of: Sample.red) == 0, "there is no spool")
      let spool = try Spool(directory: directory, bytesMax: Self.noBound)
      try spool.append(
        [PointBatch(tenant: Sample.red, points: [Sample.fix(1), Sample.fix(2)])], at: Sample.day(20_000))
      #expect(try reader.pointCount(of: Sample.red) == 2)
      #expect(try reader.pointCount(of: Sample.blue) == 0)
      try spool.remove(try spool.oldest(pointsMax: 10))
      #expect(try reader.pointCount(of: Sample.red) == 0)
    }
  }

  @Test func anEmptySpoolIsASmallFile() throws {
    try withTemporaryDirectory { directory in
      let spool = try Spool(directory: directory, bytesMax: Self.noBound)
      let batch = PointBatch(tenant: Sample.red, points: (0..<60_000).map { Sample.fix($0) })
      for _ in 0..<4 { try spool.append([batch], at: Sample.day(20_000)) }
      #expect(try fileSize(directory + "/" + SpoolFile.name + "-wal") > 4_000_000)
      while true {
        let next = try spool.oldest(pointsMax: 1)
        if next.isEmpty { break }
        #expect(next.count == 1)
        try spool.remove(next)
      }
      #expect(try fileSize(directory + "/" + SpoolFile.name) < 100_000)
      #expect(try fileSize(directory + "/" + SpoolFile.name + "-wal") < 100_000)
    }
  }

  @Test func aDamagedBatchIsPutAsideAndTheOthersGoOn() throws {
    try withTemporaryDirectory { directory in
      do {
        let spool = try Spool(directory: directory, bytesMax: Self.noBound)
        for number in 1...4 {
          try spool.append(
            [PointBatch(tenant: Sample.red, points: [Sample.fix(Int64(number))])], at: Sample.day(20_000))
        }
        try damage("UPDATE batches SET content = zeroblob(20) WHERE number = 2", directory)
        try damage("UPDATE batches SET tenant = 'blue' WHERE number = 3", directory)
        let reader = SpoolReader(directory: directory)
        #expect(try reader.points(of: [Sample.tripID(1)], tenant: Sample.red).map(\.sequence) == [1, 4])
        #expect(try spool.oldest(pointsMax: 1).map(\.number) == [1])
        #expect(try spool.oldest(pointsMax: 10).map(\.number) == [1, 4])
        #expect(spool.content.points == 2 && spool.content.pointsAside == 2)
      }
      // It stays so, and it stays there.
      let spool = try Spool(directory: directory, bytesMax: Self.noBound)
      #expect(spool.content.points == 2 && spool.content.pointsAside == 2)
      try spool.remove(try spool.oldest(pointsMax: 10))
      #expect(spool.content.points == 0 && spool.content.pointsAside == 2)
    }
  }

  @Test func whatWasPutAsideGoesAfterItsTermAndNothingElse() throws {
    try withTemporaryDirectory { directory in
      let spool = try Spool(directory: directory, bytesMax: Self.noBound)
      for number in 1...4 {
        try spool.append(
          [PointBatch(tenant: Sample.red, points: [Sample.fix(Int64(number))])],
          at: Sample.day(20_000 + Int64(number)))
      }
      let batches = try spool.oldest(pointsMax: 10)
      for batch in [batches[0], batches[2]] { try spool.putAside(batch, because: "a test") }
      let reader = SpoolReader(directory: directory)
      #expect(try spool.dropAside(writtenBefore: Sample.day(20_001)) == 0)
      #expect(try spool.dropAside(writtenBefore: Sample.day(20_003)) == 1)
      #expect(spool.content.pointsAside == 1 && spool.content.points == 2)
      #expect(try spool.dropAside(writtenBefore: Sample.day(30_000)) == 1)
      #expect(try spool.oldest(pointsMax: 10).map(\.number) == [2, 4], "what waits has no term")
      try spool.remove(try spool.oldest(pointsMax: 10))
      #expect(try !reader.hasPoints(of: Sample.red))
    }
  }

  @Test func aReaderSeesWhatWaits() throws {
    try withTemporaryDirectory { directory in
      let reader = SpoolReader(directory: directory)
      let trips = Set([1, 2].map(Sample.tripID))
      #expect(try reader.points(of: trips, tenant: Sample.red) == [])
      let spool = try Spool(directory: directory, bytesMax: Self.noBound)
      let points = [Sample.fix(2), Sample.fix(1, ofTrip: 2), Sample.fix(1), Sample.fix(9, ofTrip: 3)]
      try spool.append(
        [PointBatch(tenant: Sample.red, points: points), PointBatch(tenant: Sample.blue, points: points)],
        at: Sample.day(20_000))
      #expect(try reader.points(of: trips, tenant: Sample.red) == Array(points.prefix(3)))
      #expect(try reader.points(of: [Sample.tripID(2)], tenant: Sample.blue) == [points[1]])
      #expect(try reader.points(of: [Sample.tripID(4)], tenant: Sample.blue) == [])
      try spool.remove(try spool.oldest(pointsMax: 1))
      #expect(try reader.points(of: trips, tenant: Sample.red) == [])
      #expect(try reader.points(of: trips, tenant: Sample.blue).count == 3)
    }
  }

  @Test func anotherFileIsNoSpool() throws {
    try withTemporaryDirectory { directory in
      _ = try SQLiteStore(directory: directory)
      let name = directory + "/" + SQLiteStore.fileName
      try FileManager.default.copyItem(atPath: name, toPath: directory + "/" + SpoolFile.name)
      let found = fault { try Spool(directory: directory, bytesMax: Self.noBound) }
      #expect(found == .incompatible(reason: "the file belongs to another program"))
    }
  }

  private func damage(_ sql: String, _ directory: String) throws {
    let connection = try SQLiteConnection(
      path: directory + "/" + SpoolFile.name, busyTimeoutMilliseconds: 1000)
    try connection.script(sql)
  }
}

/// The same calls on a spool and on a list.
private struct SpoolHistory {
  private var random: SeededRandom
  private let directory: String
  private var list: [PointBatch] = []
  private var spool: Spool?

  init(seed: UInt64, directory: String) {
    random = SeededRandom(seed: seed)
    self.directory = directory
  }

  /// One random call; returns what the list and the spool answered.
  mutating func step() throws -> (String, String) {
    if random.chance(0.05) { spool = nil }
    let spool = try spool ?? Spool(directory: directory, bytesMax: SpoolTests.noBound)
    self.spool = spool
    switch random.below(4) {
    case 0, 1:
      let batches = (0..<random.below(4)).map { _ in
        PointBatch(
          tenant: random.chance(0.5) ? Sample.red : Sample.blue,
          points: (0..<random.below(30)).map { _ in Sample.point(&random) })
      }
      try spool.append(batches, at: Sample.day(20_000))
      list += batches.filter { !$0.points.isEmpty }
    case 2:
      let pointsMax = random.below(100)
      let batches = try spool.oldest(pointsMax: pointsMax)
      let expected = first(pointsMax)
      if random.chance(0.7) {
        try spool.remove(batches)
        list.removeFirst(expected.count)
      }
      return ("\(expected)", "\(batches.map(\.batch))")
    default:
      let trip = Sample.tripID(random.below(4))
      let found = try SpoolReader(directory: directory).points(of: [trip], tenant: Sample.red)
      let expected = list.filter { $0.tenant == Sample.red }.flatMap(\.points).filter { $0.trip == trip }
      return ("\(expected)", "\(found)")
    }
    let points = list.reduce(0) { $0 + $1.points.count }
    return ("\(list.count) \(points)", "\(spool.content.batches) \(spool.content.points)")
  }

  private func first(_ pointsMax: Int) -> [PointBatch] {
    var points = 0
    var batches: [PointBatch] = []
    for batch in list {
      points += batch.points.count
      if !batches.isEmpty, points > pointsMax { break }
      batches.append(batch)
    }
    return batches
  }
}
