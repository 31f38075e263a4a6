// Where everybody is: the one who spreads technicians over shards and asks all of them.

public import Bedrock

/// Spreads a tenant's technicians over several indexes, so that a question has the answer of a single one.
///
/// The router belongs to the tenant's home loop and each ``IndexShard`` to a loop of its own; what they tell each other
/// are values, handed over by the caller. Every change gets a version. A technician who crosses into another shard's
/// area is placed there at once, while the drop of the old copy goes its own, slow way: until its receipt has come
/// back, the copy counts as left over. A question notes whose copies are left over, and of which version everybody
/// of them is; a shard that has some is asked for as many more; and whoever gathers the answers leaves out every copy
/// of an older version (``ShardGather``).
///
/// So, as long as places and queries reach a shard in the order in which they were sent (one mailbox for each shard,
/// first in, first out), a merged answer is that of one index at the moment of the question. Nobody in flight is lost:
/// the new shard is told before it is asked, and the old one keeps its copy for all who asked before. Nobody is told
/// twice: only one copy is of the newest version. Drops and receipts may be late, doubled and in any order.
public struct ShardRouter: Sendable {
  private struct Home: Sendable {
    var version: UInt64 = 0
    /// -1 for nobody.
    var shard: Int32 = -1
  }

  /// Which shard has which places.
  public let map: ShardMap
  /// How many technicians there are.
  public private(set) var count = 0

  private var homes: [Home] = []
  private var lastVersion: UInt64 = 0
  private var lastQuery: UInt64 = 0
  /// For each shard the copies that it has been told to drop.
  private var leftOver: [[UInt32: ShardDrop]]

  /// A router without technicians.
  public init(map: ShardMap) {
    self.map = map
    leftOver = Array(repeating: [:], count: map.shardCount)
  }

  /// Whether the technician is present. O(1).
  public func contains(_ id: UInt32) -> Bool { Int(id) < homes.count && homes[Int(id)].shard >= 0 }

  /// How many copies are yet to be dropped.
  public var leftOverCount: Int { leftOver.reduce(0) { $0 + $1.count } }

  /// A technician has come, moved or changed. Appends one or two letters. O(1).
  public mutating func place(
    _ id: UInt32, at point: GeoPoint, fixTime: Instant, attributes: IndexAttributes,
    into letters: inout [ShardLetter]
  ) {
    attributes.check()
    while homes.count <= Int(id) { homes.append(Home()) }
    let old = homes[Int(id)].shard
    let new = map.shard(of: point)
    lastVersion += 1
    homes[Int(id)] = Home(version: lastVersion, shard: Int32(new))
    if old < 0 { count += 1 }
    // A copy that was to be dropped there is replaced by this one.
    leftOver[new][id] = nil
    letters.append(
      ShardLetter(
        shard: new,
        message: .place(
          ShardPlace(id: id, version: lastVersion, point: point, fixTime: fixTime, attributes: attributes))))
    if old >= 0, Int(old) != new { drop(id, from: Int(old), into: &letters) }
  }

  /// A technician who must be present has gone. Appends a letter. O(1).
  public mutating func remove(_ id: UInt32, into letters: inout [ShardLetter]) {
    precondition(contains(id), "id is in no shard")
    let old = Int(homes[Int(id)].shard)
    lastVersion += 1
    homes[Int(id)] = Home(version: lastVersion, shard: -1)
    count -= 1
    drop(id, from: old, into: &letters)
  }

  private mutating func drop(_ id: UInt32, from shard: Int, into letters: inout [ShardLetter]) {
    let drop = ShardDrop(id: id, version: lastVersion, afterQuery: lastQuery)
    leftOver[shard][id] = drop
    letters.append(ShardLetter(shard: shard, message: .drop(drop)))
  }

  /// A shard has dropped a copy. O(1).
  public mutating func receive(_ receipt: ShardReceipt) {
    // A receipt for an older drop of somebody who has come and gone since means nothing.
    if leftOver[receipt.shard][receipt.id]?.version == receipt.version {
      leftOver[receipt.shard][receipt.id] = nil
    }
  }

  /// The drops without a receipt, to be sent again by whoever may have lost letters.
  public func unreceipted(into letters: inout [ShardLetter]) {
    for (shard, copies) in leftOver.enumerated() {
      for drop in copies.values { letters.append(ShardLetter(shard: shard, message: .drop(drop))) }
    }
  }

  /// Asks all shards. Appends a letter for each and returns who gathers their answers. O(shards + copies left over).
  ///
  /// A negative limit or radius is a bug of the caller.
  public mutating func ask(
    _ area: ShardQuery.Area, filter: IndexFilter = .everything, into letters: inout [ShardLetter]
  ) -> ShardGather {
    lastQuery += 1
    var newest: [UInt32: UInt64] = [:]
    for shard in 0..<map.shardCount {
      for id in leftOver[shard].keys { newest[id] = homes[Int(id)].version }
      let query = ShardQuery(
        number: lastQuery, area: area.widened(by: leftOver[shard].count), filter: filter)
      letters.append(ShardLetter(shard: shard, message: .query(query)))
    }
    return ShardGather(number: lastQuery, area: area, shardCount: map.shardCount, newest: newest)
  }
}

extension ShardQuery.Area {
  /// The same question for somebody who has some copies that will be left out.
  fileprivate func widened(by copies: Int) -> ShardQuery.Area {
    guard case .nearest(let point, let limit, let radius) = self, limit > 0 else { return self }
    let (widened, overflow) = limit.addingReportingOverflow(copies)
    return .nearest(point, limit: overflow ? .max : widened, radiusMeters: radius)
  }
}
