// Engine time from a wall clock that somebody sets, and from the other clocks.

import Bedrock
import Testing
import Transport

@testable import geod

@Suite("Engine clock")
struct EngineClockTests {
  /// Both sources of time, moved by hand.
  private final class Sources: Sendable {
    private let times = Lock((monotonic: Int64(5_000), wall: Int64(1_000_000)))

    func pass(_ milliseconds: Int64) {
      times.withLock {
        $0.monotonic += milliseconds
        $0.wall += milliseconds
      }
    }

    func setWall(back milliseconds: Int64) { times.withLock { $0.wall -= milliseconds } }

    var wall: Int64 { times.withLock { $0.wall } }

    func clock(_ mode: EngineClock.Mode) -> EngineClock {
      EngineClock(
        mode, monotonic: { self.times.withLock { $0.monotonic } },
        wall: { Instant(milliseconds: self.times.withLock { $0.wall }) })
    }
  }

  @Test("the real clock follows the wall clock, ahead at once")
  func ahead() {
    let sources = Sources()
    let clock = sources.clock(.real)
    sources.pass(250)
    #expect(clock.now().milliseconds == 1_000_250)
    sources.setWall(back: -3_600_000)
    #expect(clock.now().milliseconds == sources.wall)
  }

  @Test(
    "set back, it goes on at nine tenths until both meet, however often it is asked",
    arguments: [1, 3, 7, 10, 250])
  func back(step: Int64) {
    let sources = Sources()
    let clock = sources.clock(.real)
    var last = clock.now()
    sources.setWall(back: 1_000)
    var passed: Int64 = 0
    while passed < 9_000 {
      sources.pass(step)
      passed += step
      let now = clock.now()
      #expect(now >= last, "never backwards")
      #expect(now.milliseconds(since: last) <= step, "never faster than time")
      last = now
    }
    let ahead = last.milliseconds - sources.wall
    #expect(abs(ahead - (1_000 - passed / 10)) <= 1, "after \(passed) ms it is \(ahead) ms ahead")
    sources.pass(2_000)
    #expect(clock.now().milliseconds == sources.wall, "they have met")
    sources.pass(5)
    #expect(clock.now().milliseconds == sources.wall)
  }

  @Test("a scaled clock keeps its pace over small steps and does not look at the wall clock again")
  func scaled() {
    let sources = Sources()
    let clock = sources.clock(.scaled(2.5, origin: nil))
    for _ in 0..<1_000 {
      sources.pass(1)
      _ = clock.now()
    }
    sources.setWall(back: 77_777)
    #expect(clock.now().milliseconds == 1_002_500)
    #expect(clock.move(to: Instant(milliseconds: 9_000_000)) == .notATraceClock)
  }

  @Test("a scaled clock with an origin goes on where its former life would be now")
  func origin() {
    let sources = Sources()
    let origin = Instant(milliseconds: sources.wall)
    let first = sources.clock(.scaled(10, origin: origin))
    #expect(first.now() == origin, "they agree at the origin")
    sources.pass(1_234)
    let second = sources.clock(.scaled(10, origin: origin))
    #expect(first.now().milliseconds == 1_012_340)
    #expect(second.now() == first.now(), "another process, or the next life")
    sources.pass(7)
    #expect(second.now() == first.now())
    sources.setWall(back: 100_000)
    #expect(sources.clock(.scaled(10, origin: origin)).now() == origin, "before the origin it stands there")
    #expect(second.now().milliseconds == 1_012_410, "who runs already does not run back")
  }

  @Test("a trace clock stands until it is moved, and is never moved back")
  func trace() {
    let sources = Sources()
    let clock = sources.clock(.trace(start: Instant(milliseconds: 42)))
    sources.pass(10_000)
    #expect(clock.now().milliseconds == 42)
    #expect(clock.move(to: Instant(milliseconds: 50)) == .moved)
    #expect(clock.move(to: Instant(milliseconds: 50)) == .moved)
    #expect(clock.move(to: Instant(milliseconds: 49)) == .backwards(from: Instant(milliseconds: 50)))
    #expect(clock.now().milliseconds == 50)
  }
}
