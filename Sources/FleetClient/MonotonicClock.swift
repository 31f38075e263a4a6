// Wall time for latencies: monotonic, in nanoseconds.

internal import Dispatch

/// The clock that latencies are measured with.
public enum MonotonicClock {
  /// Nanoseconds that never run backwards; only differences mean something.
  public static func nanoseconds() -> UInt64 { DispatchTime.now().uptimeNanoseconds }
}
