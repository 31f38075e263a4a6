// What a server opens besides what commands do: the store with helpers of its own, and the way of points.

import Bedrock
import TripStore

extension StorePlace {
  /// Opens the store for a server that goes on for long.
  /// - Parameters:
  ///   - directory: what the process keeps for itself; points that wait for a database are among it.
  ///   - bytesMax: the bound of the file of a folder; nil for none but the disk. A database has its own.
  func openForServing(
    keeping directory: String, bytesMax: Int64? = nil
  ) throws(StoreError) -> any Store {
    switch self {
    case .folder(let folder):
      var options = SQLiteStore.Options()
      options.checkpointsAside = true
      options.fileBytesMax = bytesMax
      return try SQLiteStore(directory: folder, options: options)
    case .database(let place):
      var options = PostgresStore.Options()
      options.spoolDirectory = directory
      return try PostgresStore(place.app, systemURL: place.system, options: options)
    }
  }

  /// Begins to make points durable: in the groups of the store when that is embedded, else on threads and connections of
  /// their own, with a spool for when the database does not answer.
  static func beginIngest(
    _ configuration: ServerConfiguration, beside worker: StoreWorker, clock: EngineClock, log: Log
  ) throws(StoreError) -> PointIngest {
    switch configuration.store {
    case .folder: return PointIngest(storing: worker)
    case .database(let place):
      var ingest = PointIngest.Configuration(
        url: place.system, directory: configuration.dataDirectory, now: { clock.now() })
      ingest.limits.spoolBytesMax = configuration.spoolBytesMax
      ingest.note = { log.write($0) }
      return try PointIngest(ingest)
    }
  }
}

extension Log {
  /// What an operator should know of the points' way.
  fileprivate func write(_ event: IngestEvent) {
    switch event {
    case .away(let fault):
      warning(
        "points go to the spool: the database does not take them", ["fault": .text("\(fault)")])
    case .stillAway(let fault, let waiting):
      warning(
        "points wait in the spool",
        [
          "points": .whole(Int64(waiting.points)), "bytes": .whole(waiting.bytes),
          "oldest": .text(waiting.oldest.map(TimeText.iso8601) ?? ""), "fault": .text("\(fault)"),
        ])
    case .back(let points, let milliseconds):
      info(
        "the spool is empty again: its points are in the database",
        ["points": .whole(Int64(clamping: points)), "milliseconds": .whole(milliseconds)])
    case .refused(let fault, let points):
      error(
        "the spool does not take points: they are not acknowledged, and phones keep them",
        ["points": .whole(Int64(points)), "fault": .text("\(fault)")])
    case .putAside(let points, .corrupt):
      error("points in the spool are damaged and were put aside", ["points": .whole(Int64(points))])
    case .putAside(let points, let fault):
      error(
        "points in the spool are refused by the database and were put aside",
        ["points": .whole(Int64(points)), "fault": .text("\(fault)")])
    case .afterSeal(let late):
      error(
        "points came out of the spool after their trip was sealed: its chains do not cover them",
        [
          "tenant": .text(late.tenant.text), "trip": .text("\(late.trip)"),
          "points": .whole(Int64(late.points)),
        ])
    }
  }
}
