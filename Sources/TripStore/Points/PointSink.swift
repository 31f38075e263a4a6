// Where an ingestion makes points durable when nothing stands in the way.

internal import Bedrock

/// A database that takes points. Belongs to one thread.
protocol PointSink: AnyObject {
  /// Makes batches durable together; points that are there already are left as they are.
  /// - Returns: how many were new.
  /// - Throws: any fault; then nobody knows whether the batches are there, and they may be sent again.
  func append(_ batches: [PointBatch]) throws(StoreError) -> Int

  /// Makes room for the points of some days, where there is none yet.
  func makeDays(_ days: ClosedRange<Int64>) throws(StoreError)

  /// Nothing will be sent for a while: lets go of what it keeps open.
  func rest()
}
