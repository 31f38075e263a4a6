// The promised window: rounded in the customer's favour, moved with cause, late only when it is.

import Bedrock
import TestSupport
import Testing

@testable import Trips

@Suite struct ArrivalPromiseTests {
  /// A forecast `expected` minutes after the sample's start, as of second `now`, from `low` to `high`.
  private static func forecast(
    at now: Double, _ expected: Double, _ low: Double? = nil, _ high: Double? = nil
  ) -> ArrivalForecast {
    ArrivalForecast(
      TravelTime(
        expectedSeconds: expected * 60 - now, lowSeconds: (low ?? expected) * 60 - now,
        highSeconds: (high ?? expected) * 60 - now), at: Sample.instant(now))
  }

  private static func promise() throws -> ArrivalPromise {
    ArrivalPromise(window: try Sample.window(), madeAt: Sample.instant(-60))
  }

  /// From and until in minutes of the sample's start.
  private static func minutes(_ promise: ArrivalPromise) -> [Double] {
    [promise.from, promise.until].map { Double($0.milliseconds(since: Sample.start)) / 60_000 }
  }

  @Test func beforeTheTripItIsTheBookingsWindow() throws {
    let promise = ArrivalPromise(
      window: try Sample.window(30.5, 3_630.001), madeAt: Sample.instant(7))
    #expect(Self.minutes(promise) == [0, 61])
    #expect(promise.madeAt == Sample.instant(7) && !promise.isFirm)
    #expect(promise.delaySeconds == nil && promise.delayedSince == nil)
    // A window of a moment is at least five minutes for people.
    let short = ArrivalPromise(window: try Sample.window(60, 60), madeAt: Sample.instant(7))
    #expect(Self.minutes(short) == [1, 6])
  }

  @Test func settingOutMakesAWindowOfTheInterval() throws {
    var promise = try Self.promise()
    let changed = promise.observe(Self.forecast(at: 10, 20, 14.9, 27.1))
    #expect(changed)
    #expect(Self.minutes(promise) == [14, 28])
    #expect(promise.madeAt == Sample.instant(10) && promise.delaySeconds == nil)
    // Exact minutes stay what they are, and five minutes are the least.
    var exact = try Self.promise()
    _ = exact.observe(Self.forecast(at: 10, 8, 8, 9))
    #expect(Self.minutes(exact) == [8, 13])
    // An interval that does not hold what is expected is widened.
    var odd = try Self.promise()
    _ = odd.observe(Self.forecast(at: 0, 30, 40, 50))
    #expect(Self.minutes(odd) == [30, 50])
  }

  @Test func itStaysWhileTheExpectedArrivalLiesInside() throws {
    var promise = try Self.promise()
    _ = promise.observe(Self.forecast(at: 0, 20, 15, 25))
    for second in 1..<300 {
      let wobble = Double(second % 7) * 1.6 - 4.8
      let changed = promise.observe(Self.forecast(at: Double(second), 20 + wobble, 14, 26))
      #expect(!changed)
    }
    #expect(Self.minutes(promise) == [15, 25])
  }

  @Test func itMovesWhenTheExpectedArrivalStaysOutside() throws {
    var promise = try Self.promise()
    _ = promise.observe(Self.forecast(at: 0, 20, 15, 25))
    // Half a minute outside is inside.
    let atMargin = promise.observe(Self.forecast(at: 10, 25.5, 20, 31))
    #expect(!atMargin)
    // A short excursion changes nothing, and does not count for the next one.
    for second in [20.0, 45] {
      let changed = promise.observe(Self.forecast(at: second, 26, 21, 32))
      #expect(!changed)
    }
    let back = promise.observe(Self.forecast(at: 49, 24, 19, 30))
    #expect(!back)
    let away = promise.observe(Self.forecast(at: 50, 26, 21, 32))
    let almost = promise.observe(Self.forecast(at: 79.999, 26, 21, 32))
    #expect(!away && !almost && Self.minutes(promise) == [15, 25])
    let moved = promise.observe(Self.forecast(at: 80, 26, 21, 32))
    #expect(moved && Self.minutes(promise) == [21, 32] && promise.madeAt == Sample.instant(80))
    #expect(promise.delaySeconds == 420 && promise.delayedSince == Sample.instant(80))
    // Later still: the delay grows, and began when it began.
    for second in [100.0, 130] { _ = promise.observe(Self.forecast(at: second, 33, 32.5, 34)) }
    #expect(Self.minutes(promise) == [32, 37])
    #expect(promise.delaySeconds == 720 && promise.delayedSince == Sample.instant(80))
    // And early: it moves back, and nobody is late any more.
    for second in [200.0, 230] { _ = promise.observe(Self.forecast(at: second, 18, 17, 19)) }
    #expect(Self.minutes(promise) == [17, 22])
    #expect(promise.delaySeconds == nil && promise.delayedSince == nil)
  }

