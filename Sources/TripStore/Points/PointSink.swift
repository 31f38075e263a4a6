// Where an ingestion makes points durable when nothing stands in the way.

public import Bedrock

/// A database that takes points. Belongs to one thread.
protocol PointSink: AnyObject {
  /// Makes batches durable together; points that are there already are left as they are.
  /// - Returns: what was new.
  /// - Throws: any fault; then nobody knows whether the batches are there, and they may be sent again.
  func append(_ batches: [PointBatch]) throws(StoreError) -> PointsAdded

  /// Makes room for the points of some days, where there is none yet.
  func makeDays(_ days: ClosedRange<Int64>) throws(StoreError)

  /// Nothing will be sent for a while: lets go of what it keeps open.
  func rest()
}

/// What was new of some batches.
struct PointsAdded: Equatable {
  /// How many points.
  var count = 0
  /// The sealed trips among theirs whose chains do not cover all points. Told by the sink of a drain only.
  var afterSeal: [PointsAfterSeal] = []
}

/// Points of a trip that are in the database and not in its chains, because they came after it was sealed.
public struct PointsAfterSeal: Hashable, Sendable {
  /// Whose trip.
  public var tenant: ClientID
  /// The trip.
  public var trip: UUIDv7
  /// How many.
  public var points: Int
}
