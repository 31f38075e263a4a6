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

  /// Looks at every trip that waits for a seal, until the store does not answer.
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
        seen.insert(trip.trip)
        guard seal(trip, policy) else { return }
      }
      last = page.last
    }
  }

  /// Whether no point waits anywhere outside of the store.
  private var isQuiet: Bool {
    guard let report = server.points.report else { return true }
    return report.mode == .online && report.untoldPoints == 0
  }

  /// What is known of a trip that waits: its summary, and its points where they matter.
  private enum Reading {
    /// The summary is gone.
    case nothing
    case tooLate
    case points(SummaryFacts, TripFixes)
  }

  /// Seals a trip if it is time.
  /// - Returns: whether the store has answered.
  private func seal(_ unsealed: UnsealedTrip, _ policy: RetentionPolicy) -> Bool {
    let (tenant, trip, endedAt) = (unsealed.tenant, unsealed.trip, unsealed.endedAt)
    let (now, milliseconds) = (
      server.clock.now(), Int64(DispatchTime.now().uptimeNanoseconds / 1_000_000)
    )
    // Quiet is asked before the points are read: what becomes quiet afterwards may have been read too early.
    guard patience.withLock({ $0.isTime(for: trip, now: milliseconds) }), isQuiet else { return true }
    let pointsDays = policy.terms(of: tenant)[.points]
    let reading = server.ask(doing: "seals") { store throws(StoreError) -> Reading in
      guard let record = try store.summary(of: trip, tenant: tenant) else { return .nothing }
      let facts = SummaryFacts(record.summary.document)
      if SealDecision.isTooLate(facts, endedAt: endedAt, pointsDays: pointsDays, now: now) {
        return .tooLate
      }
      return .points(facts, try TripFixes(of: trip, tenant: tenant, in: store))
    }
    var chains: [TripChain] = []
    var fixCount: Int?
    switch reading {
    case nil: return false
    case .nothing: return true
    case .tooLate: break
    case .points(let facts, let fixes):
      let decision = SealDecision.of(
        facts, endedAt: endedAt, found: fixes.count, missing: fixes.missingCount,
        isShared: server.configuration.store.isElsewhere, now: now)
      guard decision == .seal else {
        let age = now.milliseconds(since: endedAt)
        patience.withLock { $0.wait(for: trip, ageMilliseconds: age, now: milliseconds) }
        return true
      }
      chains = fixes.chains(tenant: tenant, trip: trip)
      fixCount = fixes.count
    }
    let isSealed = server.ask(doing: "seals") { [chains, fixCount] store throws(StoreError) in
      try store.seal(trip, of: tenant, chains: chains, over: fixCount, at: now)
    }
    if isSealed == true { server.seals.note(isLate: fixCount == nil) }
    return isSealed != nil
  }
}