  @Test func aMinuteIsNoDelay() throws {
    var promise = try Self.promise()
    _ = promise.observe(Self.forecast(at: 0, 20, 18, 23))
    for second in [10.0, 40] { _ = promise.observe(Self.forecast(at: second, 23.7, 22, 24)) }
    #expect(Self.minutes(promise) == [22, 27] && promise.delaySeconds == 240)
    var other = try Self.promise()
    _ = other.observe(Self.forecast(at: 0, 20, 15, 26))
    for second in [10.0, 40] { _ = other.observe(Self.forecast(at: second, 14, 22, 14)) }
    for second in [50.0, 80] { _ = other.observe(Self.forecast(at: second, 22.6, 22.1, 26.9)) }
    #expect(Self.minutes(other) == [22, 27] && other.delaySeconds == nil)
  }

  @Test func whoSetsOutTooLateIsLateFromTheBeginning() throws {
    var promise = try Self.promise()
    _ = promise.observe(Self.forecast(at: 6_000, 130, 125, 135))
    #expect(promise.delaySeconds == 900 && promise.delayedSince == Sample.instant(6_000))
  }

  @Test func itNarrowsWithinItself() throws {
    var promise = try Self.promise()
    _ = promise.observe(Self.forecast(at: 0, 40, 30, 54))
    let asWide = promise.observe(Self.forecast(at: 10, 40, 35, 47))
    #expect(!asWide, "half as wide is not less than half")
    let narrower = promise.observe(Self.forecast(at: 20, 40, 36, 47))
    #expect(narrower && Self.minutes(promise) == [36, 47])
    #expect(promise.delaySeconds == nil)
    // What is outside of the old window is not taken, and five minutes are left.
    let least = promise.observe(Self.forecast(at: 30, 46, 45.5, 48))
    #expect(least && Self.minutes(promise) == [42, 47])
    let nothing = promise.observe(Self.forecast(at: 40, 44, 43.9, 44.1))
    #expect(!nothing, "five minutes do not narrow")
  }

  @Test func itIsFirmNearTheEnd() throws {
    var promise = try Self.promise()
    _ = promise.observe(Self.forecast(at: 0, 20, 18, 23))
    let before = promise.observe(Self.forecast(at: 899, 20, 19, 22))
    #expect(!before && !promise.isFirm)
    let firm = promise.observe(Self.forecast(at: 900, 20, 19, 22))
    #expect(firm && promise.isFirm)
    // It stays firm although the way is longer again, as long as the window stays.
    let longer = promise.observe(Self.forecast(at: 905, 22, 21, 23))
    #expect(!longer && promise.isFirm)
    for second in [910.0, 940] { _ = promise.observe(Self.forecast(at: second, 30, 28, 33)) }
    #expect(!promise.isFirm && Self.minutes(promise) == [28, 33])
  }

  @Test func whoStandsStillIsLookedAtInTime() throws {
    var promise = try Self.promise()
    var now = Sample.instant(0)
    func standing() -> ArrivalForecast {
      ArrivalForecast(TravelTime(expectedSeconds: 600, lowSeconds: 500, highSeconds: 700), at: now)
    }
    _ = promise.observe(standing())
    #expect(Self.minutes(promise) == [8, 13])
    var looks = 0
    while !Self.minutes(promise).elementsEqual([12, 17]), looks < 10 {
      let next = promise.looksAgainAt(after: standing())
      #expect(next > now)
      now = next
      _ = promise.observe(standing())
      looks += 1
    }
    // Once when the expected arrival leaves the window, once when the patience is over.
    #expect(looks == 2 && now == Sample.instant(240).advanced(byMilliseconds: 1))
  }
}

