// Engine time: the real clock, a scaled one, or the clock of a recorded trace. The engine cannot tell.

import Bedrock
import Foundation
import Transport

/// The source of engine time for the whole process. Never runs backwards.
final class EngineClock: Sendable {
  /// Where time comes from.
  enum Mode: Sendable, Equatable {
    /// The wall clock.
    case real
    /// The wall clock's pace times a factor. It agrees with the wall clock at `origin`; nil for the start. Whoever
    /// knows pace and origin computes the same time: another process, and the next life of this one.
    case scaled(Double, origin: Instant?)
    /// Stands still until it is moved.
    case trace(start: Instant)
  }

  /// Where time comes from.
  let mode: Mode

  private struct State: Sendable {
    var now: Instant
    var monotonicMilliseconds: Int64
    /// What a scaled clock has gained, or the real one has still to lose, beyond whole milliseconds.
    var remainder = 0.0
  }

  private let state: Lock<State>
  private let monotonic: @Sendable () -> Int64
  private let wall: @Sendable () -> Instant

  /// A clock over two sources: milliseconds that only rise, and the time of day, which people and programs set.
  init(
    _ mode: Mode, monotonic: @escaping @Sendable () -> Int64 = { SystemClock.monotonicMilliseconds() },
    wall: @escaping @Sendable () -> Instant = { EngineClock.wallClock() }
  ) {
    self.mode = mode
    self.monotonic = monotonic
    self.wall = wall
    let start =
      switch mode {
      case .real: wall()
      case .scaled(let factor, let origin): Self.scaled(wall(), factor, origin: origin)
      case .trace(let start): start
      }
    state = Lock(State(now: start, monotonicMilliseconds: monotonic()))
  }

  /// Engine time now.
  ///
  /// The real clock follows the wall clock when that jumps ahead. When it is set back, engine time goes on
  /// at nine tenths of its pace until the two meet again: it must neither jump nor stand still.
  func now() -> Instant {
    if case .trace = mode { return state.withLock { $0.now } }
    let monotonic = monotonic()
    let wall = wall()
    return state.withLock { state in
      let elapsed = max(0, monotonic - state.monotonicMilliseconds)
      state.monotonicMilliseconds = max(state.monotonicMilliseconds, monotonic)
      switch mode {
      case .real:
        let steady = state.now.advanced(byMilliseconds: elapsed)
        if wall >= steady {
          state.now = wall
        } else {
          let loss = Double(elapsed) / 10 + state.remainder
          let whole = min(steady.milliseconds(since: wall), Int64(loss))
          state.remainder = min(loss - Double(whole), 1)
          state.now = steady.advanced(byMilliseconds: -whole)
        }
      case .scaled(let factor, _):
        let gained = Double(elapsed) * factor + state.remainder
        state.now = state.now.advanced(byMilliseconds: Int64(gained))
        state.remainder = gained - gained.rounded(.down)
      case .trace:
        break
      }
      return state.now
    }
  }

  /// Where a scaled clock stands that begins now. Before its origin it has not begun to run.
  private static func scaled(_ wall: Instant, _ factor: Double, origin: Instant?) -> Instant {
    guard let origin else { return wall }
    let passed = max(0, wall.milliseconds(since: origin))
    return origin.advanced(byMilliseconds: Int64(Double(passed) * factor))
  }

  /// What became of a wish to move the clock.
  enum Move: Equatable {
    case moved
    case notATraceClock
    case backwards(from: Instant)
  }

  /// Moves a trace clock forward.
  func move(to time: Instant) -> Move {
    guard case .trace = mode else { return .notATraceClock }
    return state.withLock { state in
      guard time >= state.now else { return .backwards(from: state.now) }
      state.now = time
      return .moved
    }
  }

  /// The wall clock, for what must not follow a trace: tokens, epochs, logs.
  static func wallClock() -> Instant {
    Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
  }
}
