// Which missing numbers of a trip are known to be refusals.

import Testing

@testable import Engine

@Suite("Numbers of refused fixes")
struct RefusedNumbersTests {
  @Test("a refused number counts when a higher one was accepted after it")
  func between() {
    var numbers = RefusedNumbers()
    numbers.refused(4, of: 0)
    numbers.accepted(5, of: 0)
    #expect(numbers.count == 0, "before the first accepted fix nothing is missing")
    numbers.refused(6, of: 0)
    numbers.refused(7, of: 0)
    #expect(numbers.count == 0, "behind the last accepted fix nothing is missing")
    numbers.accepted(8, of: 0)
    #expect(numbers.count == 2)
    numbers.accepted(10, of: 0)
    #expect(numbers.count == 2, "a number that nobody saw may be anywhere")
  }

  @Test("a number that may have been accepted elsewhere does not count")
  func doubt() {
    var numbers = RefusedNumbers()
    numbers.accepted(5, of: 0)
    numbers.accepted(9, of: 0)
    numbers.refused(7, of: 0)
    numbers.refused(9, of: 0)
    numbers.accepted(8, of: 0)
    numbers.accepted(12, of: 0)
    #expect(numbers.count == 0)
    numbers.refused(13, of: 0)
    numbers.refused(13, of: 0)
    numbers.accepted(14, of: 0)
    #expect(numbers.count == 1, "once")
  }

  @Test("every device counts for itself")
  func devices() {
    var numbers = RefusedNumbers()
    numbers.accepted(5, of: 0)
    numbers.accepted(100, of: 1)
    numbers.refused(6, of: 0)
    numbers.refused(101, of: 1)
    numbers.accepted(102, of: 1)
    #expect(numbers.count == 1)
    numbers.accepted(7, of: 0)
    #expect(numbers.count == 2)
  }
}
