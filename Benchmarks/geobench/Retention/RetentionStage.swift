// A store under the retention suite, as a server uses it: how points come in, where retention runs, how large it is.

import Bedrock
import Foundation
import TripStore

/// One store of the suite.
protocol RetentionStage: AnyObject {
  /// What its rows are called.
  static var name: String { get }
  /// The thread that a server's retention runs on.
  var worker: StoreWorker { get }
  /// The way of points of trips that are under way.
  var ingest: PointIngest { get }

  /// Writes a day of points, as fast as it goes.
  func fill(_ day: Int, _ calendar: RetentionCalendar) throws
  /// Brings to an end what filling has left to be done: a day of a minute has it all at once, a day of a day has not.
  func settle() throws
  /// What a server does on a thread of its own before a day is dropped.
  func prepareDrop(of day: Instant)
  /// What it takes on the disk, the log of changes apart, which finds its size by itself.
  func sizeBytes() -> Int64
  /// Points that took another way than they should.
  var strayPoints: Int { get }
  /// Ends everything.
  func stop()
}

/// A write of the suite that failed.
struct RetentionFault: Error, CustomStringConvertible {
  let description: String
}

/// The embedded store.
final class SQLiteRetentionStage: RetentionStage {
  static let name = "sqlite"
  /// The points of one call.
  private static let chunkPoints = 50_000

  let worker: StoreWorker
  let ingest: PointIngest
  let strayPoints = 0
  private let filler: SQLiteStore
  private let directory: String

  init(directory: String) throws {
    self.directory = directory
    filler = try SQLiteStore(directory: directory)
    for tenant in RetentionCalendar.tenants { try filler.addTenant(tenant) }
    var options = SQLiteStore.Options()
    options.checkpointsAside = true
    worker = StoreWorker(try SQLiteStore(directory: directory, options: options))
    ingest = PointIngest(storing: worker)
  }

  func fill(_ day: Int, _ calendar: RetentionCalendar) throws {
    for chunk in calendar.chunks(of: Self.chunkPoints) {
      _ = try filler.appendPoints(calendar.points(chunk.numbers, of: day), of: chunk.tenant)
    }
  }

  /// Each fill has moved its own log into the file.
  func settle() {}

  func prepareDrop(of day: Instant) { SQLiteStore.readAhead(day: day, directory: directory) }

  /// The file alone: its write-ahead log is cut back to 64 MB whenever it was emptied.
  func sizeBytes() -> Int64 {
    let path = directory + "/" + SQLiteStore.fileName
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.size] as? NSNumber)?.int64Value ?? 0
  }

  func stop() { worker.stop() }
}
