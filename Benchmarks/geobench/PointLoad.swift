// Fixes of many trips as an engine orders them, and whether all of them are there afterwards.

import Bedrock
import Dispatch
import Transport
import TripStore

/// A load of points: every trip reports once a second, one after the other.
struct PointLoad {
  /// How many points an order has: the most that an engine puts into one.
  static let orderPoints = 10_000
  /// How many orders are under way at once, so that what makes them durable never waits for work.
  private static let ordersAtOnce = 6

  static let tenantID = ClientID(trusted: "load")
  static let tenant = TenantRecord(
    id: tenantID, nameArabic: "", nameEnglish: "Load", timeZone: "Asia/Riyadh", createdAt: start)
  /// The first fix.
  static let start = Instant(milliseconds: 1_767_225_600_000)

  struct Result {
    /// From the first order to the last answer.
    var seconds: Double
    /// From each order to its answer.
    var nanoseconds: Histogram
    var failures: Int
  }

  let trips: Int
  let orders: Int
  private let devices: [(trip: UUIDv7, device: ClientID)]

  var count: Int { orders * Self.orderPoints }

  init(trips: Int, orders: Int) {
    self.trips = trips
    self.orders = orders
    var random = SeededRandom(seed: 42)
    devices = (0..<trips).map { number in
      let trip = UUIDv7(
        at: Self.start.advanced(byMilliseconds: Int64(number) * 700), random: (random.next(), random.next()))
      return (trip, ClientID(trusted: "phone-\(number)"))
    }
  }

  /// Connects and makes the first day, so that the measurement does not.
  func warmUp(_ ingest: PointIngest) {
    let done = DispatchSemaphore(value: 0)
    var first = point(0)
    first.device = ClientID(trusted: "warm-up")
    first.trip = UUIDv7(at: Self.start, random: (1, 2))
    if ingest.post([first], of: Self.tenantID, then: { _ in done.signal() }) { done.wait() }
  }

  /// Sends everything and waits for the last answer.
  func run(_ ingest: PointIngest) -> Result {
    let room = DispatchSemaphore(value: Self.ordersAtOnce)
    let tally = Tally()
    let start = DispatchTime.now().uptimeNanoseconds
    for order in 0..<orders {
      let points = (order * Self.orderPoints..<(order + 1) * Self.orderPoints).map(point)
      room.wait()
      let posted = DispatchTime.now().uptimeNanoseconds
      let isAccepted = ingest.post(points, of: Self.tenantID) { result in
        tally.add(DispatchTime.now().uptimeNanoseconds - posted, result)
        room.signal()
      }
      precondition(isAccepted, "the queue has room for what is under way")
    }
    for _ in 0..<Self.ordersAtOnce { room.wait() }
    let end = DispatchTime.now().uptimeNanoseconds
    for _ in 0..<Self.ordersAtOnce { room.signal() }
    return tally.result(seconds: Double(end - start) / 1e9)
  }

  /// Whether a store has every point of every trip once, and nothing else.
  func isWhole(in store: any Store) -> Bool {
    var found = 0
    for device in 0..<trips {
      var expected = Int64(1)
      let isRight =
        (try? store.forEachPoint(of: devices[device].trip, tenant: Self.tenantID) { point in
          if point.sequence == expected { expected += 1 } else { expected = .min }
        }) != nil
      guard isRight, expected > 0 else { return false }
      found += Int(expected) - 1
    }
    return found == count
  }

  private func point(_ index: Int) -> TrackPoint {
    let (round, device) = index.quotientAndRemainder(dividingBy: trips)
    return TrackPoint(
      trip: devices[device].trip, device: devices[device].device, sequence: Int64(round + 1),
      at: Self.start.advanced(byMilliseconds: Int64(round) * 1000),
      latitudeAngle: 294_000_000 + Int32(round) * 900,
      longitudeAngle: 557_000_000 + Int32(device) * 100, accuracyMeters: 4.75, speedMetersPerSecond: 12.25,
      headingDegrees: 271.5)
  }
}

/// What the answers say.
private final class Tally: Sendable {
  private let content = Lock((nanoseconds: Histogram(), failures: 0))

  func add(_ duration: UInt64, _ result: Swift.Result<Void, StoreError>) {
    content.withLock { content in
      content.nanoseconds.record(duration)
      if case .failure = result { content.failures += 1 }
    }
  }

  func result(seconds: Double) -> PointLoad.Result {
    let (nanoseconds, failures) = content.withLock { $0 }
    return PointLoad.Result(seconds: seconds, nanoseconds: nanoseconds, failures: failures)
  }
}
