// A private Postgres under the retention suite.

import Bedrock
import Foundation
import Synchronization
import TestDatabase
import TripStore

/// Postgres, with points by COPY on connections of their own.
final class PostgresRetentionStage: RetentionStage {
  static let name = "postgres"
  /// The points of one group that fills a day; a server's groups have 20 000 at most.
  private static let chunkPoints = 50_000
  /// Connections that fill a day together, and groups of each that are under way.
  private static let lanes = 2
  private static let chunksAtOnce = 2

  let worker: StoreWorker
  let ingest: PointIngest
  private let cluster: PostgresCluster
  private let fillers: [PointIngest]
  /// The time of the calendar, for the days that are made ahead.
  private let clock = RetentionNow()

  /// - Parameter directory: for the spools, which stay empty.
  init(directory: String) throws {
    var settings = PostgresCluster.Options()
    // Settings of a server of some size; those of durability stay as they are. The log finds its size by itself.
    settings.settings = ["shared_buffers": "512MB", "max_wal_size": "2GB", "checkpoint_timeout": "15min"]
    cluster = try PostgresCluster(settings)
    try cluster.makeRolesAndDatabase("retention")
    let urls = cluster.urls("retention")
    _ = try PostgresMigrator(PostgresURL(urls.owner)).up()
    let (app, system) = (try PostgresURL(urls.app), try PostgresURL(urls.system))
    let store = try PostgresStore(app, systemURL: system)
    for tenant in RetentionCalendar.tenants { try store.addTenant(tenant) }
    // As a server does at its start. The days after them are made by the rounds.
    try store.makePointDays(from: RetentionCalendar.at(0), count: 3)
    worker = StoreWorker(store)
    let clock = clock
    func ingest(_ name: String, _ limits: PointIngest.Limits) throws -> PointIngest {
      var configuration = PointIngest.Configuration(
        url: system, directory: "\(directory)/\(name)", now: { clock.now })
      configuration.limits = limits
      // Nothing of it should happen; where it does, the reason is worth more than the number of points.
      configuration.note = {
        FileHandle.standardError.write(Data("retention: points of \(name): \($0)\n".utf8))
      }
      return try PointIngest(configuration)
    }
    self.ingest = try ingest("live", PointIngest.Limits())
    var large = PointIngest.Limits()
    large.groupPointsMax = Self.chunkPoints
    // A full group takes its time; nobody waits for it.
    large.silenceMilliseconds = 60_000
    fillers = try (0..<Self.lanes).map { try ingest("fill-\($0)", large) }
  }

  func fill(_ day: Int, _ calendar: RetentionCalendar) throws {
    clock.set(RetentionCalendar.at(day))
    let room = fillers.map { _ in DispatchSemaphore(value: Self.chunksAtOnce) }
    let failed = Atomic(0)
    for (number, chunk) in calendar.chunks(of: Self.chunkPoints).enumerated() {
      let lane = number % fillers.count
      room[lane].wait()
      let points = calendar.points(chunk.numbers, of: day)
      let isPosted = fillers[lane].post(points, of: chunk.tenant) { result in
        if case .failure = result { failed.add(1, ordering: .relaxed) }
        room[lane].signal()
      }
      precondition(isPosted, "the queue has room for what is under way")
    }
    for lane in room {
      for _ in 0..<Self.chunksAtOnce { lane.wait() }
      // A semaphore must not go with less than it came with.
      for _ in 0..<Self.chunksAtOnce { lane.signal() }
    }
    let faults = failed.load(ordering: .relaxed)
    if faults > 0 { throw RetentionFault(description: "\(faults) groups of day \(day) were not taken") }
  }

  func settle() throws { try cluster.psql("CHECKPOINT") }

  /// A partition is unlinked, whatever it holds.
  func prepareDrop(of day: Instant) {}

  /// The files of all databases.
  func sizeBytes() -> Int64 {
    let folder = URL(filePath: cluster.dataFolder).appending(path: "base")
    guard
      let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.fileSizeKey])
    else { return 0 }
    return files.reduce(0) { sum, file in
      let size = (file as? URL).flatMap { try? $0.resourceValues(forKeys: [.fileSizeKey]).fileSize }
      return sum + Int64(size ?? 0)
    }
  }

  var strayPoints: Int {
    ([ingest] + fillers).reduce(0) { $0 + Int(clamping: $1.report?.spooledPoints ?? 0) }
  }

  func stop() {
    for way in [ingest] + fillers { way.stop() }
    worker.stop()
    cluster.remove()
  }
}

/// The time of a calendar that somebody else turns.
private final class RetentionNow: Sendable {
  private let time = Mutex(RetentionCalendar.at(0))

  var now: Instant { time.withLock { $0 } }

  func set(_ now: Instant) { time.withLock { $0 = now } }
}
