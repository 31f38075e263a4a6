// Where the phones of a load are: cheap to compute, plausible to every check, different each time.

public import Bedrock
public import FleetClient
public import Scene

/// Phones that go back and forth on a stretch of their own at 36 km/h, somewhere in the city.
public struct LoadFleet: Sendable {
  private static let speedMetersPerSecond = 10.0
  private static let stretchMeters = 1_000.0
  private static let metersPerDegree = 110_800.0

  /// Where each phone's stretch begins.
  public let homes: [ScenePoint]
  private let rate: Double

  /// So many phones, each of which reports `rate` times a second.
  public init(seed: UInt64, count: Int, rate: Double) {
    var random = SeededRandom(seed: seed)
    let city = SceneBox.riyadh
    homes = (0..<count).map { _ in
      ScenePoint(
        latitudeDegrees: random.double(in: city.southDegrees...city.northDegrees - 0.02),
        longitudeDegrees: random.double(in: city.westDegrees...city.eastDegrees))
    }
    self.rate = rate
  }

  /// How long after the start the n-th fix of the whole fleet is due, in nanoseconds: phones take turns, evenly
  /// spread over their interval.
  public func dueNanoseconds(_ number: Int) -> UInt64 {
    UInt64(Double(number) * 1e9 / (rate * Double(homes.count)))
  }

  /// The n-th fix of the whole fleet.
  public func report(_ number: Int, start: Instant, startNanoseconds: UInt64) -> PhoneReport {
    let phone = number % homes.count
    let due = dueNanoseconds(number)
    let way = Double(due) / 1e9 * Self.speedMetersPerSecond
    let turns = (way / Self.stretchMeters).rounded(.down)
    let rest = way - turns * Self.stretchMeters
    let isOutbound = Int(turns) % 2 == 0
    let meters = isOutbound ? rest : Self.stretchMeters - rest
    var fix = OutgoingFix(
      time: start.advanced(byMilliseconds: Int64(due / 1_000_000)),
      latitudeDegrees: homes[phone].latitudeDegrees + meters / Self.metersPerDegree,
      longitudeDegrees: homes[phone].longitudeDegrees)
    fix.accuracyMeters = 8
    fix.speedMetersPerSecond = Float(Self.speedMetersPerSecond)
    fix.headingDegrees = isOutbound ? 0 : 180
    return PhoneReport(phone: phone, fix: fix, dueNanoseconds: startNanoseconds + due)
  }

  /// The times of a phone's fixes among the first `sent` of the whole fleet, Unix milliseconds, in order.
  public func times(ofPhone phone: Int, sent: Int, start: Instant) -> [Int64] {
    stride(from: phone, to: sent, by: homes.count).map {
      start.milliseconds + Int64(dueNanoseconds($0) / 1_000_000)
    }
  }
}
