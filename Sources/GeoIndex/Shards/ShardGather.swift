// From the answers of all shards to the answer of one index.

/// Gathers what the shards have answered to one question.
///
/// What comes out is what a single ``MovingIndex`` would have answered at the moment of the question: the same
/// technicians in the same order with the same distances (see ``ShardRouter`` for what that rests on).
public struct ShardGather: Sendable {
  /// The question's.
  public let number: UInt64
  private let area: ShardQuery.Area
  /// The version, at the question, of everybody of whom a shard may have an older copy.
  private let newest: [UInt32: UInt64]
  private var isOutstanding: [Bool]
  private var outstandingCount: Int
  private var found: [Neighbor] = []

  init(number: UInt64, area: ShardQuery.Area, shardCount: Int, newest: [UInt32: UInt64]) {
    self.number = number
    self.area = area
    self.newest = newest
    isOutstanding = Array(repeating: true, count: shardCount)
    outstandingCount = shardCount
  }

  /// Whether every shard has answered.
  public var isComplete: Bool { outstandingCount == 0 }

  /// Takes a shard's answer. An answer to another question, or a second one of a shard, changes nothing.
  public mutating func add(_ answer: ShardAnswer) {
    guard answer.number == number, isOutstanding[answer.shard] else { return }
    isOutstanding[answer.shard] = false
    outstandingCount -= 1
    for copy in answer.copies {
      // The older copy of somebody who has gone to another shard, or for good.
      if let version = newest[copy.neighbor.id], copy.version < version { continue }
      found.append(copy.neighbor)
    }
  }

  /// The merged answer, nearer first, then by id. All shards must have answered. `result` is overwritten.
  public func finish(into result: inout [Neighbor]) {
    precondition(isComplete, "a shard has not answered")
    result.removeAll(keepingCapacity: true)
    result.append(contentsOf: found)
    result.sortInPlace()
    if case .nearest(_, let limit, _) = area, result.count > limit { result.removeLast(result.count - limit) }
  }

  /// The merged answer to a question for ids, a box or a polygon, by id. All shards must have answered. `result` is overwritten.
  public func finish(into result: inout [UInt32]) {
    precondition(isComplete, "a shard has not answered")
    result.removeAll(keepingCapacity: true)
    for neighbor in found { result.append(neighbor.id) }
    result.sortInPlace()
  }
}
