// A report as it reaches the server, and the verdict that it deserves.

public import Bedrock

/// A report on its way from a phone to the server.
public struct FixReport: Hashable, Sendable {
  /// The technician, as a number of the fleet.
  public var technician: Int
  /// The phone's count of its reports, from 1; a repeated report keeps its number.
  public var sequence: Int64
  /// When the phone says that it measured.
  public var deviceTime: Instant
  /// When the report reaches the server.
  public var arrival: Instant
  /// What was measured.
  public var fix: SceneFix
  /// Whether the position came from a mock source.
  public var mock: Bool
  /// Whether it waited in the phone for a connection.
  public var fromBacklog: Bool
  /// The verdict that the report deserves, if the reports before it were judged as expected.
  public var expected: ExpectedVerdict
}

/// What should become of a report.
public enum ExpectedVerdict: String, CaseIterable, Hashable, Sendable {
  /// The position is believed.
  case accepted
  /// The same report came before.
  case duplicate
  /// A report measured later was accepted before.
  case late
  /// Measured in the future, says the phone.
  case future
  /// Nobody gets there in the time since the last accepted report.
  case jump
  /// Said to be moving, but reported from the very same position as the last accepted report.
  case frozen
  /// Too inexact to be of use.
  case coarse
  /// From a mock source.
  case mock
}
