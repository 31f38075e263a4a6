// Fewer points, the same way: a line within a tolerance of the original.

import GeoIndex

/// The algorithm of Douglas and Peucker ("Algorithms for the reduction of the number of points required to
/// represent a digitized line or its caricature", Cartographica 10, 1973), without recursion.
public enum LineSimplifier {
  /// A simplified line and what it promises.
  public struct Result: Hashable, Sendable {
    /// Points of the original, in order, first and last included.
    public var points: [TrackPoint]
    /// No point of the original is farther than this from the line, in metres.
    public var toleranceMeters: Double
  }

  /// Drops points as long as none of them is farther than the tolerance from the line.
  /// O(n log n) for usual tracks, O(n^2) at worst.
  public static func simplify(_ points: [TrackPoint], toleranceMeters: Double) -> [TrackPoint] {
    precondition(toleranceMeters >= 0, "a negative tolerance")
    guard points.count > 2 else { return points }
    var keeps = Array(repeating: false, count: points.count)
    keeps[0] = true
    keeps[points.count - 1] = true
    let limit = toleranceMeters * toleranceMeters
    var pending: [(first: Int, last: Int)] = [(0, points.count - 1)]
    while let (first, last) = pending.popLast() {
      guard let farthest = farthest(points, first, last), farthest.squaredMeters > limit else { continue }
      keeps[farthest.index] = true
      pending.append((first, farthest.index))
      pending.append((farthest.index, last))
    }
    return points.indices.filter { keeps[$0] }.map { points[$0] }
  }

  /// The same with a bound on the number of points: the tolerance is doubled until they are few enough.
  /// - Parameter pointsMax: at least 2.
  public static func simplify(
    _ points: [TrackPoint], toleranceMeters: Double, pointsMax: Int
  ) -> Result {
    precondition(pointsMax >= 2, "a line has two ends")
    precondition(toleranceMeters > 0, "a tolerance that cannot grow")
    var tolerance = toleranceMeters
    while true {
      let kept = simplify(points, toleranceMeters: tolerance)
      if kept.count <= pointsMax { return Result(points: kept, toleranceMeters: tolerance) }
      tolerance *= 2
    }
  }

  /// The inner point that is farthest from the segment between two points; the first of equals.
  private static func farthest(
    _ points: [TrackPoint], _ first: Int, _ last: Int
  ) -> (index: Int, squaredMeters: Double)? {
    guard last - first > 1 else { return nil }
    let segment = Segment(points[first].point, points[last].point)
    var best = (index: first + 1, squaredMeters: -1.0)
    for index in (first + 1)..<last {
      let squared = segment.squaredMeters(to: points[index].point)
      if squared > best.squaredMeters { best = (index, squared) }
    }
    return best
  }
}
