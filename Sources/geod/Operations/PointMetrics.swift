// The way of points to a database, as numbers: for the metrics page and for readiness.

import Bedrock
import TripStore

extension MetricsText {
  /// How points reach the database; nothing when they are a part of the embedded store's work.
  mutating func points(_ report: IngestReport?, now: Instant) {
    guard let report else { return }
    numbers(
      "geod_points_way", "gauge", "Where points go now: 1 for the way that is taken.", label: "way",
      IngestReport.Mode.allCases.map { ($0.rawValue, $0 == report.mode ? 1 : 0) })
    number(
      "geod_points_queued", "gauge", "Points that wait for their group.", Int64(report.queuedPoints))
    spool(report, now: now)
    number(
      "geod_points_committed_total", "counter", "Points that the database has committed.",
      Int64(clamping: report.committedPoints))
    number(
      "geod_points_duplicate_total", "counter", "Points among them that it had already.",
      Int64(clamping: report.duplicatePoints))
    number(
      "geod_points_refused_total", "counter", "Points that were not acknowledged for want of room.",
      Int64(clamping: report.refusedPoints))
    number(
      "geod_points_database_faults_total", "counter", "Groups that the database did not take in time.",
      Int64(clamping: report.databaseFaults))
    header("geod_points_commit_seconds", "histogram", "Time for a group of points in the database.")
    histogram("geod_points_commit_seconds", labels: "", report.databaseMicroseconds, unitsPerSecond: 1e6)
    header("geod_points_spool_seconds", "histogram", "Time for a group of points in the spool.")
    histogram("geod_points_spool_seconds", labels: "", report.spoolMicroseconds, unitsPerSecond: 1e6)
  }

  private mutating func spool(_ report: IngestReport, now: Instant) {
    number("geod_spool_points", "gauge", "Points that wait in the spool.", Int64(report.spool.points))
    number("geod_spool_bytes", "gauge", "Their bytes.", report.spool.bytes)
    number("geod_spool_bytes_max", "gauge", "The bound of the spool's file.", report.spoolBytesMax)
    number(
      "geod_spool_oldest_seconds", "gauge", "How long the oldest of them has waited, in engine time.",
      PointLag(report, now: now).oldestSeconds)
    number(
      "geod_spool_aside_points", "gauge", "Points of the spool that were put aside: damaged, or refused.",
      Int64(report.spool.pointsAside))
    number(
      "geod_spool_written_points_total", "counter", "Points that went to the spool.",
      Int64(clamping: report.spooledPoints))
    number(
      "geod_spool_drained_points_total", "counter", "Points that the database took from the spool.",
      Int64(clamping: report.drainedPoints))
    number(
      "geod_points_after_seal_total", "counter",
      "Points of the spool that reached the database after their trip was sealed.",
      Int64(clamping: report.afterSealPoints))
  }
}

/// How far the database is behind: the points that wait in the spool, for whoever asks whether the server is ready.
struct PointLag: Sendable {
  var points: Int
  var bytes: Int64
  /// Points that were put aside, and wait for a person.
  var asidePoints: Int
  /// When the oldest of them was written, in engine time; nil when none waits.
  var oldest: Instant?
  /// How long that is ago, in seconds.
  var oldestSeconds: Int64

  /// What a report says at a time.
  init(_ report: IngestReport, now: Instant) {
    points = report.spool.points
    bytes = report.spool.bytes
    asidePoints = report.spool.pointsAside
    oldest = report.spool.oldest
    oldestSeconds = oldest.map { max(0, now.milliseconds(since: $0)) / 1000 } ?? 0
  }

  /// One object.
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.key("points")
    json.integer(Int64(points))
    json.key("bytes")
    json.integer(bytes)
    json.key("asidePoints")
    json.integer(asidePoints)
    if let oldest {
      json.key("since")
      json.integer(oldest.milliseconds)
      json.key("oldestSeconds")
      json.integer(oldestSeconds)
    }
    json.endObject()
  }

  /// What `write` writes.
  static let schema = Schema.object([
    .always("points", .count), .always("bytes", .count),
    .always("asidePoints", .count, "Put aside: damaged, or refused by the database."),
    .maybe("since", .moment, "When the oldest was written; there when any waits."),
    .maybe("oldestSeconds", .count, "How long the oldest has waited, in engine time."),
  ])
}
