// Learning travel times: the truth is found, stays bounded, and survives the store.

import Bedrock
import Foundation
import TestSupport
import Testing

@testable import Trips

@Suite struct TravelTimeTests {
  @Test func hoursOfTheWeekFollowTheCalendar() {
    // 2026-01-04 was a Sunday; 06:00 UTC is 09:00 in Riyadh.
    #expect(HourOfWeek(Sample.start, utcOffsetMinutes: 180).index == 6 * 24 + 9)
    #expect(HourOfWeek(Sample.start, utcOffsetMinutes: 180).millisecondsLeft == 3_600_000)
    #expect(HourOfWeek(.epoch, utcOffsetMinutes: 0).index == 3 * 24, "a Thursday")
    #expect(HourOfWeek(Instant(milliseconds: -1), utcOffsetMinutes: 0).index == 3 * 24 - 1)
    #expect(HourOfWeek(Instant(milliseconds: -1), utcOffsetMinutes: 0).millisecondsLeft == 1)
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? .current
    var random = SeededRandom(seed: Seeds.current)
    for _ in 0..<500 {
      let instant = Instant(milliseconds: Int64(random.double(in: 0...4e12)))
      let date = Date(timeIntervalSince1970: Double(instant.milliseconds) / 1000)
      let parts = calendar.dateComponents([.weekday, .hour], from: date)
      let expected = (((parts.weekday ?? 0) + 5) % 7) * 24 + (parts.hour ?? 0)
      #expect(HourOfWeek(instant, utcOffsetMinutes: 0).index == expected)
    }
  }

  @Test func defaultsAreThoseOfACity() {
    let model = TravelTimeModel()
    // 5 km straight at 9 in the morning: 6.75 km of road at 26 km/h.
    let estimate = model.estimate(straightMeters: 5000, departure: Sample.start)
    #expect(abs(estimate.expectedSeconds - 6750 / (26 / 3.6)) < 1)
    #expect(estimate.lowSeconds < estimate.expectedSeconds && estimate.expectedSeconds < estimate.highSeconds)
    #expect(model.estimate(straightMeters: 0, departure: Sample.start).highSeconds == 0)
  }

  @Test func longTripsMeetSeveralHours() {
    let model = TravelTimeModel()
    // From 09:59 on: one minute at 26 km/h, the rest at 28 km/h.
    let departure = Sample.instant(59 * 60)
    let road = 10_000 * 1.35
    let expected = 60 + (road - 60 * 26 / 3.6) / (28 / 3.6)
    let estimate = model.estimate(straightMeters: 10_000, departure: departure)
    #expect(abs(estimate.expectedSeconds - expected) < 0.001)
    #expect(model.estimate(straightMeters: 1e8, departure: departure).expectedSeconds.isFinite)
  }

  /// Trips in a city that has its own speeds and some chance.
  func teach(
    _ model: inout TravelTimeModel, _ random: inout SeededRandom, weeks: Int, speed: (Int) -> Double,
    check: (TravelTime, Double) -> Void
  ) {
    for week in 0..<weeks {
      for hour in 0..<HourOfWeek.count {
        let instant = Sample.instant(Double(week) * 604_800 + Double(hour) * 3600 + 600)
        let index = HourOfWeek(instant, utcOffsetMinutes: 180).index
        let straight = random.double(in: 2000...6000)
        let pace = 1 / speed(index) * max(0.5, 1 + 0.2 * random.normal())
        let seconds = straight * 1.35 * pace
        check(model.estimate(straightMeters: straight, departure: instant), seconds)
        model.learn(straightMeters: straight, seconds: seconds, departure: instant)
      }
    }
  }

  @Test func learningFindsTheTruthAndItsSpread() {
    var random = SeededRandom(seed: Seeds.current)
    var model = TravelTimeModel()
    let speed = { (hour: Int) in 6.0 + Double(hour % 24) / 4 + Double(hour / 24) / 2 }
    teach(&model, &random, weeks: 40, speed: speed) { _, _ in }
    var errors: [Double] = []
    for hour in 0..<HourOfWeek.count {
      let instant = Sample.instant(Double(hour) * 3600)
      let truth = speed(HourOfWeek(instant, utcOffsetMinutes: 180).index)
      errors.append(abs(model.speedMetersPerSecond(at: instant) / truth - 1))
    }
    #expect(errors.reduce(0, +) / Double(errors.count) < 0.05)
    #expect((errors.max() ?? 1) < 0.2)
    var (inside, total) = (0, 0)
    teach(&model, &random, weeks: 4, speed: speed) { estimate, actual in
      total += 1
      if (estimate.lowSeconds...estimate.highSeconds).contains(actual) { inside += 1 }
    }
    let coverage = Double(inside) / Double(total)
    #expect((0.74...0.86).contains(coverage), "four out of five are promised, \(coverage) came")
  }

  @Test func nonsenseTeachesNothingOrLittle() {
    var model = TravelTimeModel()
    let fresh = model
    let nonsense = [(299.0, 100.0), (5000, 29), (.nan, 100), (5000, .infinity)]
    for (meters, seconds) in nonsense {
      let isLearned = model.learn(straightMeters: meters, seconds: seconds, departure: Sample.start)
      #expect(!isLearned, "\(meters) m in \(seconds) s")
    }
    #expect(model == fresh)
    for _ in 0..<500 { model.learn(straightMeters: 100_000, seconds: 30, departure: Sample.start) }
    #expect(model.speedMetersPerSecond(at: Sample.start) <= 40.001)
    for _ in 0..<500 { model.learn(straightMeters: 300, seconds: 1e300, departure: Sample.start) }
    #expect(model.speedMetersPerSecond(at: Sample.instant(43_200)) >= 0.999)
  }

  @Test func unseenDaysLearnFromTheSameHour() {
    var model = TravelTimeModel()
    let tomorrow = Sample.instant(86_400)
    let before = model.speedMetersPerSecond(at: tomorrow)
    model.learn(straightMeters: 5000, seconds: 3000, departure: Sample.start)
    let after = model.speedMetersPerSecond(at: tomorrow)
    #expect(after < before && after > model.speedMetersPerSecond(at: Sample.start))
  }

  @Test func stateSurvivesTheStoreAndRefusesDamage() throws {
    var random = SeededRandom(seed: Seeds.current)
    var model = TravelTimeModel()
    teach(&model, &random, weeks: 2, speed: { _ in 9 }) { _, _ in }
    let bytes = model.bytes
    #expect(try TravelTimeModel(bytes: bytes) == model)
    #expect(throws: TravelTimeModelError.wrongLength) { try TravelTimeModel(bytes: Array(bytes.dropLast())) }
    #expect(throws: TravelTimeModelError.wrongLength) { try TravelTimeModel(bytes: bytes + [0]) }
    #expect(throws: TravelTimeModelError.unknownFormat(9)) { try TravelTimeModel(bytes: [9]) }
    for place in [8, bytes.count - 1] {
      var damaged = bytes
      damaged[place] = 0xFF
      #expect(throws: TravelTimeModelError.invalid) { try TravelTimeModel(bytes: damaged) }
    }
  }
}
