// Writes at a steady pace, whatever the store does, and how long each of them takes.

import Bedrock
import Foundation
import Synchronization
import TripStore

/// Somebody who writes points of trips under way, timed from the moment at which each write was due. The time is sorted
/// into windows: what goes on beside a write when it is due.
final class SteadyWriter: Sendable {
  /// Writes per second.
  static let rate = 200.0
  /// Points of each.
  static let points = 10

  /// What goes on beside the writes.
  enum Window: Sendable {
    /// Nothing that shall be compared.
    case unmeasured
    case quiet
    /// A day is dropped.
    case dropping
    /// Rows of a tenant with a shorter term are removed.
    case trimming
  }

  /// What came of the writes. Nanoseconds.
  struct Result: Sendable {
    var quiet = Histogram()
    var dropping = Histogram()
    var trimming = Histogram()
    var failures = 0
  }

  private struct State {
    var window = Window.unmeasured
    var result = Result()
    var pending = 0
    var isOver = false
  }

  private let state = Mutex(State())
  private let done = DispatchSemaphore(value: 0)

  /// Begins to write.
  /// - Parameters:
  ///   - ingest: the way of the points.
  ///   - day: the day on which trips are under way.
  init(_ ingest: PointIngest, on day: Int) {
    let thread = Thread { self.run(ingest, day) }
    thread.name = "live-writes"
    thread.start()
  }

  /// From now on this goes on beside the writes.
  func enter(_ window: Window) { state.withLock { $0.window = window } }

  /// Writes no more, and waits for what is under way.
  func stop() -> Result {
    state.withLock { $0.isOver = true }
    done.wait()
    return state.withLock { $0.result }
  }

  private func run(_ ingest: PointIngest, _ day: Int) {
    let clock = ContinuousClock()
    let begin = clock.now
    var number = 0
    // One is under way until the end, so that the last answer is the one that ends it.
    state.withLock { $0.pending = 1 }
    while !state.withLock({ $0.isOver }) {
      let due = begin + .seconds(Double(number) / Self.rate)
      let wait = (due - clock.now) / .seconds(1)
      if wait > 0 { Thread.sleep(forTimeInterval: wait) }
      let points = RetentionCalendar.livePoints(Self.points, write: number, on: day)
      let window = state.withLock { state in
        state.pending += 1
        return state.window
      }
      let isPosted = ingest.post(points, of: RetentionCalendar.tenant) { [self] result in
        end(window, nanoseconds: (clock.now - due) / .nanoseconds(1), isStored: (try? result.get()) != nil)
      }
      if !isPosted { end(window, nanoseconds: 0, isStored: false) }
      number += 1
    }
    leave()
  }

  private func end(_ window: Window, nanoseconds: Double, isStored: Bool) {
    state.withLock { state in
      switch window {
      case .unmeasured: break
      case .quiet: state.result.quiet.record(UInt64(max(0, nanoseconds)))
      case .dropping: state.result.dropping.record(UInt64(max(0, nanoseconds)))
      case .trimming: state.result.trimming.record(UInt64(max(0, nanoseconds)))
      }
      if !isStored { state.result.failures += 1 }
    }
    leave()
  }

  private func leave() {
    let isLast = state.withLock { state in
      state.pending -= 1
      return state.pending == 0
    }
    if isLast { done.signal() }
  }
}
