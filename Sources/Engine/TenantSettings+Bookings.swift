// The settings of the life of a booking: asking, arriving, promising, sharing. Durations are in the units that
// people set them in; the forms that Trips takes are made from them.

public import Bedrock
public import Trips

/// How technicians are asked.
public struct OfferSettings: Sendable, Hashable {
  /// Whether geod asks by itself. Where it does not, dispatchers and services send offers or assign.
  public var isAutomatic = true
  /// How many technicians see one offer. 1 to 64.
  public var waveSize: Int = OfferPolicy.standard.waveSize
  /// How long a wave may be answered. Seconds, 5 to 3 600.
  public var waveSeconds: Int = OfferPolicy.standard.waveSeconds
  /// How many waves there are before nobody is left. 1 to 100.
  public var wavesMax: Int = OfferPolicy.standard.wavesMax
  /// How many live offers a technician may have at once. 1 to 8.
  public var leasesMax: Int = OfferPolicy.standard.leasesMax
  /// Asking begins this long before the window opens. Minutes, 0 to 10 080.
  public var leadMinutes: Int64 = 120
  /// For how long to look again when nobody is left, before the booking is unfilled. Seconds, 0 to 86 400.
  public var searchSeconds: Int64 = 300

  /// The defaults: one technician at a time, two hours ahead at most.
  public init() {}

  /// The form that deciding takes. The settings must be within their limits.
  public var policy: OfferPolicy {
    do throws(FieldErrors) {
      return try OfferPolicy(
        waveSize: waveSize, waveSeconds: waveSeconds, wavesMax: wavesMax, leasesMax: leasesMax)
    } catch {
      preconditionFailure("settings are validated at the border: \(error)")
    }
  }

  /// Every value that lies outside its limits, with the path of its field.
  public func faults(path: String) -> [FieldError] {
    var limits = LimitCheck(path: path)
    limits.check("waveSize", Double(waveSize), in: 1...Double(OfferTerms.techniciansMax))
    limits.check("waveSeconds", Double(waveSeconds), in: 5...3_600)
    limits.check("wavesMax", Double(wavesMax), in: 1...100)
    limits.check("leasesMax", Double(leasesMax), in: 1...8)
    limits.check("leadMinutes", Double(leadMinutes), in: 0...10_080)
    limits.check("searchSeconds", Double(searchSeconds), in: 0...86_400)
    return limits.faults
  }
}

/// When positions count as an arrival.
public struct ArrivalSettings: Sendable, Hashable {
  /// How near the place is near enough. Metres, 5 to 5 000.
  public var radiusMeters: Double = ArrivalThresholds.standard.radiusMeters
  /// How long the technician has to stay near. Seconds, 0 to 3 600.
  public var dwellSeconds: Int64 = ArrivalThresholds.standard.dwellMilliseconds / 1_000
  /// How far away the stay counts as broken. Metres, the radius to 10 000.
  public var leaveRadiusMeters: Double = ArrivalThresholds.standard.leaveRadiusMeters

  /// The defaults.
  public init() {}

  /// The form that the detector takes. The settings must be within their limits.
  public var thresholds: ArrivalThresholds {
    do throws(FieldErrors) {
      return try ArrivalThresholds(
        radiusMeters: radiusMeters, dwellMilliseconds: dwellSeconds * 1_000,
        leaveRadiusMeters: leaveRadiusMeters)
    } catch {
      preconditionFailure("settings are validated at the border: \(error)")
    }
  }

  /// Every value that lies outside its limits or contradicts another, with the path of its field.
  public func faults(path: String) -> [FieldError] {
    var limits = LimitCheck(path: path)
    limits.check("radiusMeters", radiusMeters, in: 5...5_000)
    limits.check("dwellSeconds", Double(dwellSeconds), in: 0...3_600)
    limits.check("leaveRadiusMeters", leaveRadiusMeters, in: 5...10_000)
    guard limits.faults.isEmpty, leaveRadiusMeters < radiusMeters else { return limits.faults }
    return [
      FieldError(
        field: path + "leaveRadiusMeters", code: .conflict, message: "must not be less than radiusMeters")
    ]
  }
}

/// How early a promise counts as at risk.
public struct SLASettings: Sendable, Hashable {
  /// At risk this long before the due time, whatever else is known. Seconds, 0 to 86 400.
  public var warningSeconds: Int64 = SLAThresholds.standard.warningMilliseconds / 1_000
  /// At risk when the expected time leaves less than this until the due time. Seconds, 0 to 86 400.
  public var slackSeconds: Int64 = SLAThresholds.standard.slackMilliseconds / 1_000

  /// The defaults.
  public init() {}

  /// The form that the clock takes. The settings must be within their limits.
  public var thresholds: SLAThresholds {
    SLAThresholds(
      warningMilliseconds: warningSeconds * 1_000, slackMilliseconds: slackSeconds * 1_000)
  }

  /// Every value that lies outside its limits, with the path of its field.
  public func faults(path: String) -> [FieldError] {
    var limits = LimitCheck(path: path)
    limits.check("warningSeconds", Double(warningSeconds), in: 0...86_400)
    limits.check("slackSeconds", Double(slackSeconds), in: 0...86_400)
    return limits.faults
  }
}

/// How long links to bookings may live.
public struct ShareSettings: Sendable, Hashable {
  /// The longest life of a share. Hours, 1 to 720.
  public var hoursMax: Int64 = 24

  /// The defaults.
  public init() {}

  /// Every value that lies outside its limits, with the path of its field.
  public func faults(path: String) -> [FieldError] {
    var limits = LimitCheck(path: path)
    limits.check("hoursMax", Double(hoursMax), in: 1...720)
    return limits.faults
  }
}
