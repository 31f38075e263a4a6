// Sorting without allocation, over orders that make quicksorts slow or wrong.

import Bedrock
import GeoIndex
import TestSupport
import Testing

@Suite("Sorting in place")
struct InPlaceSortTests {
  /// Orders of `count` numbers.
  private func orders(_ count: Int, _ random: inout SeededRandom) -> [[Int]] {
    let ascending = Array(0..<count)
    var nearly = ascending
    for _ in 0..<(count / 10) {
      let index = random.below(count)
      nearly.swapAt(index, max(0, index - random.below(4)))
    }
    return [
      ascending, ascending.reversed(), nearly, ascending.map { _ in 7 }, ascending.map { $0 % 3 },
      ascending.map { min($0, count - $0) }, ascending.map { $0 * 7919 % 104_729 },
      ascending.map { _ in random.below(count) }, Array(ascending.dropFirst()) + ascending.prefix(1),
    ]
  }

  @Test("every order ends sorted", arguments: Seeds.all("sort"))
  func sorts(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for count in [0, 1, 2, 3, 24, 25, 26, 100, 1000, 5000] {
      for order in count == 0 ? [[]] : orders(count, &random) {
        var sorted = order
        sorted.sortInPlace()
        #expect(sorted == order.sorted(), "\(count) elements, seed \(seed)")
        var mended = order
        mended.mendOrder()
        #expect(mended == order.sorted(), "\(count) elements, seed \(seed)")
      }
    }
  }

  @Test("the heap keeps the least", arguments: Seeds.all("sort"))
  func keepsLeast(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for limit in [1, 2, 10, 63] {
      for order in orders(500, &random) {
        var kept: [Int] = []
        for element in order { kept.keepLeast(element, limit: limit) }
        #expect(kept.first == kept.max())
        #expect(kept.sorted() == Array(order.sorted().prefix(limit)), "\(limit), seed \(seed)")
      }
    }
  }
}
