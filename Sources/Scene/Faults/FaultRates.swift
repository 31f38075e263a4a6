// How often phones misbehave, and how.

/// How often each fault begins, as a probability per clean report (0 to 1; together at most 1).
public struct FaultRates: Hashable, Sendable {
  /// The report is sent twice.
  public var duplicate: Double
  /// The report arrives after the next one.
  public var outOfOrder: Double
  /// The position lies 10 to 50 km away.
  public var teleport: Double
  /// The position does not change for 2 to 8 reports, while the technician moves.
  public var frozen: Double
  /// The device time lies 10 minutes to 2 days ahead.
  public var future: Double
  /// The accuracy is 400 to 3 000 m.
  public var coarse: Double
  /// The source is a mock one.
  public var mock: Double
  /// The connection is lost for 5 to 60 reports, which arrive together.
  public var gap: Double

  /// Rates; those not given are 0.
  public init(
    duplicate: Double = 0, outOfOrder: Double = 0, teleport: Double = 0, frozen: Double = 0,
    future: Double = 0, coarse: Double = 0, mock: Double = 0, gap: Double = 0
  ) {
    let rates = [duplicate, outOfOrder, teleport, frozen, future, coarse, mock, gap]
    precondition(rates.allSatisfy { $0 >= 0 } && rates.reduce(0, +) <= 1, "rates from 0, together at most 1")
    self.duplicate = duplicate
    self.outOfOrder = outOfOrder
    self.teleport = teleport
    self.frozen = frozen
    self.future = future
    self.coarse = coarse
    self.mock = mock
    self.gap = gap
  }

  /// A street full of ordinary phones: about 4 % of the reports begin a fault.
  public static let ordinary = FaultRates(
    duplicate: 0.01, outOfOrder: 0.005, teleport: 0.004, frozen: 0.003, future: 0.002, coarse: 0.008,
    mock: 0.001, gap: 0.002)

  /// Trouble: a quarter of the reports begin a fault.
  public static let heavy = FaultRates(
    duplicate: 0.06, outOfOrder: 0.04, teleport: 0.03, frozen: 0.02, future: 0.03, coarse: 0.04,
    mock: 0.02, gap: 0.01)
}
