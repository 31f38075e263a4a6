// What goes between the router and the shards: plain values that may cross threads.

public import Bedrock

/// From the router to a shard.
public enum ShardMessage: Hashable, Sendable {
  /// A technician is here: comes, moves or has other attributes.
  ///
  /// Places and queries reach a shard in the order in which they were sent.
  case place(ShardPlace)
  /// A technician has gone to another shard, or for good.
  ///
  /// Drops may overtake places and queries and be overtaken, come in any order and more than once.
  case drop(ShardDrop)
  /// A question to all shards.
  case query(ShardQuery)
}

/// A technician's position and attributes, as of a version.
public struct ShardPlace: Hashable, Sendable {
  /// The dense slot.
  public var id: UInt32
  /// Grows with every change of anybody; the greater is the newer.
  public var version: UInt64
  /// Where.
  public var point: GeoPoint
  /// Since when.
  public var fixTime: Instant
  /// What filters look at.
  public var attributes: IndexAttributes
}

/// The end of a copy.
public struct ShardDrop: Hashable, Sendable {
  /// The dense slot.
  public var id: UInt32
  /// Copies older than this are to be forgotten.
  public var version: UInt64
  /// Not before this question has been answered, which was asked when the copy still was the technician's only one.
  public var afterQuery: UInt64
}

/// A question, as a shard gets it.
public struct ShardQuery: Hashable, Sendable {
  /// Who is asked for.
  public enum Area: Hashable, Sendable {
    /// The nearest to a place, at most `limit`, none farther than the radius where one is given.
    case nearest(GeoPoint, limit: Int, radiusMeters: Double?)
    /// Everybody within a radius.
    case within(GeoPoint, radiusMeters: Double)
    /// The ids of everybody within a radius, which cost a fraction of the sorted answer.
    case idsWithin(GeoPoint, radiusMeters: Double)
    /// Everybody in a box.
    case box(GeoBox)
    /// Everybody in a polygon.
    case polygon(MultiPolygon)
  }

  /// Grows with every question.
  public var number: UInt64
  /// Who is asked for. For a shard with copies that it has yet to drop, the limit is higher by their number.
  public var area: Area
  /// Who passes.
  public var filter: IndexFilter
}

/// What a shard says.
public enum ShardReply: Hashable, Sendable {
  /// To the router: a drop has been done.
  case receipt(ShardReceipt)
  /// To who gathers: whom the shard has found.
  case answer(ShardAnswer)
}

/// A drop has been done.
public struct ShardReceipt: Hashable, Sendable {
  /// The shard.
  public var shard: Int
  /// The technician and version of the drop.
  public var id: UInt32
  /// Of the drop.
  public var version: UInt64
}

/// Whom a shard has found.
public struct ShardAnswer: Hashable, Sendable {
  /// The question's.
  public var number: UInt64
  /// The shard.
  public var shard: Int
  /// Whom it found; distances are 0 where only ids were asked for. A list of its own, since it goes to another thread.
  public var copies: [ShardCopy]
}

/// A technician in an answer, with the version of the copy that was found.
public struct ShardCopy: Hashable, Sendable {
  /// Who, and how far.
  public var neighbor: Neighbor
  /// Of the copy.
  public var version: UInt64
}

/// A message and the shard that it is for.
public struct ShardLetter: Hashable, Sendable {
  /// The shard, from 0.
  public var shard: Int
  /// What it is told.
  public var message: ShardMessage
}
