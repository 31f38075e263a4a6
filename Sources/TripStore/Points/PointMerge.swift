// One answer from two places: points in the database, and points that still wait in the spool.

internal import Bedrock

/// The points of a trip as if all of them were in the database already.
///
/// The spool has to be read first. A batch leaves it only when the database has committed it, so that a point which is
/// no longer in the spool is in the database for whoever looks there afterwards.
enum PointMerge {
  /// The points by time, then device, then sequence; each once. Of two that are the same point by their key the one in
  /// the database counts, else the one that came first. O(n log n).
  /// - Parameters:
  ///   - waiting: the trip's points in the spool, in the order in which they came.
  ///   - stored: those in the database.
  static func points(waiting: [TrackPoint], stored: [TrackPoint]) -> [TrackPoint] {
    var points = stored
    var keys = Set(stored.map(PointKey.init))
    for point in waiting where keys.insert(PointKey(point)).inserted { points.append(point) }
    return points.sorted(by: TrackPoint.isRead)
  }
}
