// How long will it take? A first answer without a map: straight distance, a detour, the speed of the hour.

public import Bedrock

/// An estimate of a travel time, in seconds.
public struct TravelTime: Hashable, Sendable {
  /// What to expect.
  public var expectedSeconds: Double
  /// The lower end of the interval.
  public var lowSeconds: Double
  /// The upper end of the interval.
  public var highSeconds: Double

  /// Describes an estimate.
  public init(expectedSeconds: Double, lowSeconds: Double, highSeconds: Double) {
    self.expectedSeconds = expectedSeconds
    self.lowSeconds = lowSeconds
    self.highSeconds = highSeconds
  }
}

/// What a tenant sets about travel times.
public struct TravelTimeSettings: Hashable, Sendable {
  /// How much longer the road is than the straight line.
  public let detourFactor: Double
  /// Minutes by which local time is ahead of UTC.
  public let utcOffsetMinutes: Int

  /// A detour of 1.35, and the time of Riyadh.
  public static let standard = TravelTimeSettings()

  private init() {
    detourFactor = 1.35
    utcOffsetMinutes = 180
  }

  /// Checks settings.
  /// - Throws: `outOfRange` for `travelTime.detourFactor` (1 to 5) and `.utcOffsetMinutes` (-720 to 840).
  public init(detourFactor: Double, utcOffsetMinutes: Int) throws(FieldErrors) {
    var faults: [FieldError] = []
    if !(1...5).contains(detourFactor) {
      faults.append(
        FieldError(field: "travelTime.detourFactor", code: .outOfRange, message: "must be from 1 to 5"))
    }
    if !(-720...840).contains(utcOffsetMinutes) {
      faults.append(
        FieldError(
          field: "travelTime.utcOffsetMinutes", code: .outOfRange, message: "must be from -720 to 840"))
    }
    guard faults.isEmpty else { throw FieldErrors(faults) }
    self.detourFactor = detourFactor
    self.utcOffsetMinutes = utcOffsetMinutes
  }
}

/// The travel times of a tenant's city, learned from finished trips.
///
/// Every hour of the week has a pace, the inverse of a speed. The pace is what is smoothed, because travel
/// time is proportional to it: the mean of paces gives the mean travel time, the mean of speeds would
/// promise too little. How far estimates were off, relative to the estimate, is kept as a distribution that
/// gives the interval. Equal observations in equal order give equal states on every machine.
public struct TravelTimeModel: Hashable, Sendable {
  /// What the tenant set.
  public let settings: TravelTimeSettings
  /// One pace per hour of the week, in seconds per metre of road.
  var paces: [Double]
  /// How many observations each hour has had, up to `countMax`.
  var counts: [UInt16]
  /// Actual over expected.
  var errors = RatioDistribution()

  /// The slowest and fastest speed that is believed, in metres per second of road.
  public static let speedLimits = 1.0...40.0
  /// Shorter trips say more about parking than about traffic: straight metres.
  public static let distanceMinMeters = 300.0
  /// Trips that took less are errors of somebody's clock.
  public static let secondsMin = 30.0
  /// How many observations the default is worth.
  static let priorWeight = 4.0
  /// The share of a new observation never falls below this, so that a city may change.
  static let learningRateMin = 0.05
  static let countMax: UInt16 = 1000

  /// The defaults of a large city by hour of day, in km/h including stops: free at night, slow when work
  /// begins and ends. An assumption that a few trips per hour replace.
  static let defaultSpeeds: [Double] = [
    44, 46, 46, 46, 44, 40, 34, 26, 24, 26, 28, 29, 29, 28, 27, 26, 24, 23, 24, 26, 28, 31, 36, 40,
  ]

  /// A model that knows only the defaults.
  public init(_ settings: TravelTimeSettings = .standard) {
    self.settings = settings
    paces = (0..<HourOfWeek.count).map { 3.6 / Self.defaultSpeeds[$0 % 24] }
    counts = Array(repeating: 0, count: HourOfWeek.count)
  }

  /// What was learned, under other settings. Until more is learned a greater detour means longer times.
  public func with(_ settings: TravelTimeSettings) -> TravelTimeModel {
    var model = TravelTimeModel(settings)
    (model.paces, model.counts, model.errors) = (paces, counts, errors)
    return model
  }

  /// The learned speed of an hour, in metres of road per second.
  public func speedMetersPerSecond(at instant: Instant) -> Double {
    1 / paces[hour(instant).index]
  }

  /// How long a trip will take. O(hours that the trip spans).
  /// - Parameters:
  ///   - straightMeters: the geodesic distance; finite, not negative.
  ///   - departure: when the trip begins, or now on the way.
  ///   - interval: the quantiles of the interval; 0.1 to 0.9 holds four out of five trips.
  public func estimate(
    straightMeters: Double, departure: Instant, interval: ClosedRange<Double> = 0.1...0.9
  ) -> TravelTime {
    let expected = expectedSeconds(straightMeters: straightMeters, departure: departure)
    return TravelTime(
      expectedSeconds: expected,
      lowSeconds: expected * errors.value(atQuantile: interval.lowerBound),
      highSeconds: expected * errors.value(atQuantile: interval.upperBound))
  }

  /// Learns from a finished trip: its error first, as it would have been estimated, then its pace. The pace
  /// counts for the hour in the middle of the trip, and in part for the same hour of days that were never
  /// observed.
  /// - Returns: false when the trip is too short to teach anything.
  @discardableResult
  public mutating func learn(straightMeters: Double, seconds: Double, departure: Instant) -> Bool {
    guard straightMeters >= Self.distanceMinMeters, straightMeters.isFinite, seconds >= Self.secondsMin,
      seconds.isFinite
    else { return false }
    errors.record(seconds / expectedSeconds(straightMeters: straightMeters, departure: departure))

    let speed = straightMeters * settings.detourFactor / seconds
    let pace = 1 / min(max(speed, Self.speedLimits.lowerBound), Self.speedLimits.upperBound)
    // Half of a day at most: a phone that was forgotten must not teach another day's traffic.
    let half = Int64(min(seconds * 500, 43_200_000))
    let hour = hour(departure.advanced(byMilliseconds: half)).index
    let rate = max(Self.learningRateMin, 1 / (Double(counts[hour]) + Self.priorWeight))
    paces[hour] += rate * (pace - paces[hour])
    counts[hour] = min(counts[hour] + 1, Self.countMax)
    for other in stride(from: hour % 24, to: HourOfWeek.count, by: 24) where counts[other] == 0 {
      paces[other] += rate / 2 * (pace - paces[other])
    }
    return true
  }

  /// Follows the trip through the hours: a long one meets several paces.
  private func expectedSeconds(straightMeters: Double, departure: Instant) -> Double {
    precondition(straightMeters >= 0 && straightMeters.isFinite, "a distance is finite, not negative")
    var roadMeters = straightMeters * settings.detourFactor
    var seconds = 0.0
    var now = departure
    for _ in 0..<HourOfWeek.count {
      let hour = hour(now)
      let needed = roadMeters * paces[hour.index]
      let left = Double(hour.millisecondsLeft) / 1000
      if needed <= left { return seconds + needed }
      seconds += left
      roadMeters -= left / paces[hour.index]
      now = now.advanced(byMilliseconds: hour.millisecondsLeft)
    }
    return seconds + roadMeters * paces[hour(now).index]
  }

  private func hour(_ instant: Instant) -> HourOfWeek {
    HourOfWeek(instant, utcOffsetMinutes: settings.utcOffsetMinutes)
  }
}
