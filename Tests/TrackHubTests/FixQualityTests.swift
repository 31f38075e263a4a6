// Every verdict with its boundaries, on the default thresholds unless a test says otherwise.

import Bedrock
import GeoIndex
import Testing
import TrackHub

@Suite struct FixQualityTests {
  static let start = Instant(milliseconds: 1_767_506_400_000)
  static let metersPerDegree = 110_600.0

  /// A judge with its own clock; time and sequence of each fix are given relative to the start.
  struct Bench {
    var history = FixHistory()
    var thresholds = FixThresholds()
    var sequence: UInt64 = 0

    /// Judges a fix `north` metres north of Riyadh's middle, taken and received after `seconds`.
    mutating func judge(
      at seconds: Double, north: Double = 0, acc: Double? = nil, delay: Double = 0,
      _ change: (inout Fix) -> Void = { _ in }
    ) -> FixJudgement {
      sequence += 1
      let time = FixQualityTests.start.advanced(byMilliseconds: Int64(seconds * 1_000))
      var fix = Fix(
        sequence: sequence, time: time, latitudeDegrees: 24.7 + north / FixQualityTests.metersPerDegree,
        longitudeDegrees: 46.7, accuracyMeters: acc)
      change(&fix)
      let now = time.advanced(byMilliseconds: Int64(delay * 1_000))
      let (judgement, point) = FixQuality.judge(fix, now: now, thresholds: thresholds, history: &history)
      #expect((point != nil) == (judgement == .accepted))
      return judgement
    }
  }

  static let ranges: [(FixField, any WritableKeyPath<Fix, Double?> & Sendable, ClosedRange<Double>)] = [
    (.acc, \.accuracyMeters, 0...100_000), (.spd, \.speedMetersPerSecond, 0...500),
    (.hdg, \.headingDegrees, 0...360), (.alt, \.altitudeMeters, -1_000...20_000),
    (.bat, \.batteryFraction, 0...1),
  ]

