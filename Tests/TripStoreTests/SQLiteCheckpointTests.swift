// Checkpoints beside the commits: the file gets what is in the log, and the log does not grow for ever.

import Bedrock
import Foundation
import Testing

@testable import TripStore

@Suite("Checkpoints beside the commits")
struct SQLiteCheckpointTests {
  @Test(.timeLimit(.minutes(2))) func theLogIsMovedIntoTheFileWhileCommitsGoOn() throws {
    try withTemporaryDirectory { directory in
      var options = SQLiteStore.Options()
      options.checkpointsAside = true
      let file = directory + "/" + SQLiteStore.fileName
      let count: Int64 = 60_000
      do {
        let store = try SQLiteStore(directory: directory, options: options)
        try store.addTenant(Sample.tenant(Sample.red))
        var pages: Int64 = 0
        for first in stride(from: Int64(0), to: count, by: 500) {
          // A trip each, so that every point touches a page of its own.
          let points = (first..<first + 500).map { Sample.fix($0, ofTrip: Int($0 * 7919 % 60_000)) }
          #expect(try store.appendPoints(points, of: Sample.red) == 500)
          pages += 500
        }
        let pageBytes = try store.connection.pragma("page_size")
        let most = Int64(SQLiteCheckpoints.pagesMax) * (pageBytes + 24)
        #expect(pages * pageBytes > 2 * most, "not enough was written to say anything")
        #expect(try fileSize(file + "-wal") < most + 4 << 20)
        #expect(try fileSize(file) > 1 << 20, "nothing was moved while the store was open")
      }
      let store = try SQLiteStore(directory: directory)
      #expect(try store.connection.single("PRAGMA quick_check") { $0.text(0) } == "ok")
      var found = 0
      for trip in 0..<60_000 where trip % 97 == 0 {
        try store.forEachPoint(of: Sample.tripID(trip), tenant: Sample.red) { _ in found += 1 }
      }
      #expect(found == 60_000 / 97 + 1)
    }
  }
}
