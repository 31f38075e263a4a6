// How long things take: several runs, and the middle one.

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Measures a repeated operation.
enum Stopwatch {
  /// The median of five runs, in nanoseconds per operation.
  ///
  /// Counts the time that this thread ran, not the time on the wall, so that other people's work on the same
  /// machine disturbs as little as it can. Each run lasts a fifth of `seconds`; the clock is read once for each
  /// call of `batch`, which does `batchSize` operations.
  static func nanoseconds(seconds: Double, batchSize: Int, _ batch: () -> Void) -> Double {
    batch()  // warms caches and capacities
    var runs: [Double] = []
    for _ in 0..<5 {
      var operations = 0
      let start = threadNanoseconds()
      var elapsed = 0.0
      repeat {
        batch()
        operations += batchSize
        elapsed = threadNanoseconds() - start
      } while elapsed < seconds / 5 * 1e9
      runs.append(elapsed / Double(operations))
    }
    return runs.sorted()[2]
  }

  /// The time that this thread has run, in nanoseconds.
  static func threadNanoseconds() -> Double {
    nanoseconds(of: CLOCK_THREAD_CPUTIME_ID)
  }

  /// The time on the wall, in nanoseconds from some moment.
  static func wallNanoseconds() -> Double {
    nanoseconds(of: CLOCK_MONOTONIC)
  }

  private static func nanoseconds(of clock: clockid_t) -> Double {
    var time = timespec()
    // SAFETY: the callee fills in the structure on this stack and keeps nothing.
    let status = unsafe clock_gettime(clock, &time)
    precondition(status == 0, "no such clock")
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
  }
}
