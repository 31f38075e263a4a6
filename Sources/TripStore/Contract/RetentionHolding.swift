// What a tenant has of each kind that has a term: for people who want to see what is kept.

public import Bedrock

/// What a tenant has of one kind of data.
public struct RetentionHolding: Hashable, Sendable {
  /// The most rows that are counted of a kind; counting goes over each of them.
  public static let countMax = 1_000_000

  /// Which kind.
  public var kind: RetentionKind
  /// How many rows there are, up to `countMax`; of points, how many UTC days have any. Bookings are counted when they
  /// have ended: before, they have no term.
  public var count: Int
  /// How many of those are due: their term is over, and the next round removes them. Up to `countMax`.
  public var due: Int
  /// The time of the oldest one; of points, the first instant of the oldest day. Nil when there is none.
  public var oldest: Instant?

  /// Puts the parts together.
  public init(kind: RetentionKind, count: Int, due: Int, oldest: Instant?) {
    self.kind = kind
    self.count = count
    self.due = due
    self.oldest = oldest
  }
}

extension RetentionHolding {
  /// The holding of points: the days of a tenant in order, out of which those are due that end before the limit.
  init(pointDays days: [PointDay], limit: Instant) {
    self.init(
      kind: .points, count: days.count, due: days.count { $0.end <= limit }, oldest: days.first?.start)
  }
}
