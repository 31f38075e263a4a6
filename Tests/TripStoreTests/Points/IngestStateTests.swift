// The states of an ingestion, one arrow after the other, and at random.

import Bedrock
import TestSupport
import Testing

@testable import TripStore

@Suite("The states of an ingestion")
struct IngestStateTests {
  @Test func pointsGoToTheDatabaseUntilItDoesNotAnswer() {
    var state = IngestState(isSpoolEmpty: true, now: 0)
    #expect(state.way == .database && state.awaySince == nil && !state.needsDraining)
    state.databaseFailed(now: 100)
    #expect(state.mode == .inDoubt && state.way == .spool && !state.needsDraining)
    state.spooled(isSpoolEmpty: false, now: 110)
    #expect(state.mode == .spooling && state.way == .spool && state.needsDraining)
    #expect(state.awaySince == 100 && state.nextTry == 360)
  }

  @Test func theDatabaseIsTriedLessAndLessOften() {
    var state = IngestState(isSpoolEmpty: false, now: 1000)
    #expect(state.mode == .spooling && state.nextTry == 1000)
    var pauses: [Int64] = []
    for now in stride(from: Int64(2000), to: 9000, by: 1000) {
      state.drainFailed(now: now)
      pauses.append(state.nextTry - now)
    }
    #expect(pauses == [250, 500, 1000, 2000, 4000, 5000, 5000])
    #expect(state.awaySince == 1000)
    // An answer, and the pauses are short again.
    state.drained(isSpoolEmpty: false)
    #expect(state.mode == .draining && state.way == .spool)
    state.drainFailed(now: 20_000)
    #expect(state.mode == .spooling && state.nextTry == 20_250)
  }

  @Test func pointsStayBehindTheSpoolUntilItIsEmpty() {
    var state = IngestState(isSpoolEmpty: false, now: 0)
    state.drained(isSpoolEmpty: false)
    state.spooled(isSpoolEmpty: false, now: 5)
    #expect(state.mode == .draining && state.way == .spool)
    state.drained(isSpoolEmpty: true)
    #expect(state.mode == .online && state.way == .database && state.awaySince == nil)
  }

  @Test func withoutRoomInTheSpoolTheNextPointsTryTheDatabase() {
    var state = IngestState(isSpoolEmpty: true, now: 0)
    state.databaseFailed(now: 1)
    // Refused: nothing was written, and nothing waits that could be tried.
    state.spooled(isSpoolEmpty: true, now: 2)
    #expect(state.mode == .online && state.awaySince == nil)
  }

  /// Whatever happens: points pass the spool only when it is empty, and who waits is looked after.
  @Test func pointsNeverOvertake() {
    var random = SeededRandom(seed: Seeds.current)
    for _ in 0..<200 {
      var waiting = random.below(3)
      var now: Int64 = 0
      var state = IngestState(isSpoolEmpty: waiting == 0, now: now)
      for _ in 0..<100 {
        now += Int64(random.below(1000))
        if state.needsDraining, random.chance(0.5) {
          if random.chance(0.5) {
            waiting -= 1
            state.drained(isSpoolEmpty: waiting == 0)
          } else {
            state.drainFailed(now: now)
            #expect(state.nextTry > now && state.nextTry <= now + IngestState.pauseMaxMilliseconds)
          }
        } else {
          if state.way == .database {
            #expect(waiting == 0, "GEOD_SEED=\(Seeds.current)")
            if random.chance(0.7) { continue }
            state.databaseFailed(now: now)
          }
          if random.chance(0.8) { waiting += 1 }
          state.spooled(isSpoolEmpty: waiting == 0, now: now)
        }
        #expect(state.needsDraining == (waiting > 0), "GEOD_SEED=\(Seeds.current)")
        #expect((state.awaySince == nil) == (waiting == 0), "GEOD_SEED=\(Seeds.current)")
      }
    }
  }
}
