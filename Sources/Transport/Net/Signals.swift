// The signals that a daemon obeys, as values.

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
  /// Blocks the signals for the process and prepares to wait for them.
  public init() throws(SystemError) {
    preconditionFailure("not written yet")
  }

  /// Waits for the next signal; nil when `timeoutMilliseconds` passed without one (nil waits for ever).
  public func wait(timeoutMilliseconds: Int64? = nil) -> OperatorSignal? {
    preconditionFailure("not written yet")
  }

  /// Ignores SIGPIPE, for programs that do nothing else with signals.
  public static func ignoreBrokenPipes() {
    preconditionFailure("not written yet")
  }
}
