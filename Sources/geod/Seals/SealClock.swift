// Sealing while serving: a thread that looks every few seconds for trips that have ended, and writes down the heads of
// their chains.

import Bedrock
import Dispatch
import Foundation
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
    while thread.hasTime {
      let place = last
      let page = server.ask(doing: "seals") { store throws(StoreError) in
        try store.unsealedTrips(after: place, limit: Self.pageSize)
      }
      guard let page, !page.isEmpty else { return }
      if policy == nil {
        policy = server.ask(doing: "seals") { store throws(StoreError) in
          try RetentionPolicy.load(from: store).policy
        }
      }
      guard let policy else { return }
      for trip in page where thread.hasTime { seal(trip, policy) }
      last = page.last
    }
  }

  /// Whether no point waits anywhere outside of the store.
  private var isQuiet: Bool {
    guard let report = server.points.report else { return true }
    return report.mode == .online && report.queuedPoints == 0
  }

  private func seal(_ unsealed: UnsealedTrip, _ policy: RetentionPolicy) {
    let (tenant, trip) = (unsealed.tenant, unsealed.summary.trip)
    // Asked before the points are read: what becomes quiet afterwards may have been read too early.
    let wasQuiet = isQuiet
    let fixes = server.ask(doing: "seals") { store throws(StoreError) in
      try TripFixes(of: trip, tenant: tenant, in: store)
    }
    guard let fixes else { return }
    let now = server.clock.now()
    let decision = SealDecision.of(
      SummaryFacts(unsealed.summary.document), endedAt: unsealed.summary.endedAt, found: fixes.count,
      isQuiet: wasQuiet, pointsDays: policy.terms(of: tenant)[.points], now: now)
    if decision == .wait { return }
    let chains = decision == .seal ? fixes.chains(tenant: tenant, trip: trip) : []
    let isSealed = server.ask(doing: "seals") { store throws(StoreError) in
      try store.seal(trip, of: tenant, chains: chains, at: now)
    }
    if isSealed == true { server.seals.note(isLate: decision == .tooLate) }
  }
}
