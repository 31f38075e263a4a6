// How many fixes of trips become durable per second, in Postgres and in SQLite. How points are sent and counted is in
// PointLoad.swift.

import Bedrock
import Foundation
import LoadSupport
import TestDatabase
import TripStore

extension Suite {
  static let points = Suite(
    name: "points",
    summary: "durable fixes of trips per second, into a private Postgres and into SQLite; the disk's flush"
  ) { options, report in
    do {
      return try PointsBench(options).run(&report)
    } catch {
      report.note("\(error)")
      return false
    }
  }
}

/// The measurements of one run, in a folder that is gone afterwards.
private struct PointsBench {
  private let options: BenchmarkOptions
  private let load: PointLoad
  private let folder: URL

  /// Fixes per run: `--seconds` at the rate that is wanted at least.
  private static let wantedPerSecond = 100_000.0

  init(_ options: BenchmarkOptions) throws {
    self.options = options
    let trips = options.givenTechnicians ?? (options.quick ? 100 : 1_000)
    let count = Int(options.secondsPerRow * Self.wantedPerSecond)
    load = PointLoad(trips: trips, orders: max(2, count / PointLoad.orderPoints))
    folder = FileManager.default.temporaryDirectory.appending(path: "geobench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func run(_ report: inout BenchmarkReport) throws -> Bool {
    defer { try? FileManager.default.removeItem(at: folder) }
    report.note(
      "points, \(load.count) fixes of \(load.trips) trips, \(PointLoad.orderPoints) fixes per order; wall time"
    )
    let disk = try DiskProbe.run(in: folder)
    report.row("fsync_p50", Double(disk.value(atQuantile: 0.5)) / 1e6, "ms")
    report.row("fsync_p99", Double(disk.value(atQuantile: 0.99)) / 1e6, "ms")
    var isRight = true
    if wants("points_sqlite") { isRight = try sqlite(&report) && isRight }
    if wants("points_postgres") {
      if TestDatabase.isAvailable {
        isRight = try postgres(&report) && isRight
      } else {
        report.note("points_postgres is left out: \(TestDatabase.missing)")
      }
    }
    return isRight
  }

  private func wants(_ row: String) -> Bool { row.hasPrefix(options.only) }

  // MARK: SQLite

  private func sqlite(_ report: inout BenchmarkReport) throws -> Bool {
    let directory = folder.appending(path: "sqlite").path
    var options = SQLiteStore.Options()
    options.checkpointsAside = true
    let store = try SQLiteStore(directory: directory, options: options)
    try store.addTenant(PointLoad.tenant)
    let worker = StoreWorker(store)
    let ingest = PointIngest(storing: worker)
    let before = Processors.secondsUsed(by: [getpid()])
    let result = load.run(ingest)
    worker.stop()
    let used = Processors.secondsUsed(by: [getpid()]) - before
    rows("points_sqlite", result, &report)
    report.row("points_sqlite_cpu", used / Double(load.count) * 1e6, "us")
    return try result.failures == 0 && load.isWhole(in: SQLiteStore(directory: directory))
  }

  // MARK: Postgres

  private func postgres(_ report: inout BenchmarkReport) throws -> Bool {
    var settings = PostgresCluster.Options()
    // Settings of a server of some size; those of durability stay as they are.
    settings.settings = ["shared_buffers": "512MB", "max_wal_size": "8GB", "checkpoint_timeout": "15min"]
    let cluster = try PostgresCluster(settings)
    defer { cluster.remove() }
    try cluster.makeRolesAndDatabase("points")
    let urls = cluster.urls("points")
    _ = try PostgresMigrator(PostgresURL(urls.owner)).up()
    let store = try PostgresStore(PostgresURL(urls.app), systemURL: PostgresURL(urls.system))
    try store.addTenant(PointLoad.tenant)
    let isPinned = Processors.pin(cluster.processes(), to: 1) && Processors.pin([getpid()], to: 0)
    defer { if isPinned { Processors.unpin(getpid()) } }
    report.note(
      isPinned
        ? "Postgres is bound to processor 1, geobench to processor 0; fsync is on"
        : "Postgres and geobench share the processors; fsync is on")
    let ingest = try PointIngest(
      PointIngest.Configuration(
        url: try PostgresURL(urls.system), directory: folder.appending(path: "spool").path,
        now: { PointLoad.start }))
    load.warmUp(ingest)
    let (ours, theirs) = (Processors.secondsUsed(by: [getpid()]), cluster.processes())
    let before = Processors.secondsUsed(by: theirs)
    let result = load.run(ingest)
    rows("points_postgres", result, &report)
    for (name, used) in [
      ("client", Processors.secondsUsed(by: [getpid()]) - ours),
      ("server", Processors.secondsUsed(by: theirs) - before),
    ] {
      report.row("points_postgres_cpu_\(name)", used / Double(load.count) * 1e6, "us")
    }
    ingest.stop()
    if let numbers = ingest.report {
      report.row("postgres_group_points", Double(numbers.groupPoints.value(atQuantile: 0.5)), "fixes")
      report.row(
        "postgres_group_p50", Double(numbers.databaseMicroseconds.value(atQuantile: 0.5)) / 1e3, "ms")
      report.row(
        "postgres_group_p99", Double(numbers.databaseMicroseconds.value(atQuantile: 0.99)) / 1e3, "ms")
      report.row("postgres_spooled", Double(numbers.spooledPoints), "fixes")
    }
    return result.failures == 0 && load.isWhole(in: store)
  }

  private func rows(_ name: String, _ result: PointLoad.Result, _ report: inout BenchmarkReport) {
    report.row(name, Double(load.count) / result.seconds, "1/s")
    report.row("\(name)_ack_p99", Double(result.nanoseconds.value(atQuantile: 0.99)) / 1e6, "ms")
  }
}
