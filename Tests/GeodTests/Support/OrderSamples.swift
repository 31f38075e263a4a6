// Orders of an engine for tests of the store's side: a booking that goes through its life, step by step.

import Bedrock
import Foundation
import GeoIndex
import Transport
import TripStore

@testable import Engine
@testable import Trips
@testable import geod

/// Orders about one booking, each made on the outcome of the one before.
struct OrderSamples {
  static let tenant = ClientID(trusted: "alpha")
  /// 2026-01-04T06:00:00Z.
  static let start = Instant(milliseconds: 1_767_506_400_000)

  static func uuid(_ number: Int) -> UUIDv7 { UUIDv7(at: start, random: (UInt64(number), UInt64(number))) }

  static func id(_ text: String) -> ClientID { ClientID(trusted: text) }

  static func at(_ seconds: Int64) -> Instant { start.advanced(byMilliseconds: seconds * 1000) }

  private(set) var life: BookingLife
  private(set) var version: Int64 = 0
  private var orders: UInt64 = 0
  /// What placed the booking.
  private(set) var placing: [TripEvent]

  init(_ booking: String) throws {
    let window = try TimeWindow(start: Self.at(0), end: Self.at(7200), field: "window")
    let terms = try BookingTerms(
      place: GeoPoint(latitudeAngle: 294_000_000, longitudeAngle: 556_000_000),
      skillsRequired: [Self.id("ac-repair")], window: window)
    let step = BookingLife.place(
      Self.id(booking), terms, at: ChangeTime(Self.at(0)), by: Party(.service, Self.id("backend")))
    life = step.life
    placing = step.events
  }

  /// The order that places the booking.
  mutating func place() -> CommitOrder { order(placing, life, Self.at(0)) }

  /// The order of a request, with everything that the engine would name.
  mutating func step(_ request: LifeRequest, at seconds: Int64 = 1) throws -> CommitOrder {
    let step = try life.step(
      request, at: ChangeTime(Self.at(seconds)), by: Party(.dispatcher, Self.id("noura")))
    let before = life
    life = step.life
    var order = order(step.events, step.life, Self.at(seconds))
    order.offers = life.offers.filter { $0 != before.offer($0.id) }.map { ($0, Array("offer".utf8)) }
    order.trips = life.trips.filter { $0 != before.trip($0.id) }.map { ($0, Array("trip".utf8)) }
    let (old, new) = (before.booking.liveAssignment, life.booking.assignment)
    if var old, old.version != new?.version {
      old.endedAt = Self.at(seconds)
      order.assignments.append(old)
    }
    if let new, new != before.booking.assignment { order.assignments.append(new) }
    return order
  }

  private mutating func order(_ events: [TripEvent], _ life: BookingLife, _ at: Instant) -> CommitOrder {
    orders += 1
    let order = CommitOrder(
      number: OrderNumber(orders), expectedVersion: version, at: at, events: events, life: life,
      document: Array(#"{"id":"\#(life.booking.id)"}"#.utf8), dueAt: Self.at(3600))
    version += 1
    return order
  }

  /// Goes on from a version that several steps have made together.
  mutating func settle(version: Int64) { self.version = version }

  /// An offer to technicians by name.
  static func offer(_ number: Int, _ technicians: String...) -> LifeRequest {
    .offer(
      id: uuid(number),
      OfferTerms(technicians: technicians.map(id), deadline: at(600), wave: 1))
  }

  static func fix(_ trip: Int, _ sequence: UInt64, second: Int64, accuracy: Float = .nan) -> TripFix {
    TripFix(
      trip: uuid(trip), device: id("phone"), sequence: sequence, time: at(second),
      latitudeAngle: 294_000_000 + Int32(second) * 1000, longitudeAngle: 556_000_000,
      accuracyMeters: accuracy, speedMetersPerSecond: 8.5, headingDegrees: .nan)
  }
}

/// A worker on a store of its own in a fresh directory, and another store on the same file to look at it.
final class StoreBench {
  var directory: String { folder.url.path }
  private let folder: TemporaryFolder
  let worker: StoreWorker
  /// Sees what is committed.
  let store: SQLiteStore

  init(options: SQLiteStore.Options = .init()) throws {
    folder = try TemporaryFolder()
    store = try SQLiteStore(directory: folder.url.path)
    worker = StoreWorker(try SQLiteStore(directory: folder.url.path, options: options))
    try store.addTenant(
      TenantRecord(
        id: OrderSamples.tenant, nameArabic: "", nameEnglish: "", timeZone: "Asia/Riyadh",
        createdAt: OrderSamples.start))
  }

  deinit { worker.stop() }

  /// Carries an order out and waits for its outcome.
  func outcome(_ order: StoreOrder, leasesMax: Int = 1) -> StoreOrderOutcome {
    let told = Lock<StoreOrderOutcome?>(nil)
    let done = DispatchSemaphore(value: 0)
    let isPosted = StoreOrders.post(
      order, of: OrderSamples.tenant, leasesMax: leasesMax, to: worker,
      points: PointIngest(storing: worker)
    ) {
      outcome in
      told.withLock { $0 = outcome }
      done.signal()
    }
    guard isPosted else { return StoreOrders.unposted(order) }
    done.waitPatiently()
    guard let outcome = told.withLock({ $0 }) else { preconditionFailure("told nothing") }
    return outcome
  }

  /// The verdict on a commit, a share or its end; nil when another kind of answer came, or one to another order.
  func verdict(_ order: StoreOrder, leasesMax: Int = 1) -> StoreVerdict? {
    guard case .settled(let number, let verdict) = outcome(order, leasesMax: leasesMax) else { return nil }
    let expected: OrderNumber? =
      switch order {
      case .commit(let order): order.number
      case .share(let order): order.number
      case .endShare(let order): order.number
      case .points, .read, .find: nil
      }
    return number == expected ? verdict : nil
  }
}
