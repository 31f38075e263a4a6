// The signals that a daemon obeys, as values.

internal import CLinux

/// What the operator wants.
public enum OperatorSignal: Sendable, Equatable {
  /// SIGTERM or SIGINT: finish and exit.
  case terminate
  /// SIGHUP: read configuration and certificates again.
  case reload
}

/// SIGTERM, SIGINT and SIGHUP as values.
///
/// Made in `main` before any thread, because threads inherit which signals are blocked; SIGPIPE is ignored from
/// then on.
public struct Signals: ~Copyable, Sendable {
  private let descriptor: Descriptor

  /// Blocks the signals for this thread and those it starts, and prepares to wait for them.
  public init() throws(SystemError) {
    clinux_ignore_sigpipe()
    descriptor = Descriptor(owning: try SystemError.check(clinux_signalfd(), "open a signal descriptor"))
  }

  /// Waits for the next signal; nil when `timeoutMilliseconds` passed without one (nil waits for ever).
  public func wait(timeoutMilliseconds: Int64? = nil) -> OperatorSignal? {
    let deadline = timeoutMilliseconds.map { SystemClock.monotonicMilliseconds() + $0 }
    while true {
      let left = deadline.map { max(0, $0 - SystemClock.monotonicMilliseconds()) }
      let ready = clinux_wait(descriptor.number, 0, left.map { Int32(clamping: $0) } ?? -1)
      if ready == 0 { return nil }
      guard ready > 0 else { continue }
      switch clinux_signalfd_read(descriptor.number) {
      case Int32(clinux_terminate): return .terminate
      case Int32(clinux_reload): return .reload
      default: continue
      }
    }
  }

  /// Ignores SIGPIPE, for programs that do nothing else with signals.
  public static func ignoreBrokenPipes() { clinux_ignore_sigpipe() }
}
