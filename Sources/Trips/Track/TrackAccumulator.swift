// The track of a trip while it grows: exact distance, bounded memory.

public import Bedrock
public import GeoIndex

/// Adds up the accepted fixes of one trip.
///
/// The distance is summed over every fix. The line is simplified piece by piece: when enough new points have
/// come, the piece since the last simplification loses the points that it can spare, and is never touched
/// again. So no error adds up, and the tolerance holds for the whole line.
public struct TrackAccumulator: Sendable {
  /// Metres along all fixes, geodesic from each to the next.
  public private(set) var distanceMeters = 0.0
  /// How many fixes were added.
  public private(set) var fixCount = 0
  /// How many fixes came with a time before the last one's and were left out.
  public private(set) var lateCount = 0
  /// The tolerance that holds for ``line()``, in metres: the one asked for, unless the bound on the points
  /// forced a coarser one.
  public private(set) var toleranceMeters: Double
  /// How many points are kept at most.
  public let pointsMax: Int

  /// Simplified points, then the raw points of the piece that grows.
  private var points: [TrackPoint] = []
  /// Where the growing piece begins: the last simplified point.
  private var pieceStart = 0
  /// The tolerance for pieces to come.
  private var pieceTolerance: Double

  /// The tolerance of a line that is within 10 m of the fixes when it is encoded.
  public static let lineMeters = 10 - EncodedPolyline.roundingMeters

  /// How many raw points a piece may have.
  static let pieceMax = 256

  /// Begins a track.
  ///
  /// By itself it leaves room for the rounding of an encoded polyline, which is then within 10 m of every fix.
  /// - Parameters:
  ///   - toleranceMeters: how far the line may be from the fixes; positive.
  ///   - pointsMax: how many points the line may have, at least 512.
  public init(toleranceMeters: Double = Self.lineMeters, pointsMax: Int = 16_384) {
    precondition(toleranceMeters > 0, "a track needs a tolerance")
    precondition(pointsMax >= 2 * Self.pieceMax, "a bound without room for a piece")
    self.toleranceMeters = toleranceMeters
    self.pointsMax = pointsMax
    pieceTolerance = toleranceMeters
  }

  /// Adds an accepted fix. Amortised O(log n). A fix that is older than the last one is counted and left out.
  public mutating func add(_ point: GeoPoint, at time: Instant) {
    if let last = points.last {
      guard time >= last.time else {
        lateCount += 1
        return
      }
      distanceMeters += Geodesic.distanceMeters(last.point, point)
    }
    fixCount += 1
    points.append(TrackPoint(point, at: time))
    if points.count - pieceStart > Self.pieceMax { closePiece() }
    if points.count >= pointsMax { coarsen() }
  }

  /// The simplified line so far.
  public func line() -> [TrackPoint] {
    var copy = self
    copy.closePiece()
    return copy.points
  }

  private mutating func closePiece() {
    let piece = LineSimplifier.simplify(Array(points[pieceStart...]), toleranceMeters: pieceTolerance)
    points.replaceSubrange(pieceStart..., with: piece)
    pieceStart = max(0, points.count - 1)
  }

  /// Halves the line. It was within the tolerance of the fixes and is now within another one of itself, so the
  /// two add up.
  private mutating func coarsen() {
    closePiece()
    let result = LineSimplifier.simplify(
      points, toleranceMeters: pieceTolerance, pointsMax: pointsMax / 2)
    points = result.points
    pieceStart = points.count - 1
    toleranceMeters += result.toleranceMeters
    pieceTolerance = result.toleranceMeters
  }
}
