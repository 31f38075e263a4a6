// Which shard a place belongs to.

/// Spreads the earth over shards: squares of about 5 km, neighbours to different shards, so that one city keeps all of
/// them equally busy.
public struct ShardMap: Hashable, Sendable {
  /// How many shards there are.
  public let shardCount: Int

  /// The squares: geohash cells of 26 bits, the blocks of cells in which the index stores technicians.
  private static let squareBits = 26

  /// A map for a number of shards, from 1 to 256.
  public init(shardCount: Int) {
    precondition((1...256).contains(shardCount), "from 1 to 256 shards")
    self.shardCount = shardCount
  }

  /// The shard of a place, from 0. O(1).
  public func shard(of point: GeoPoint) -> Int {
    // Fibonacci hashing: the golden ratio times 2^64 spreads neighbouring numbers (D. E. Knuth, "The Art of Computer
    // Programming", volume 3, section 6.4).
    let mixed = Geohash(point, bits: Self.squareBits).value &* 0x9E37_79B9_7F4A_7C15
    return Int(((mixed >> 32) * UInt64(shardCount)) >> 32)
  }
}
