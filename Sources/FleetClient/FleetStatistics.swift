// What a fleet counts.

public import Bedrock

/// Totals of a fleet since its start, and three levels. Latencies are in nanoseconds of wall time.
public struct FleetStatistics: Sendable {
  /// Fixes given to phones for sending.
  public var sent: UInt64 = 0
  /// Fixes with a verdict.
  public var acknowledged: UInt64 = 0
  /// Fixes that were accepted.
  public var accepted: UInt64 = 0
  /// Fixes that were not, by the verdict's word.
  public var refused: [String: UInt64] = [:]
  /// From when a fix was due to the arrival of its verdict.
  public var acknowledgementNanoseconds = Histogram()
  /// From when a fix was sent to its arrival at a viewer; one value for each fix and viewer that saw it.
  public var sightingNanoseconds = Histogram()
  /// Messages that viewers received.
  public var viewerFrames: UInt64 = 0
  /// Positions that viewers saw.
  public var sightings: UInt64 = 0
  /// Events that viewers received.
  public var events: UInt64 = 0
  /// Offers that phones were shown.
  public var offers: UInt64 = 0
  /// Topics of bookings, trips and shares that were watched to their end.
  public var topicsEnded: UInt64 = 0
  /// Topics that were over before they could be watched, and those that no viewer had room for.
  public var topicsMissed: UInt64 = 0
  /// Connections that ended without being asked to, or could not be made.
  public var disconnects: UInt64 = 0
  /// Everything else that should not happen: `error` messages, malformed ones, fixes that could not be sent.
  public var errors: UInt64 = 0
  /// What the first errors were, in words.
  public var firstErrors: [String] = []
  /// How the first connections were lost, in words.
  public var firstDisconnects: [String] = []

  /// What the first errors and disconnects were, in words.
  public var firstFaults: [String] { firstErrors + firstDisconnects }
  /// Level: phones that were welcomed and are connected.
  public var phonesReady = 0
  /// Level: viewers that were welcomed and have the first state of all their topics.
  public var viewersReady = 0

  static let firstFaultsMax = 8

  /// All zero.
  public init() {}

  /// Fixes without a verdict.
  public var unacknowledged: UInt64 { sent - acknowledged }

  /// Fixes that were not accepted.
  public var refusedTotal: UInt64 { refused.values.reduce(0, +) }

  mutating func noteError(_ words: @autoclosure () -> String) {
    errors += 1
    if firstErrors.count < Self.firstFaultsMax { firstErrors.append(words()) }
  }

  mutating func noteDisconnect(_ words: @autoclosure () -> String) {
    disconnects += 1
    if firstDisconnects.count < Self.firstFaultsMax { firstDisconnects.append(words()) }
  }
}
