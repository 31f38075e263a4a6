// Retention while serving: a thread that wakes every hour and asks the store to remove what is due, in pieces so small
// that others hardly wait.

import Bedrock
import Dispatch
import Foundation
import TripStore

/// Runs a round of retention at the start and then every hour.
///
/// The work itself is done by the store's thread, one piece at a time, with a pause after each: a round takes its time,
/// everybody else keeps theirs. What a round has removed is in the audit of each tenant.
final class RetentionClock: Sendable {
  /// The time between two rounds.
  static let interval: TimeInterval = 3600
  /// The time after a round that did not come to its end, because the store was away for one.
  static let intervalAfterFailure: TimeInterval = 60
  /// The rows of a piece. A booking counts as one and has some twenty rows of its own.
  static let rowsPerPiece = 250
  /// The days of points that are made ahead, today among them.
  static let daysAhead = 3
  /// The pause after a piece, in which the store does what others have asked for.
  static let pause: TimeInterval = 0.02

  private let server: ServerContext
  private let thread = ErrandThread()

  /// Starts the thread, which lives until `stop()`.
  init(_ server: ServerContext) {
    self.server = server
    thread.start(name: "geod-retention") { self.round() ? Self.interval : Self.intervalAfterFailure }
  }

  /// Ends the round after its present piece, and waits for that, but no longer than the deadline. Call it once, before
  /// the store is stopped.
  func stop(by deadline: DispatchTime) { thread.stop(by: deadline) }

  /// - Returns: whether all was removed that was due.
  private func round() -> Bool {
    let clock = ContinuousClock()
    let start = clock.now
    let now = server.clock.now()
    makeDays(now)
    let (tally, isComplete) = remove(now)
    if !tally.isEmpty {
      _ = server.ask(doing: "retention") { store throws(StoreError) in
        try tally.audit(actor: StoreOrders.ownName, at: now, in: store)
      }
    }
    let milliseconds = (clock.now - start) / .milliseconds(1)
    server.retention.note(
      tally, isComplete: isComplete, milliseconds: Int64(milliseconds), endedAt: EngineClock.wallClock())
    server.log.write(
      tally.isEmpty ? .debug : .info, "retention",
      [
        "rows": .whole(Int64(tally.rowCount)), "pointDays": .whole(Int64(tally.days.count)),
        "milliseconds": .whole(Int64(milliseconds)),
      ])
    return isComplete
  }

  /// Makes the places for the points of the next days. When it fails, they are made with the first points.
  private func makeDays(_ now: Instant) {
    _ = server.ask(doing: "retention") { store throws(StoreError) in
      try store.makePointDays(from: max(now, .epoch), count: Self.daysAhead)
    }
  }

  /// What the spool has put aside is points, too, and nobody drains it.
  private func dropAside(_ policy: RetentionPolicy, _ now: Instant) {
    do throws(StoreError) {
      let points = try server.points.dropAside(policy, now: now)
      guard points > 0 else { return }
      server.log.warning(
        "points that were put aside were kept for their term and are removed",
        ["points": .whole(Int64(points))]
      )
    } catch {
      server.log.error("points that were put aside are not removed", ["fault": .text("\(error)")])
    }
  }

  /// Reads through the days that will be dropped from a file, on this thread, so that the store's thread drops them in no
  /// time.
  private func readAhead(_ policy: RetentionPolicy, _ now: Instant) {
    guard !server.configuration.store.isElsewhere else { return }
    let plan = server.ask(doing: "retention") { store throws(StoreError) in
      try store.retain(policy.daysAlone, now: now, dryRun: true)
    }
    for day in plan?.droppedDays ?? [] where thread.hasTime {
      SQLiteStore.readAhead(day: day, directory: server.configuration.dataDirectory)
    }
  }

  /// Removes what is due, piece by piece.
  /// - Returns: what was removed, and whether that was all of it.
  private func remove(_ now: Instant) -> (RetentionTally, isComplete: Bool) {
    let loaded = server.ask(doing: "retention") { store throws(StoreError) in
      try RetentionPolicy.load(from: store)
    }
    guard let loaded, clockAgrees(now) else { return (RetentionTally(), false) }
    for fault in loaded.faults { server.log.error("retention is held back", ["fault": .text(fault)]) }
    dropAside(loaded.policy, now)
    readAhead(loaded.policy, now)
    var progress = RetentionProgress(loaded.policy, rowsPerPiece: Self.rowsPerPiece)
    var isComplete = false
    while thread.hasTime {
      let piece = progress.policy
      let report = server.ask(doing: "retention") { store throws(StoreError) in
        try store.retain(piece, now: now, dryRun: false)
      }
      guard let report else { break }
      guard progress.take(report) else {
        isComplete = progress.heldDayCount == 0
        break
      }
      Thread.sleep(forTimeInterval: Self.pause)
    }
    if progress.heldDayCount > 0 {
      server.log.warning(
        "days of points are in use and were not dropped", ["days": .whole(Int64(progress.heldDayCount))])
    }
    return (progress.tally, isComplete)
  }

  /// Engine time that is scaled or read from a trace has nothing to agree with.
  private func clockAgrees(_ now: Instant) -> Bool {
    guard case .real = server.clock.mode else { return true }
    let verdict = server.ask(doing: "retention") { store throws(StoreError) in
      try ClockAgreement.fault(at: now, in: store)
    }
    guard let verdict else { return false }
    guard let fault = verdict else { return true }
    server.log.error("retention is held back", ["fault": .text(fault)])
    return false
  }
}
