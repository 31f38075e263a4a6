// One GPS report as a device sent it: numbers that nobody has judged yet.

public import Bedrock

/// One GPS report.
///
/// Nothing here is trusted: range, time and plausibility are judged by ``FixQuality``.
public struct Fix: Sendable, Equatable {
  /// The device's running number of this fix.
  public var sequence: UInt64
  /// When the device says that it was there.
  public var time: Instant
  /// Degrees north, WGS84.
  public var latitudeDegrees: Double
  /// Degrees east, WGS84.
  public var longitudeDegrees: Double
  /// The radius within which the device believes to be, in metres.
  public var accuracyMeters: Double?
  /// Speed over ground in metres per second.
  public var speedMetersPerSecond: Double?
  /// Course over ground, in degrees clockwise from true north.
  public var headingDegrees: Double?
  /// Height above the ellipsoid in metres.
  public var altitudeMeters: Double?
  /// Charge of the battery, 0 to 1.
  public var batteryFraction: Double?
  /// What made the fix.
  public var source: FixSource

  /// Describes a fix; what is not given is unknown.
  public init(
    sequence: UInt64, time: Instant, latitudeDegrees: Double, longitudeDegrees: Double,
    accuracyMeters: Double? = nil, speedMetersPerSecond: Double? = nil, headingDegrees: Double? = nil,
    altitudeMeters: Double? = nil, batteryFraction: Double? = nil, source: FixSource = .unknown
  ) {
    self.sequence = sequence
    self.time = time
    self.latitudeDegrees = latitudeDegrees
    self.longitudeDegrees = longitudeDegrees
    self.accuracyMeters = accuracyMeters
    self.speedMetersPerSecond = speedMetersPerSecond
    self.headingDegrees = headingDegrees
    self.altitudeMeters = altitudeMeters
    self.batteryFraction = batteryFraction
    self.source = source
  }

  /// A hash over every field except the sequence number: two fixes with equal content have equal hashes.
  public var contentHash: UInt64 {
    var hash = ContentHash()
    hash.combine(time.milliseconds)
    hash.combine(latitudeDegrees)
    hash.combine(longitudeDegrees)
    hash.combine(accuracyMeters ?? -.infinity)
    hash.combine(speedMetersPerSecond ?? -.infinity)
    hash.combine(headingDegrees ?? -.infinity)
    hash.combine(altitudeMeters ?? -.infinity)
    hash.combine(batteryFraction ?? -.infinity)
    hash.combine(UInt64(source.rawValue))
    return hash.value
  }
}

/// What made a fix.
public enum FixSource: UInt8, Sendable, CaseIterable {
  /// The device did not say.
  case unknown
  /// Satellites.
  case gps
  /// Wireless networks or cells.
  case network
  /// The platform's mixture of all.
  case fused
  /// Typed or placed by hand.
  case manual
  /// The platform marked it as simulated.
  case mock

  /// The word on the wire.
  public var name: StaticString {
    switch self {
    case .unknown: "unknown"
    case .gps: "gps"
    case .network: "network"
    case .fused: "fused"
    case .manual: "manual"
    case .mock: "mock"
    }
  }
}
