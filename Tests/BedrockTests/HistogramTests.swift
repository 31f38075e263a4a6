// The histogram against exact quantiles of the same values.

import Bedrock
import TestSupport
import Testing

@Suite("Histogram")
struct HistogramTests {
  /// The promise: a value is known to within this share of itself.
  private let relativeErrorMax = 0.032

  private func exact(_ sorted: [UInt64], _ quantile: Double) -> UInt64 {
    let rank = max(1, Int((Double(sorted.count) * quantile).rounded(.up)))
    return sorted[min(rank, sorted.count) - 1]
  }

  @Test(arguments: ["uniform", "spread", "narrow", "two humps"], Seeds.all("BedrockTests"))
  func quantilesStayWithinTheirError(shape: String, seed: UInt64) {
    var random = SeededRandom(seed: seed).fork(UInt64(shape.utf8.count))
    let values = (0..<20_000).map { _ -> UInt64 in
      switch shape {
      case "uniform": UInt64(random.below(1_000_000))
      case "spread": random.spreadWord()
      case "narrow": 1_000 + UInt64(random.below(3))
      default: UInt64(random.chance(0.9) ? 100 + random.below(50) : 5_000_000 + random.below(1_000_000))
      }
    }
    var histogram = Histogram()
    for value in values { histogram.record(value) }
    let sorted = values.sorted()
    for quantile in [0, 0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 0.9999, 1] {
      let right = exact(sorted, quantile)
      let got = histogram.value(atQuantile: quantile)
      #expect(got >= right, "\(shape) p\(quantile)")
      #expect(Double(got - right) <= Double(right) * relativeErrorMax, "\(shape) p\(quantile)")
    }
    #expect(histogram.min == sorted.first)
    #expect(histogram.max == sorted.last)
    #expect(histogram.count == 20_000)
    #expect(histogram.value(atQuantile: 1) == sorted.last)
  }

  @Test func smallValuesAreExact() {
    var histogram = Histogram()
    for value in UInt64(0)..<64 { histogram.record(value) }
    for value in UInt64(0)..<64 {
      #expect(histogram.count(atMost: value) == value + 1)
      #expect(histogram.value(atQuantile: Double(value + 1) / 64) == value)
    }
    #expect(histogram.sum == 63 * 64 / 2)
  }

  @Test func edgesOfPowersOfTwo() {
    for exponent in 0..<64 {
      let power = UInt64(1) << UInt64(exponent)
      for value in [power - 1, power, power + 1] {
        var histogram = Histogram()
        histogram.record(value)
        histogram.record(UInt64.max)
        let got = histogram.value(atQuantile: 0.5)
        #expect(got >= value)
        #expect(Double(got) - Double(value) <= Double(value) * relativeErrorMax)
        #expect(histogram.value(atQuantile: 1) == .max)
      }
    }
  }

  @Test(arguments: Seeds.all("BedrockTests"))
  func countAtMostNeverExceedsTheTruth(seed: UInt64) {
    var random = SeededRandom(seed: seed).fork(52)
    let values = (0..<2_000).map { _ in random.spreadWord() >> 20 }
    var histogram = Histogram()
    for value in values { histogram.record(value) }
    for _ in 0..<200 {
      let limit = random.spreadWord() >> 20
      let truth = UInt64(values.count { $0 <= limit })
      let certain = UInt64(values.count { Double($0) * (1 + relativeErrorMax) < Double(limit) })
      let got = histogram.count(atMost: limit)
      #expect(got <= truth)
      #expect(got >= certain)
    }
    #expect(histogram.count(atMost: .max) == 2_000)
  }

  @Test(arguments: Seeds.all("BedrockTests"))
  func emptyAndMerged(seed: UInt64) {
    var empty = Histogram()
    #expect(empty.value(atQuantile: 0.99) == 0)
    #expect(empty.count(atMost: .max) == 0)
    var random = SeededRandom(seed: seed).fork(53)
    var parts = [Histogram(), Histogram(), Histogram()]
    var whole = Histogram()
    for _ in 0..<3_000 {
      let value = random.spreadWord() >> 8
      whole.record(value)
      parts[random.below(3)].record(value)
    }
    for part in parts { empty.merge(part) }
    empty.merge(Histogram())
    #expect(empty == whole)
  }

  @Test func theSumSaturates() {
    var histogram = Histogram()
    histogram.record(.max)
    histogram.record(1)
    #expect(histogram.sum == .max)
    var other = Histogram()
    other.record(5)
    other.merge(histogram)
    #expect(other.sum == .max)
    #expect(other.count == 3)
  }
}
