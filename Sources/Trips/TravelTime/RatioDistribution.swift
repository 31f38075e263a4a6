// How far estimates are off: the running distribution of actual over expected.

import Bedrock

/// Weights over 64 ratios from 1/4 to 4, each 2^(1/16) times the one before, with slow forgetting.
///
/// Ratios beyond the ends count at the ends. Begins with an assumed spread that the first observations
/// outweigh little by little.
struct RatioDistribution: Hashable, Sendable {
  static let binCount = 64
  /// The step between edges, 2^(1/16).
  private static let step = 1.044_273_782_427_413_8
  /// What one observation leaves of the ones before: a memory of about 200.
  private static let retention = 0.995
  /// How many observations the assumed spread is worth.
  private static let priorWeight = 20.0

  /// Lower edges of the bins, and the upper edge of the last.
  private static let edges: [Double] = {
    var edges = [0.25]
    for _ in 0..<binCount { edges.append(edges[edges.count - 1] * step) }
    return edges
  }()

  private(set) var weights: [Double]

  /// The assumed spread: a triangle from 1/2 to 2 on the logarithmic scale, its peak at 1.
  init() {
    let triangle = (0..<Self.binCount).map { max(0, 1 - abs(Double($0) - 31.5) / 16) }
    let total = triangle.reduce(0, +)
    weights = triangle.map { $0 / total * Self.priorWeight }
  }

  /// Takes weights from a store; nil unless they are 64 finite numbers, none negative, not all zero.
  init?(weights: [Double]) {
    guard weights.count == Self.binCount, weights.allSatisfy({ $0 >= 0 && $0.isFinite }),
      weights.contains(where: { $0 > 0 })
    else { return nil }
    self.weights = weights
  }

  /// Counts a ratio. O(bins).
  mutating func record(_ ratio: Double) {
    for index in weights.indices { weights[index] *= Self.retention }
    weights[Self.bin(of: ratio)] += 1
  }

  /// The ratio below which the given share of the weight lies, interpolated within its bin.
  func value(atQuantile quantile: Double) -> Double {
    precondition((0...1).contains(quantile), "a quantile is a share")
    let goal = weights.reduce(0, +) * quantile
    var below = 0.0
    for index in weights.indices where weights[index] > 0 {
      if below + weights[index] >= goal {
        let part = max(0, (goal - below) / weights[index])
        return Self.edges[index] + min(1, part) * (Self.edges[index + 1] - Self.edges[index])
      }
      below += weights[index]
    }
    return Self.edges[Self.binCount]
  }

  private static func bin(of ratio: Double) -> Int {
    var (low, high) = (0, binCount - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if edges[middle] <= ratio { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
