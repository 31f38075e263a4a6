// How much more one thing costs than another, from rounds in which both were measured, and how sure that is.

import Foundation

/// The ratio of two costs, with its 95 % interval.
///
/// Each round gives the logarithm of one ratio, so what disturbs a whole round disturbs neither. The estimate is the
/// median of all pairwise means of these (Hodges and Lehmann, "Estimates of location based on rank tests", 1963), and the
/// interval is that of Wilcoxon's signed-rank test: it assumes nothing about how the noise is distributed but that it
/// is symmetric, and a round that was disturbed moves it little.
struct PairedRatio {
  /// The estimate.
  let value: Double
  /// The interval: the truth is in it in 95 of 100 measurements.
  let low: Double
  let high: Double

  /// A table's verdict: the interval is narrow, and its lower end is under the target.
  func passes(target: Double) -> Bool { low < target && high - low < Self.widthMax }

  /// A wider interval says too little.
  static let widthMax = 0.2

  /// The ratio of the first to the second, round by round. With fewer than six rounds no interval holds 95 %; it is then
  /// from the lowest to the highest.
  init(_ costs: [Double], by others: [Double]) {
    precondition(costs.count == others.count && !costs.isEmpty, "every round has both")
    let logarithms = zip(costs, others).map { log($0 / $1) }
    var means: [Double] = []
    for (index, first) in logarithms.enumerated() {
      for second in logarithms[index...] { means.append((first + second) / 2) }
    }
    means.sort()
    let middle = (means[(means.count - 1) / 2] + means[means.count / 2]) / 2
    let outside = Self.meansOutside(rounds: logarithms.count)
    value = exp(middle)
    low = exp(means[outside])
    high = exp(means[means.count - 1 - outside])
  }

  /// How many of the sorted means lie outside of the interval at each end: the largest signed-rank sum that has a chance of
  /// 2.5 % or less to be reached from below. 5 of 45 with nine rounds.
  private static func meansOutside(rounds: Int) -> Int {
    let sumMax = rounds * (rounds + 1) / 2
    // How many of the 2^rounds choices of signs have each sum of ranks.
    var choices = [Double](repeating: 0, count: sumMax + 1)
    choices[0] = 1
    for rank in 1...rounds {
      for sum in stride(from: sumMax, through: rank, by: -1) { choices[sum] += choices[sum - rank] }
    }
    let allowed = 0.025 * pow(2, Double(rounds))
    var (outside, below) = (0, choices[0])
    while below + choices[outside + 1] <= allowed {
      outside += 1
      below += choices[outside]
    }
    return outside
  }
}
