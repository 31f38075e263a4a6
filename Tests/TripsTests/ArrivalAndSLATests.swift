// Arrivals out of noise, and promises at their edges.

import Bedrock
import GeoIndex
import TestSupport
import Testing

@testable import Trips

@Suite struct ArrivalDetectorTests {
  /// A point so many metres north of the place.
  func north(_ meters: Double) -> GeoPoint {
    let units = meters / 0.0092828
    return GeoPoint(
      latitudeAngle: Sample.place.latitudeAngle + Int32(units.rounded()),
      longitudeAngle: Sample.place.longitudeAngle)
  }

  @Test func arrivalNeedsRadiusAndDwell() {
    var detector = ArrivalDetector(place: Sample.place)
    let far = detector.observe(north(500), at: Sample.instant(0))
    #expect(far == nil)
    let entering = detector.observe(north(60), at: Sample.instant(10))
    #expect(entering == nil)
    let tooShort = detector.observe(north(20), at: Sample.instant(29.999))
    #expect(tooShort == nil)
    let arrival = detector.observe(north(20), at: Sample.instant(30))
    #expect(arrival == .init(arrivedAt: Sample.instant(10), provenAt: Sample.instant(30)))
    let again = detector.observe(north(20), at: Sample.instant(31))
    #expect(again == nil, "an arrival is found once")
    #expect(detector.arrival == arrival)
  }

  @Test func edgeNeitherBeginsNorBreaksAStay() {
    var detector = ArrivalDetector(place: Sample.place)
    _ = detector.observe(north(100), at: Sample.instant(0))
    #expect(detector.enteredAt == nil)
    _ = detector.observe(north(70), at: Sample.instant(10))
    _ = detector.observe(north(110), at: Sample.instant(35))
    #expect(detector.arrival == nil, "between the radii nothing is decided")
    let proof = detector.observe(north(70), at: Sample.instant(36))
    #expect(proof?.arrivedAt == Sample.instant(10))
  }

  @Test func passingByIsNoArrival() {
    var detector = ArrivalDetector(place: Sample.place)
    for second in 0..<60 {
      let position = north(600 - 20 * Double(second))
      let passing = detector.observe(position, at: Sample.instant(Double(second)))
      #expect(passing == nil)
    }
    #expect(detector.enteredAt == nil)
  }

  @Test func inaccurateAndOldFixesArePassedOver() {
    var detector = ArrivalDetector(place: Sample.place)
    _ = detector.observe(north(10), at: Sample.instant(10), accuracyMeters: 80.1)
    _ = detector.observe(north(10), at: Sample.instant(11), accuracyMeters: .nan)
    #expect(detector.enteredAt == nil)
    _ = detector.observe(north(10), at: Sample.instant(20), accuracyMeters: 80)
    #expect(detector.enteredAt == Sample.instant(20))
    _ = detector.observe(north(900), at: Sample.instant(30), accuracyMeters: 500)
    _ = detector.observe(north(900), at: Sample.instant(15))
    let proof = detector.observe(north(10), at: Sample.instant(40))
    #expect(proof?.arrivedAt == Sample.instant(20))
  }

  @Test(arguments: Seeds.all("arrival"))
  func noisyApproachIsFoundOnceAndInTime(_ first: UInt64) throws {
    for seed in first..<(first + 200) {
      var random = SeededRandom(seed: seed)
      var detector = ArrivalDetector(place: Sample.place)
      var found: [ArrivalDetector.Arrival] = []
      // 10 m/s from 1200 m away, there after 120 s, then standing; noise of 12 m, sometimes a wild coarse fix.
      for second in stride(from: 0, to: 240, by: 2) {
        let truth = max(0, 1200 - 10 * Double(second))
        let isWild = random.chance(0.1)
        let noise = random.normal() * (isWild ? 400 : 12)
        let fix = detector.observe(
          north(truth + noise), at: Sample.instant(Double(second)), accuracyMeters: isWild ? 400 : 12)
        if let fix { found.append(fix) }
      }
      #expect(found.count == 1, "seed \(seed)")
      let arrival = try #require(found.first)
      let entered = Double(arrival.arrivedAt.milliseconds(since: Sample.start)) / 1000
      // 80 m are reached after 112 s; the noise is worth some seconds.
      #expect((102...122).contains(entered), "seed \(seed): entered after \(entered) s")
      #expect(arrival.provenAt.milliseconds(since: arrival.arrivedAt) >= 20_000)
    }
  }
}

