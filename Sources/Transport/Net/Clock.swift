// The clocks of the outside: read by loops and clients, never by the pure ring.

internal import CLinux

/// The system's clocks.
public enum SystemClock {
  /// Milliseconds that never run backwards; only differences mean something.
  public static func monotonicMilliseconds() -> Int64 { clinux_monotonic_milliseconds() }

  /// Seconds since 1970-01-01 UTC.
  public static func unixSeconds() -> Int64 { clinux_unix_seconds() }
}
