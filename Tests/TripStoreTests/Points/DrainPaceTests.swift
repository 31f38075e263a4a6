// The size of the pieces in which a spool is emptied.

import Testing

@testable import TripStore

@Suite("The pace of a drain")
struct DrainPaceTests {
  @Test func whatIsNotTakenBecomesSmaller() {
    var pace = DrainPace()
    #expect(pace.points == 20_000)
    var sizes: [Int] = []
    for _ in 0..<7 {
      pace.failed()
      sizes.append(pace.points)
    }
    #expect(sizes == [10_000, 5000, 2500, 1250, 625, 500, 500])
  }

  @Test func itGrowsWhilePiecesAreQuick() {
    var pace = DrainPace()
    for _ in 0..<6 { pace.failed() }
    pace.taken(milliseconds: 1000)
    #expect(pace.points == 500, "taken, and slowly")
    var sizes: [Int] = []
    for _ in 0..<7 {
      pace.taken(milliseconds: 999)
      sizes.append(pace.points)
    }
    #expect(sizes == [1000, 2000, 4000, 8000, 16_000, 20_000, 20_000])
  }
}
