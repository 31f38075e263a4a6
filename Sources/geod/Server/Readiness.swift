// Whether requests should come here, and how the store is doing, as the work that it was given tells.

import Bedrock
import Foundation
import Transport
import TripStore

/// What `/readyz` answers from, and what is told to callers while the store is away. Any thread.
final class Readiness: Sendable {
  /// When the store has been away for so long, callers are told at once instead of after another attempt.
  static let patienceMilliseconds: Int64 = 2_000
  /// Faults of one kind are logged at most so often.
  private static let logMilliseconds: Int64 = 5_000

  private struct State: Sendable {
    var isLoaded = false
    var isDraining = false
    var fault: StoreError?
    /// Wall time of the first fault after the last success.
    var since = Instant.epoch
    var loggedAt = Instant.epoch
  }

  private let state = Lock(State())
  private let wallClock: @Sendable () -> Instant

  /// Begins without tenants and without faults.
  init(wallClock: @escaping @Sendable () -> Instant = { EngineClock.wallClock() }) {
    self.wallClock = wallClock
  }

  /// All tenants have their engines.
  func loaded() { state.withLock { $0.isLoaded = true } }

  /// The server goes down; balancers shall send nobody here any more.
  func draining() { state.withLock { $0.isDraining = true } }

  /// Work was done.
  /// - Returns: for how long it was not, when this is the end of that.
  func noteSuccess() -> Int64? {
    let now = wallClock()
    return state.withLock { state in
      guard state.fault != nil else { return nil }
      state.fault = nil
      return now.milliseconds(since: state.since)
    }
  }

  /// The store failed.
  /// - Returns: whether that is worth a line in the log: it is new, or the last line is some seconds old.
  func note(_ fault: StoreError) -> Bool {
    let now = wallClock()
    return state.withLock { state in
      let isNew = state.fault.map { $0.isRetryable != fault.isRetryable } ?? true
      if state.fault == nil { state.since = now }
      state.fault = fault
      guard isNew || now.milliseconds(since: state.loggedAt) >= Self.logMilliseconds else { return false }
      state.loggedAt = now
      return true
    }
  }

  /// Whether the store does not answer, as far as is known.
  var isStoreAway: Bool { state.withLock { $0.fault?.isRetryable ?? false } }

  /// What is answered at once to what needs the store, when that has been away for a while; nil to try.
  var storeProblem: Problem? {
    let now = wallClock()
    return state.withLock { state in
      guard let fault = state.fault, fault.isRetryable,
        now.milliseconds(since: state.since) >= Self.patienceMilliseconds
      else { return nil }
      var problem = Problem(
        .unavailable,
        "the database does not answer since \(TimeText.iso8601(state.since)); nothing was changed")
      problem.headers.append(("Retry-After", "1"))
      return problem
    }
  }

  /// Why the server is not ready; nil when it is.
  var notReadyReason: Phrase? {
    state.withLock { state in
      if state.isDraining { return "the server is going down" }
      if let fault = state.fault {
        return fault.isRetryable
          ? "the database does not answer since \(TimeText.iso8601(state.since))"
          : "the store does not work: \(fault.description)"
      }
      return state.isLoaded ? nil : "tenants are being loaded"
    }
  }
}
