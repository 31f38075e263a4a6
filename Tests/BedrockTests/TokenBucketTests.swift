// The token bucket against a count of what its rate allows.

import Bedrock
import TestSupport
import Testing

@Suite("TokenBucket")
struct TokenBucketTests {
  @Test func burstThenRate() {
    var bucket = TokenBucket(burst: 3, nowMilliseconds: 0)
    func take(_ now: Int64) -> Bool { bucket.take(ratePerSecond: 2, burst: 3, nowMilliseconds: now) }
    #expect([take(0), take(0), take(0), take(0)] == [true, true, true, false])
    #expect([take(499), take(500), take(501)] == [false, true, false])
    #expect([take(60_000), take(60_000), take(60_000), take(60_000)] == [true, true, true, false])
  }

  @Test(arguments: Seeds.all("BedrockTests"))
  func neverMoreThanBurstPlusRate(seed: UInt64) {
    var random = SeededRandom(seed: seed).fork(61)
    for _ in 0..<50 {
      let rate = random.double(in: 0.1...200)
      let burst = random.double(in: 1...50)
      var bucket = TokenBucket(burst: burst, nowMilliseconds: 0)
      var now: Int64 = 0
      var granted = 0.0
      for _ in 0..<500 {
        now += Int64(random.below(40))
        let cost = random.double(in: 0.5...2)
        if bucket.take(cost, ratePerSecond: rate, burst: burst, nowMilliseconds: now) { granted += cost }
        #expect(granted <= burst + Double(now) * rate / 1000 + 1e-6)
        #expect(bucket.tokens >= 0)
      }
      #expect(granted > 0)
    }
  }

  @Test func aSteadyCallerBelowTheRateIsNeverRefused() {
    var bucket = TokenBucket(burst: 1, nowMilliseconds: 0)
    for tick in 1...1_000 {
      #expect(bucket.take(ratePerSecond: 10, burst: 1, nowMilliseconds: Int64(tick) * 101) == true)
    }
  }

  @Test func aClockThatStepsBackAddsAndLosesNothing() {
    var bucket = TokenBucket(burst: 2, nowMilliseconds: 10_000)
    #expect(bucket.take(2, ratePerSecond: 1, burst: 2, nowMilliseconds: 10_000) == true)
    #expect(bucket.take(ratePerSecond: 1, burst: 2, nowMilliseconds: 5_000) == false)
    #expect(bucket.updatedMilliseconds == 10_000)
    #expect(bucket.take(ratePerSecond: 1, burst: 2, nowMilliseconds: 10_999) == false)
    #expect(bucket.take(ratePerSecond: 1, burst: 2, nowMilliseconds: 11_000) == true)
  }

  @Test func refusalTakesNothing() {
    var bucket = TokenBucket(burst: 5, nowMilliseconds: 0)
    #expect(bucket.take(6, ratePerSecond: 1, burst: 5, nowMilliseconds: 0) == false)
    #expect(bucket.tokens == 5)
  }

  @Test func aSmallerBurstAppliesAtOnce() {
    var bucket = TokenBucket(burst: 100, nowMilliseconds: 0)
    #expect(bucket.take(3, ratePerSecond: 1, burst: 2, nowMilliseconds: 0) == false)
    #expect(bucket.tokens == 2)
  }

  @Test func retryAfter() {
    var bucket = TokenBucket(burst: 10, nowMilliseconds: 0)
    #expect(bucket.secondsUntil(ratePerSecond: 1) == 1)
    #expect(bucket.take(10, ratePerSecond: 1, burst: 10, nowMilliseconds: 0) == true)
    #expect(bucket.secondsUntil(ratePerSecond: 4) == 1)
    #expect(bucket.secondsUntil(5, ratePerSecond: 2) == 3)
    #expect(bucket.secondsUntil(ratePerSecond: 0) == 1)
    #expect(bucket.secondsUntil(ratePerSecond: 1e-300) == 86_400)
  }

  @Test(arguments: Seeds.all("BedrockTests"))
  func waitingAsToldSucceeds(seed: UInt64) {
    var random = SeededRandom(seed: seed).fork(62)
    for _ in 0..<300 {
      let rate = random.double(in: 0.01...20)
      let burst = random.double(in: 1...20)
      let cost = random.double(in: 0.1...burst)
      var bucket = TokenBucket(burst: burst, nowMilliseconds: 0)
      while bucket.take(cost, ratePerSecond: rate, burst: burst, nowMilliseconds: 0) {}
      let wait = Int64(bucket.secondsUntil(cost, ratePerSecond: rate)) * 1000
      // One millisecond for what the addition of doubles may lose.
      #expect(
        bucket.take(cost, ratePerSecond: rate, burst: burst, nowMilliseconds: wait + 1) == true)
    }
  }
}
