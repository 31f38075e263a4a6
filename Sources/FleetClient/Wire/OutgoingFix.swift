// A fix on its way out, and which phone is to report it.

public import Bedrock

/// One GPS report as a phone of the fleet makes it; its number is given when it is sent.
public struct OutgoingFix: Sendable, Equatable {
  /// The device time.
  public var time: Instant
  /// Degrees north, WGS84. Travels with seven decimals.
  public var latitudeDegrees: Double
  /// Degrees east, WGS84. Travels with seven decimals.
  public var longitudeDegrees: Double
  /// The phone's own estimate of its error in metres.
  public var accuracyMeters: Float?
  /// Metres per second.
  public var speedMetersPerSecond: Float?
  /// Degrees clockwise from true north.
  public var headingDegrees: Float?
  /// 0 to 1.
  public var batteryFraction: Float?

  /// A fix of which only place and time are known.
  public init(time: Instant, latitudeDegrees: Double, longitudeDegrees: Double) {
    self.time = time
    self.latitudeDegrees = latitudeDegrees
    self.longitudeDegrees = longitudeDegrees
  }
}

/// A fix together with the phone that is to send it.
public struct PhoneReport: Sendable {
  /// The phone, as its place in `FleetConfiguration.phones`.
  public var phone: Int
  /// What it reports.
  public var fix: OutgoingFix
  /// When it is meant to be sent, in nanoseconds of `MonotonicClock`; acknowledgements are timed from here, so that
  /// a sender that falls behind cannot hide it.
  public var dueNanoseconds: UInt64

  /// A report that is due at `dueNanoseconds`, by default now.
  public init(phone: Int, fix: OutgoingFix, dueNanoseconds: UInt64 = MonotonicClock.nanoseconds()) {
    self.phone = phone
    self.fix = fix
    self.dueNanoseconds = dueNanoseconds
  }
}
