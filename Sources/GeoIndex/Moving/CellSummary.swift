// What is told of the technicians in a cell.

public import Bedrock

/// A cell and what its technicians have: how many, the best, the most able, the latest.
public struct CellSummary: Hashable, Sendable, Comparable {
  /// The cell.
  public let cell: Geohash
  /// How many technicians, at least 1.
  public var count: Int
  /// The highest rating of any of them.
  public var bestRating: Float
  /// The skills that at least one of them has.
  public var skills: UInt64
  /// The time of the latest position.
  public var freshest: Instant

  /// Collects a summary.
  public init(cell: Geohash, count: Int, bestRating: Float, skills: UInt64, freshest: Instant) {
    self.cell = cell
    self.count = count
    self.bestRating = bestRating
    self.skills = skills
    self.freshest = freshest
  }

  /// By the cells' values; a cell before those inside of it.
  public static func < (a: CellSummary, b: CellSummary) -> Bool {
    a.cell.bits != b.cell.bits ? a.cell.bits < b.cell.bits : a.cell.value < b.cell.value
  }

  /// Takes the technicians of another summary in.
  mutating func merge(_ other: CellSummary) {
    count += other.count
    bestRating = max(bestRating, other.bestRating)
    skills |= other.skills
    freshest = max(freshest, other.freshest)
  }
}