  @Test func numbersOutsideTheirRangeAreNamed() {
    for (field, path, range) in Self.ranges {
      for bad in [
        range.lowerBound.nextDown, range.upperBound.nextUp, .nan, .infinity, -.infinity, .signalingNaN,
      ] {
        var bench = Bench()
        #expect(bench.judge(at: 0) { $0[keyPath: path] = bad } == FixJudgement(.outOfRange, field))
      }
      for good in [range.lowerBound, range.upperBound] {
        var bench = Bench()
        let judgement = bench.judge(at: 0) { $0[keyPath: path] = good }
        #expect(judgement.verdict == .accepted || judgement == FixJudgement(.coarse, .acc))
      }
    }
    var bench = Bench()
    for (limit, field) in [(90.0, FixField.lat), (180, .lon)] {
      for bad in [limit.nextUp, -limit.nextUp, .nan, .infinity] {
        let judgement = bench.judge(at: 0) {
          if field == .lat { $0.latitudeDegrees = bad } else { $0.longitudeDegrees = bad }
        }
        #expect(judgement == FixJudgement(.outOfRange, field))
      }
    }
    #expect(bench.judge(at: 0) { $0.sequence = 0 } == FixJudgement(.outOfRange, .seq))
    for time in [Int64.min, -1, Instant.latest.milliseconds + 1, .max] {
      #expect(
        bench.judge(at: 0) { $0.time = Instant(milliseconds: time) } == FixJudgement(.outOfRange, .t))
    }
  }

  @Test func polesAndTheAntimeridianAreAccepted() {
    for (latitude, longitude) in [(90.0, 0.0), (-90, 180), (0, -180), (0, 180)] {
      var bench = Bench()
      let judgement = bench.judge(at: 0) {
        $0.latitudeDegrees = latitude
        $0.longitudeDegrees = longitude
      }
      #expect(judgement == .accepted)
    }
    var bench = Bench()
    #expect(bench.judge(at: 0) { ($0.latitudeDegrees, $0.longitudeDegrees) = (0, 179.9999) } == .accepted)
    #expect(bench.judge(at: 1) { ($0.latitudeDegrees, $0.longitudeDegrees) = (0, -179.9999) } == .accepted)
  }

  @Test func clocksMayDifferALittle() {
    var bench = Bench()
    let tolerance = Double(bench.thresholds.futureToleranceMilliseconds) / 1_000
    #expect(bench.judge(at: 0, delay: -tolerance) == .accepted)
    #expect(bench.judge(at: 1, north: 1, delay: -tolerance - 0.001) == FixJudgement(.future, .t))
    let age = Double(bench.thresholds.ageMaxMilliseconds) / 1_000
    #expect(bench.judge(at: 2, north: 2, delay: age) == .accepted)
    #expect(bench.judge(at: 3, north: 3, delay: age + 0.001) == FixJudgement(.late, .t))
  }

  @Test func earlierThanTheLastAcceptedIsLate() {
    var bench = Bench()
    #expect(bench.judge(at: 10) == .accepted)
    #expect(bench.judge(at: 9.999, north: 1) == FixJudgement(.late, .t))
    #expect(bench.judge(at: 10.001, north: 1) == .accepted)
  }

  @Test func mockedReportsAreRefusedUnlessAllowed() {
    var bench = Bench()
    #expect(bench.judge(at: 0) { $0.source = .mock } == FixJudgement(.mock, .src))
    bench.thresholds.refusesMock = false
    #expect(bench.judge(at: 1) { $0.source = .mock } == .accepted)
  }

  @Test func coarseIsWhatAdmitsToBe() {
    var bench = Bench()
    let limit = bench.thresholds.accuracyMaxMeters
    #expect(bench.judge(at: 0, acc: limit) == .accepted)
    #expect(bench.judge(at: 1, acc: limit.nextUp) == FixJudgement(.coarse, .acc))
    #expect(bench.judge(at: 2, acc: nil) == .accepted)
  }

  @Test func theSameMomentCountsOnceUnlessElsewhere() {
    var bench = Bench()
    #expect(bench.judge(at: 0) == .accepted)
    #expect(bench.judge(at: 0) == FixJudgement(.duplicate))
    #expect(bench.judge(at: 0, north: 5) == .accepted)
    #expect(bench.judge(at: 1, north: 5) == .accepted)
  }

  @Test func aJumpIsWhatNoVehicleCanDo() {
    // After 10 s at 55 m/s, with 100 m of slack and 30 m for each unknown accuracy: 710 m.
    var bench = Bench()
    #expect(bench.judge(at: 0) == .accepted)
    #expect(bench.judge(at: 10, north: 705) == .accepted)
    #expect(bench.judge(at: 20, north: 1_420) == FixJudgement(.jump))
    #expect(bench.judge(at: 30, north: 1_420) == .accepted)
    // A stated accuracy takes the place of the assumed one.
    bench = Bench()
    #expect(bench.judge(at: 0, acc: 5) == .accepted)
    #expect(bench.judge(at: 10, north: 665, acc: 5) == FixJudgement(.jump))
    #expect(bench.judge(at: 10, north: 650, acc: 5) == .accepted)
    // No slack for no time: two places of one moment.
    bench = Bench()
    #expect(bench.judge(at: 0, acc: 1) == .accepted)
    #expect(bench.judge(at: 0, north: 110, acc: 1) == FixJudgement(.jump))
  }

  @Test func aJumpThatIsConfirmedIsBelieved() {
    for confirmations in 1...4 {
      var bench = Bench()
      bench.thresholds.jumpConfirmations = confirmations
      #expect(bench.judge(at: 0) == .accepted)
      for step in 1...confirmations {
        #expect(bench.judge(at: Double(step), north: 50_000 + Double(step)) == FixJudgement(.jump))
      }
      #expect(bench.judge(at: 60, north: 50_060) == .accepted)
      #expect(bench.judge(at: 61, north: 50_061) == .accepted)
      #expect(bench.judge(at: 62, north: 0) == FixJudgement(.jump))
    }
  }

  @Test func oneWrongReportToldOftenConfirmsNothing() {
    var bench = Bench()
    #expect(bench.judge(at: 0) == .accepted)
    for _ in 0..<10 { #expect(bench.judge(at: 1, north: 50_000) == FixJudgement(.jump)) }
    // Suspects that contradict each other do not either.
    for step in 2..<12 {
      #expect(bench.judge(at: Double(step), north: Double(step) * 50_000) == FixJudgement(.jump))
    }
    #expect(bench.judge(at: 12, north: 3) == .accepted)
  }

  @Test func goingBackHomeClearsTheSuspicion() {
    var bench = Bench()
    #expect(bench.judge(at: 0) == .accepted)
    for round in 0..<10 {
      let time = Double(1 + round * 3)
      #expect(bench.judge(at: time, north: 50_000) == FixJudgement(.jump))
      #expect(bench.judge(at: time + 1, north: 50_001) == FixJudgement(.jump))
      #expect(bench.judge(at: time + 2, north: 1 + Double(round)) == .accepted)
    }
  }

  @Test func twoVehiclesWithOneNameDoNotTearEachOtherAway() {
    // Reports alternate: the first stays believed, the second is refused for as long as the first reports.
    var bench = Bench()
    for step in 0..<50 {
      #expect(bench.judge(at: Double(step), north: Double(step)) == .accepted)
      #expect(bench.judge(at: Double(step) + 0.5, north: 30_000 + Double(step)) == FixJudgement(.jump))
    }
    // When it falls silent, the second takes over after its confirmations.
    #expect(bench.judge(at: 60, north: 30_060) == FixJudgement(.jump))
    #expect(bench.judge(at: 61, north: 30_061) == .accepted)
  }

  @Test func aFrozenReceiverIsNotBelievedToMove() {
    var bench = Bench()
    let after = Double(bench.thresholds.frozenAfterMilliseconds) / 1_000
    let speed = bench.thresholds.frozenSpeedMetersPerSecond
    let moving: (inout Fix) -> Void = { $0.speedMetersPerSecond = speed }
    #expect(bench.judge(at: 0, moving) == .accepted)
    #expect(bench.judge(at: after - 0.001, moving) == .accepted)
    #expect(bench.judge(at: after, moving) == FixJudgement(.frozen))
    #expect(bench.judge(at: after + 60, moving) == FixJudgement(.frozen))
    // Standing still at one place is no fault, nor is not knowing the speed.
    #expect(bench.judge(at: after + 61) { $0.speedMetersPerSecond = speed.nextDown } == .accepted)
    #expect(bench.judge(at: after + 62) == .accepted)
    // A centimetre of movement unfreezes.
    #expect(bench.judge(at: after + 63, north: 0.02, moving) == .accepted)
    #expect(bench.judge(at: after + 64, north: 0.02, moving) == .accepted)
  }

  @Test func aSnapshotIsAPastLikeAnyOther() throws {
    let point = try GeoPoint(latitudeDegrees: 24.7, longitudeDegrees: 46.7)
    var bench = Bench(history: FixHistory(point: point, time: Self.start, accuracyMeters: nil))
    #expect(bench.judge(at: -1, north: 1) == FixJudgement(.late, .t))
    #expect(bench.judge(at: 0) == FixJudgement(.duplicate))
    #expect(bench.judge(at: 1, north: 20_000) == FixJudgement(.jump))
    #expect(bench.judge(at: 2, north: 1) == .accepted)
  }

  @Test func thresholdsHaveLimits() {
    #expect(FixThresholds().faults(path: "fix.").isEmpty)
    var thresholds = FixThresholds()
    thresholds.accuracyMaxMeters = .nan
    thresholds.speedMaxMetersPerSecond = 401
    thresholds.jumpSlackMeters = -1
    thresholds.jumpConfirmations = 0
    thresholds.futureToleranceMilliseconds = 600_001
    thresholds.ageMaxMilliseconds = 59_999
    thresholds.frozenSpeedMetersPerSecond = 0.4
    thresholds.frozenAfterMilliseconds = 4_999
    let fields = thresholds.faults(path: "fix.").map(\.field)
    #expect(fields.count == 8 && fields.first == "fix.accuracyMaxMeters")
  }
}
