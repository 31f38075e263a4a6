// Sealing while serving: a thread that looks every few seconds for trips that have ended, and writes down the heads of
// their chains.

import Bedrock
import Dispatch
import Foundation
import Transport
import TripStore

/// Seals trips soon after their end.
///
/// The store's thread reads and writes, one trip at a time; the hashing happens on this thread. A trip is sealed once,
/// by whichever process comes first.
final class SealClock: Sendable {
  /// Seconds between two looks.
  static let interval = 2.0
  /// The trips of a page.
  static let pageSize = 64

  private let server: ServerContext
  private let thread = ErrandThread()
  /// Used on the thread only.
  private let patience = Lock(SealPatience())

  /// Starts the thread, which lives until `stop()`.
  init(_ server: ServerContext) {
    self.server = server
    thread.start(name: "geod-seals") {
      self.look()
      return Self.interval
    }
  }

  /// Ends after the present trip, and waits for that, but no longer than the deadline. Call it once, before the store is
  /// stopped.
  func stop(by deadline: DispatchTime) { thread.stop(by: deadline) }

  /// Looks at every trip that waits for a seal.
  private func look() {
    var last: UnsealedTrip?
    var policy: RetentionPolicy?
    var seen: Set<UUIDv7> = []
    while thread.hasTime {
      let place = last
      let page = server.ask(doing: "seals") { store throws(StoreError) in
        try store.unsealedTrips(after: place, limit: Self.pageSize)
      }
      guard let page else { return }
      if page.isEmpty { return patience.withLock { $0.keep(only: seen) } }
      if policy == nil {
        policy = server.ask(doing: "seals") { store throws(StoreError) in
          try RetentionPolicy.load(from: store).policy
        }
      }
      guard let policy else { return }
      for trip in page where thread.hasTime {
        seen.insert(trip.summary.trip)
        seal(trip, policy)
      }
      last = page.last
    }
  }

  /// Whether no point waits anywhere outside of the store.
  private var isQuiet: Bool {
    guard let report = server.points.report else { return true }
    return report.mode == .online && report.queuedPoints == 0
  }

  /// Whether points of a trip may wait in the spool of another server, which has acknowledged them and then lost the trip
  /// to this one: the summary does not count them. What shows is a gap in a device's numbers; refused fixes leave one, too.
  private func mayMiss(_ fixes: TripFixes) -> Bool {
    server.configuration.store.isElsewhere && fixes.hasGaps
  }

  private func seal(_ unsealed: UnsealedTrip, _ policy: RetentionPolicy) {
    let (tenant, trip) = (unsealed.tenant, unsealed.summary.trip)
    let (facts, endedAt) = (SummaryFacts(unsealed.summary.document), unsealed.summary.endedAt)
    let (now, milliseconds) = (
      server.clock.now(), Int64(DispatchTime.now().uptimeNanoseconds / 1_000_000)
    )
    // Asked before the points are read: what becomes quiet afterwards may have been read too early.
    let early = SealDecision.withoutPoints(
      facts, endedAt: endedAt, isQuiet: isQuiet, pointsDays: policy.terms(of: tenant)[.points], now: now)
    guard early != .wait else { return }
    var chains: [TripChain] = []
    if early == nil {
      guard patience.withLock({ $0.isTime(for: trip, now: milliseconds) }) else { return }
      let read = server.ask(doing: "seals") { store throws(StoreError) in
        try TripFixes(of: trip, tenant: tenant, in: store)
      }
      guard let read else { return }
      let decision = SealDecision.of(
        facts, endedAt: endedAt, found: read.count, mayMiss: mayMiss(read), now: now)
      guard decision == .seal else {
        let age = now.milliseconds(since: endedAt)
        return patience.withLock { $0.wait(for: trip, ageMilliseconds: age, now: milliseconds) }
      }
      chains = read.chains(tenant: tenant, trip: trip)
    }
    let isSealed = server.ask(doing: "seals") { [chains] store throws(StoreError) in
      try store.seal(trip, of: tenant, chains: chains, at: now)
    }
    if isSealed == true { server.seals.note(isLate: early == .tooLate) }
  }
}