@Suite struct SLAClockTests {
  let due = Sample.instant(1000)
  let thresholds = SLAThresholds(warningMilliseconds: 120_000, slackMilliseconds: 180_000)

  func at(_ milliseconds: Int64) -> Instant { due.advanced(byMilliseconds: milliseconds) }

  @Test(
    arguments: [
      (-120_001, SLAMark.onTime), (-120_000, .atRisk), (-1, .atRisk), (0, .atRisk), (1, .breached),
      (99_999, .breached),
    ] as [(Int64, SLAMark)])
  func marksWithoutEstimate(_ offset: Int64, _ mark: SLAMark) {
    let reading = SLAClock(due: due).read(now: at(offset), etaMilliseconds: nil, thresholds: thresholds)
    #expect(reading.mark == mark)
  }

  @Test func estimateBringsTheRiskForward() {
    let clock = SLAClock(due: due)
    // 300 s of travel and 180 s of slack: at risk from 480 s ahead, exclusive.
    let safe = clock.read(now: at(-480_000), etaMilliseconds: 300_000, thresholds: thresholds)
    #expect(safe == SLAReading(mark: .onTime, lookAgainAt: at(-479_999)))
    #expect(clock.read(now: at(-479_999), etaMilliseconds: 300_000, thresholds: thresholds).mark == .atRisk)
    #expect(clock.read(now: at(-480_000), etaMilliseconds: 300_001, thresholds: thresholds).mark == .atRisk)
  }

  @Test func whatHappenedIsSettled() {
    #expect(SLAClock(due: due, happenedAt: due).read(now: at(9), etaMilliseconds: 1).mark == .met)
    let late = SLAClock(due: due, happenedAt: at(1)).read(now: at(9), etaMilliseconds: nil)
    #expect(late == SLAReading(mark: .breached, lookAgainAt: nil))
  }

  @Test(arguments: [nil, 0, 60_000, 400_000] as [Int64?])
  func lookAgainIsTheFirstMomentOfAnotherMark(_ eta: Int64?) throws {
    let clock = SLAClock(due: due)
    for offset in stride(from: Int64(-900_000), through: 10, by: 7_919) {
      let reading = clock.read(now: at(offset), etaMilliseconds: eta, thresholds: thresholds)
      guard let next = reading.lookAgainAt else {
        #expect(reading.mark == .breached)
        continue
      }
      #expect(next > at(offset))
      let before = next.advanced(byMilliseconds: -1)
      #expect(clock.read(now: before, etaMilliseconds: eta, thresholds: thresholds).mark == reading.mark)
      #expect(clock.read(now: next, etaMilliseconds: eta, thresholds: thresholds).mark > reading.mark)
    }
  }

  @Test func bookingReadsBothPromises() throws {
    let sla = try SLATerms(assignBy: Sample.instant(60), arriveBy: Sample.instant(1800))
    var step = BookingLife.place(
      Sample.bookingID, try Sample.terms(sla: sla), at: Sample.time(0), by: .system)
    func read(_ seconds: Double, _ eta: Int64? = nil) -> BookingSLA {
      step.life.booking.sla(now: Sample.instant(seconds), etaMilliseconds: eta, thresholds: thresholds)
    }
    #expect(read(0).assign?.mark == .atRisk && read(0).arrive?.mark == .onTime)
    #expect(read(0).lookAgainAt == Sample.instant(60.001))
    #expect(read(61).mark == .breached)
    for (request, second) in [(Sample.offerRequest, 1.0), (Sample.acceptRequest, 5.0)] {
      step = try step.life.step(request, at: Sample.time(second), by: .system)
    }
    #expect(read(61).assign?.mark == .met)
    #expect(read(61, 2_000_000).arrive?.mark == .atRisk, "too far away")
    let arrivals: [LifeRequest] = [.startTrip(Sample.uuid(101)), .arrive(trip: Sample.uuid(101), .said)]
    for request in arrivals { step = try step.life.step(request, at: Sample.time(1800), by: .system) }
    #expect(read(9999).arrive?.mark == .met && read(9999).lookAgainAt == nil)
    let broken = try step.life.step(
      .cancelTrip(Sample.uuid(101), reason: .none), at: Sample.time(1801), by: .system)
    let again = broken.life.booking.sla(now: Sample.instant(1802), etaMilliseconds: nil)
    #expect(again.arrive?.mark == .breached, "a new technician has not arrived")
    let cancelled = try broken.life.step(.cancel(reason: .none), at: Sample.time(1803), by: .system)
    #expect(cancelled.life.booking.sla(now: Sample.instant(1804), etaMilliseconds: nil).mark == nil)
  }
}