/// The rules once more, by looking at everything that was ever expected.
private struct PlainPromise {
  var window: [Int64]
  var madeAt: Instant
  var isFirm = false
  var firsts: [Int64]
  /// All forecasts since the window was made, with the one that made it.
  var seen: [ArrivalForecast] = []

  init(_ window: TimeWindow, _ madeAt: Instant) {
    self.window = Self.rounded(window.start, window.end)
    self.madeAt = madeAt
    firsts = [self.window[1]]
  }

  static func rounded(_ start: Instant, _ end: Instant) -> [Int64] {
    let from = start.milliseconds / 60_000
    let until = (end.milliseconds + 59_999) / 60_000
    return [from, max(until, from + 5)]
  }

  var delay: Int64? {
    let late = window[1] - (firsts.min() ?? 0)
    return late >= 2 ? late * 60 : nil
  }

  private func isOutside(_ forecast: ArrivalForecast) -> Bool {
    let expected = forecast.expectedAt.milliseconds
    return expected < window[0] * 60_000 - 30_000 || expected > window[1] * 60_000 + 30_000
  }

  mutating func observe(_ forecast: ArrivalForecast) {
    let next = Self.rounded(forecast.earliestAt, forecast.latestAt)
    if firsts.count == 1 {
      firsts.append(next[1])
      begin(next, forecast)
    } else {
      seen.append(forecast)
      let away = seen.reversed().prefix { isOutside($0) }
      if let since = away.last?.madeAt {
        if forecast.madeAt.milliseconds(since: since) >= 30_000 { begin(next, forecast) }
      } else if (next[1] - next[0]) * 2 < window[1] - window[0] {
        let from = min(max(next[0], window[0]), window[1] - 5)
        let until = max(min(next[1], window[1]), from + 5)
        let wasFirm = isFirm
        begin([from, until], forecast)
        isFirm = wasFirm
      }
    }
    if !isOutside(forecast) {
      isFirm = isFirm || forecast.expectedAt.milliseconds(since: forecast.madeAt) <= 300_000
    }
  }

  private mutating func begin(_ next: [Int64], _ forecast: ArrivalForecast) {
    (window, madeAt, isFirm) = (next, forecast.madeAt, false)
    seen = [forecast]
  }
}

extension ArrivalPromiseTests {
  @Test func randomDaysAreAsTheRulesSay() throws {
    for seed in Seeds.all("arrival-promise") {
      var random = SeededRandom(seed: seed)
      for _ in 0..<200 { try day(&random, seed) }
    }
  }

  private func day(_ random: inout SeededRandom, _ seed: UInt64) throws {
    var now = Sample.instant(random.double(in: 0...3_600))
    let window = try Sample.window(0, random.double(in: 0...7_200))
    var promise = ArrivalPromise(window: window, madeAt: Sample.start)
    var plain = PlainPromise(window, Sample.start)
    var left = random.double(in: 60...3_600)
    let spread = random.double(in: 0...0.6)
    var delayedSince: Instant?
    for _ in 0..<300 {
      let step = random.double(in: 0.2...20)
      now = now.advanced(byMilliseconds: Int64(step * 1000))
      left = max(0, left - step + (random.chance(0.03) ? random.double(in: -400...600) : 0))
      let noisy = max(0, left + random.normal() * 20)
      let time = TravelTime(
        expectedSeconds: noisy, lowSeconds: noisy * (1 - spread), highSeconds: noisy * (1 + spread))
      let forecast = ArrivalForecast(time, at: now)
      let before = promise
      let changed = promise.observe(forecast)
      plain.observe(forecast)
      delayedSince = plain.delay == nil ? nil : delayedSince ?? now
      #expect(changed == !promise.readsLike(before))
      let shown = [promise.from, promise.until].map { $0.milliseconds / 60_000 }
      try #require(
        shown == plain.window && promise.madeAt == plain.madeAt && promise.isFirm == plain.isFirm
          && promise.delaySeconds == plain.delay && promise.delayedSince == delayedSince,
        "GEOD_SEED=\(seed): \(promise), not \(plain)")
      #expect(promise.from.milliseconds % 60_000 == 0 && promise.until.milliseconds % 60_000 == 0)
      #expect(promise.until.milliseconds(since: promise.from) >= 300_000)
      #expect(promise.looksAgainAt(after: forecast) > now)
      if changed, promise.madeAt == before.madeAt { #expect(promise.isFirm && !before.isFirm) }
    }
  }
}
