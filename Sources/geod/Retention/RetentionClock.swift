// Retention while serving: a thread that wakes every hour and asks the store to remove what is due, in pieces so small
// that others hardly wait.

import Bedrock
import Dispatch
import Foundation
import Transport
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
  /// The pause after a piece, in which the store does what others have asked for.
  static let pause: TimeInterval = 0.02

  private let server: ServerContext
  private let isOver = Lock(false)
  private let wake = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)

  /// Starts the thread, which lives until `stop()`.
  init(_ server: ServerContext) {
    self.server = server
    let thread = Thread { self.run() }
    thread.name = "geod-retention"
    thread.start()
  }

  /// Ends the round after its present piece, and waits for that, but no longer than the deadline. Call it once, before
  /// the store is stopped.
  func stop(by deadline: DispatchTime) {
    isOver.withLock { $0 = true }
    wake.signal()
    _ = ended.wait(timeout: deadline)
  }

  private var hasTime: Bool { isOver.withLock { !$0 } }

  private func run() {
    while hasTime {
      let isComplete = round()
      _ = wake.wait(timeout: .now() + (isComplete ? Self.interval : Self.intervalAfterFailure))
    }
    ended.signal()
  }

  /// - Returns: whether all was removed that was due.
  private func round() -> Bool {
    let clock = ContinuousClock()
    let start = clock.now
    let now = server.clock.now()
    var tally = RetentionTally()
    let isComplete = remove(now, &tally)
    if !tally.isEmpty {
      let removed = tally
      _ = ask { store throws(StoreError) in
        try removed.audit(actor: StoreOrders.ownName, at: now, in: store)
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

  /// Removes what is due, piece by piece.
  /// - Returns: whether all of it was removed.
  private func remove(_ now: Instant, _ tally: inout RetentionTally) -> Bool {
    let loaded = ask { store throws(StoreError) in try RetentionPolicy.load(from: store) }
    guard let loaded else { return false }
    for fault in loaded.faults { server.log.error("retention is held back", ["fault": .text(fault)]) }
    var policy = loaded.policy
    policy.rowsMax = Self.rowsPerPiece
    let piece = policy
    while hasTime {
      let report = ask { store throws(StoreError) in try store.retain(piece, now: now, dryRun: false) }
      guard let report else { return false }
      tally.add(report)
      if !report.isBounded { return true }
      Thread.sleep(forTimeInterval: Self.pause)
    }
    return false
  }

  /// Has work done by the store's thread, outside of groups, and waits for it; nil when it came to nothing.
  private func ask<Value: Sendable>(
    _ work: @escaping @Sendable (any Store) throws(StoreError) -> Value
  ) -> Value? {
    let result: Result<Value, StoreError>
    do throws(StoreError) {
      result = .success(try server.store.ask(work))
    } catch {
      result = .failure(error)
    }
    server.noteStore(result, doing: "retention")
    return try? result.get()
  }
}
