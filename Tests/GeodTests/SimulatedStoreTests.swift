// The simulator keeps what its engines order in a store of its own. Whatever it promises there, the shipped stores have to
// keep: all orders of a run are carried out on them once more.

import Bedrock
import Dispatch
import TestDatabase
import TestPrograms
import Testing
import Transport
import Trips

@testable import Engine
@testable import TripStore
@testable import geod
@testable import geosim

@Suite("The simulator's store and the shipped ones")
struct SimulatedStoreTests {
  private static let tenant = ClientID(trusted: "alpha")

  @Test("each order comes to the same, and the same is there in the end", arguments: ServedTruth.allCases)
  func agreement(_ truth: ServedTruth) throws {
    for seed in [1, 2, 3] as [UInt64] {
      var simulation = BookingSimulation(seed: seed, minutes: 10)
      simulation.store.journal = []
      let report = try simulation.run()
      #expect(report.wins > 5 && report.points > 50, "seed \(seed) tests nothing")
      let kept = simulation.store
      try withStore(truth) { store, worker in
        for (index, done) in (kept.journal ?? []).enumerated() {
          let verdict = carryOut(done, on: worker)
          #expect(verdict == done.verdict, "seed \(seed), order \(index)")
        }
        try compare(kept, store, "seed \(seed)")
      }
    }
  }

  private func withStore(_ truth: ServedTruth, _ body: (any Store, StoreWorker) throws -> Void) throws {
    func lend(_ open: () throws -> any Store) throws {
      let store = try open()
      if try store.tenant(Self.tenant) == nil {
        try store.addTenant(
          TenantRecord(
            id: Self.tenant, nameArabic: "", nameEnglish: "", timeZone: "Asia/Riyadh",
            createdAt: BookingSimulation.start))
      }
      let worker = StoreWorker(try open())
      defer { worker.stop() }
      try body(store, worker)
    }
    switch truth {
    case .folder:
      let folder = try TemporaryFolder()
      try lend { try SQLiteStore(directory: folder.url.path) }
    case .database:
      try TestDatabase.withDatabase(.served) { (urls) throws in
        try lend { try PostgresStore(PostgresURL(urls.app), systemURL: PostgresURL(urls.system)) }
      }
    }
  }

  /// Carries an order out as a server does, and waits for what comes of it.
  private func carryOut(_ done: VirtualStore.CarriedOut, on worker: StoreWorker) -> StoreVerdict? {
    let told = Lock<StoreOrderOutcome?>(nil)
    let hasCome = DispatchSemaphore(value: 0)
    let isPosted = StoreOrders.post(
      done.order, of: Self.tenant, leasesMax: done.leasesMax, to: worker, points: PointIngest(storing: worker)
    ) { outcome in
      told.withLock { $0 = outcome }
      hasCome.signal()
    }
    guard isPosted else { return .refused }
    hasCome.waitPatiently()
    switch told.withLock({ $0 }) {
    case .settled(_, let verdict): return verdict
    case .points(_, isDurable: true): return nil
    default: return .unknown
    }
  }

  private func compare(_ kept: VirtualStore, _ store: any Store, _ place: String) throws {
    for (id, row) in kept.rows {
      let record = try #require(try store.booking(id, of: Self.tenant), "\(place): \(id)")
      #expect(record.version == row.version, "\(place): \(id)")
      #expect(record.booking.document == row.documents.last, "\(place): \(id)")
      let events = try store.events(of: id, after: 0, limit: 1000, tenant: Self.tenant)
      #expect(try events.map { try TripEvent(bytes: $0.event.document) } == row.events, "\(place): \(id)")
      let live = try store.liveAssignment(of: id, tenant: Self.tenant)
      #expect(live?.technician == row.life.booking.liveAssignment?.technician, "\(place): \(id)")
      let shares = try store.shares(of: id, tenant: Self.tenant).filter { $0.endedAt == nil }
      #expect(
        Set(shares.map(\.share.id)) == Set(kept.shares.values.filter { $0.booking == id }.map(\.id)),
        "\(place): \(id)")
    }
    let leases = try store.liveLeases(of: Self.tenant)
    #expect(leases.count == kept.leases.values.reduce(0) { $0 + $1.count }, "\(place)")
    for (trip, fixes) in kept.points {
      var found: Set<VirtualStore.PointKey> = []
      try store.forEachPoint(of: trip, tenant: Self.tenant) { point in
        found.insert(
          VirtualStore.PointKey(trip: trip, device: point.device, sequence: UInt64(point.sequence)))
      }
      let expected = fixes.map {
        VirtualStore.PointKey(trip: trip, device: $0.device, sequence: $0.sequence)
      }
      #expect(found == Set(expected), "\(place): trip \(trip)")
    }
  }
}
