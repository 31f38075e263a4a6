// Has the technician arrived? Told from positions alone, without being fooled by one stray fix.

public import Bedrock
public import GeoIndex

/// When positions count as an arrival.
public struct ArrivalThresholds: Hashable, Sendable {
  /// How near the place is near enough, in metres.
  public let radiusMeters: Double
  /// How long the technician has to stay near, in milliseconds.
  public let dwellMilliseconds: Int64
  /// How far away the stay counts as broken, in metres; never below the radius. Between the two nothing is
  /// decided, so that noise at the edge neither begins nor breaks a stay.
  public let leaveRadiusMeters: Double

  /// 80 metres for 20 seconds; broken beyond 120 metres.
  public static let standard = ArrivalThresholds()

  private init() {
    radiusMeters = 80
    dwellMilliseconds = 20_000
    leaveRadiusMeters = 120
  }

  /// Checks thresholds and reports all faults at once.
  /// - Throws: `outOfRange` for `arrival.radiusMeters` (5 to 5000), `.dwellMilliseconds` (0 to 3 600 000),
  ///   `.leaveRadiusMeters` (the radius to 10 000).
  public init(
    radiusMeters: Double, dwellMilliseconds: Int64, leaveRadiusMeters: Double
  ) throws(FieldErrors) {
    var faults: [FieldError] = []
    if !(5...5000).contains(radiusMeters) {
      faults.append(Self.fault("radiusMeters", "must be from 5 to 5000"))
    }
    if !(0...3_600_000).contains(dwellMilliseconds) {
      faults.append(Self.fault("dwellMilliseconds", "must be from 0 to 3600000"))
    }
    if !(leaveRadiusMeters >= radiusMeters && leaveRadiusMeters <= 10_000) {
      faults.append(Self.fault("leaveRadiusMeters", "must be from the radius to 10000"))
    }
    guard faults.isEmpty else { throw FieldErrors(faults) }
    self.radiusMeters = radiusMeters
    self.dwellMilliseconds = dwellMilliseconds
    self.leaveRadiusMeters = leaveRadiusMeters
  }

  private static func fault(_ field: String, _ message: Phrase) -> FieldError {
    FieldError(field: "arrival.\(field)", code: .outOfRange, message: message)
  }
}

/// Watches the positions of one trip until they show the arrival.
public struct ArrivalDetector: Sendable {
  /// What was found.
  public struct Arrival: Hashable, Sendable {
    /// The first fix of the stay: when the technician got there. This is the observed time of the
    /// transition, so that the dwell counts neither against the technician nor as an error of the ETA.
    public let arrivedAt: Instant
    /// The fix that completed the stay: when it could be known.
    public let provenAt: Instant
  }

  /// Where the trip goes.
  public var place: GeoPoint { origin.point }
  /// When positions count.
  public let thresholds: ArrivalThresholds
  /// The arrival, once it was found; it is found once.
  public private(set) var arrival: Arrival?
  /// The first fix of the present stay; nil while the technician is away.
  public private(set) var enteredAt: Instant?
  private let origin: Geodesic.Origin
  private var lastTime: Instant?

  /// Begins to watch.
  public init(place: GeoPoint, thresholds: ArrivalThresholds = .standard) {
    origin = Geodesic.Origin(place)
    self.thresholds = thresholds
  }

  /// Looks at an accepted fix. O(1), no allocation.
  ///
  /// Passed over: fixes that are less accurate than the radius, since they cannot tell near from far, and
  /// fixes that are older than one seen before.
  /// - Parameter accuracyMeters: as reported; nil when the device does not say, which is taken as good.
  /// - Returns: the arrival, with the one fix that completes it.
  public mutating func observe(
    _ point: GeoPoint, at time: Instant, accuracyMeters: Double? = nil
  ) -> Arrival? {
    guard arrival == nil else { return nil }
    if let accuracyMeters, !(accuracyMeters <= thresholds.radiusMeters) { return nil }
    if let lastTime, time < lastTime { return nil }
    lastTime = time
    let distanceMeters = origin.distanceMeters(to: point)
    if distanceMeters > thresholds.leaveRadiusMeters {
      enteredAt = nil
      return nil
    }
    guard distanceMeters <= thresholds.radiusMeters else { return nil }
    let start = enteredAt ?? time
    enteredAt = start
    guard time.milliseconds(since: start) >= thresholds.dwellMilliseconds else { return nil }
    arrival = Arrival(arrivedAt: start, provenAt: time)
    return arrival
  }
}
