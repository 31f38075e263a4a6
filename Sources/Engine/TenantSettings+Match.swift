// The settings of matching: what counts, and how long the way takes.

public import Bedrock
public import Matcher
public import Trips

/// What counts for who should take a booking, and what a match request means where it does not say.
public struct MatchSettings: Sendable, Hashable {
  /// The terms of the score.
  public var weights = MatchWeights()
  /// Positions older than this do not count. Seconds, 1 to 86 400.
  public var ageMaxSeconds: Int64 = 60
  /// How many candidates are returned. 1 to 100.
  public var count: Int = 10

  /// The defaults.
  public init() {}

  /// Every value that lies outside its limits, with the path of its field.
  public func faults(path: String) -> [FieldError] {
    var limits = LimitCheck(path: path)
    limits.check("ageMaxSeconds", Double(ageMaxSeconds), in: 1...86_400)
    limits.check("count", Double(count), in: 1...Double(MatchRequest.wantedMax))
    return weights.faults(path: path) + limits.faults
  }
}

/// How travel times are estimated. Speeds are learned and therefore no setting.
public struct TravelSettings: Sendable, Hashable {
  /// How much longer the road is than the straight line. 1 to 4.
  public var detourFactor: Double = TravelTimeSettings.standard.detourFactor
  /// Minutes by which local time is ahead of UTC, -720 to 840. Speeds by hour, shifts and the days on which
  /// credentials expire are in local time.
  public var utcOffsetMinutes: Int = TravelTimeSettings.standard.utcOffsetMinutes

  /// The defaults.
  public init() {}

  /// The form that estimates take. The settings must be within their limits.
  public var model: TravelTimeSettings {
    do throws(FieldErrors) {
      return try TravelTimeSettings(detourFactor: detourFactor, utcOffsetMinutes: utcOffsetMinutes)
    } catch {
      preconditionFailure("settings are validated at the border: \(error)")
    }
  }

  /// Every value that lies outside its limits, with the path of its field.
  public func faults(path: String) -> [FieldError] {
    var limits = LimitCheck(path: path)
    limits.check("detourFactor", detourFactor, in: 1...4)
    limits.check("utcOffsetMinutes", Double(utcOffsetMinutes), in: -720...840)
    return limits.faults
  }
}
