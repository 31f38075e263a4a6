// Time that passes between faults, until somebody has had enough.

import Bedrock
import FleetClient
import Transport

/// Waits, and stops the matrix when a signal comes: whoever waits throws, and everything that was set up is taken down on the
/// way out.
final class CrashClock {
  /// A signal has come.
  struct Interruption: Error, CustomStringConvertible {
    let description = "interrupted; what was started is taken down"
  }

  private let signals: Signals

  /// Takes SIGINT and SIGTERM from now on. Made before any thread.
  init() throws { signals = try Signals() }

  /// Lets time pass.
  /// - Throws: `Interruption` as soon as a signal comes.
  func sleep(seconds: Double) throws(Interruption) {
    let start = MonotonicClock.nanoseconds()
    var left = seconds
    repeat {
      // SIGHUP asks for nothing that there is here.
      if signals.wait(timeoutMilliseconds: Int64(max(0, left) * 1000)) == .terminate { throw Interruption() }
      left = seconds - Double(MonotonicClock.nanoseconds() - start) / 1e9
    } while left > 0
  }
}
