// How long things take: several runs, and the middle one.

/// Measures a repeated operation.
enum Stopwatch {
  /// The median of five runs, in nanoseconds per operation.
  ///
  /// Each run lasts a fifth of `seconds`; the clock is read once for each call of `batch`, which does
  /// `batchSize` operations. The clock runs on, so a stolen core makes a run slow, and the median drops it.
  static func nanoseconds(seconds: Double, batchSize: Int, _ batch: () -> Void) -> Double {
    let clock = ContinuousClock()
    batch()  // warms caches and capacities
    var runs: [Double] = []
    for _ in 0..<5 {
      let limit = Duration.seconds(seconds / 5)
      var operations = 0
      let start = clock.now
      var elapsed = Duration.zero
      repeat {
        batch()
        operations += batchSize
        elapsed = clock.now - start
      } while elapsed < limit
      let (whole, part) = elapsed.components
      runs.append((Double(whole) * 1e9 + Double(part) * 1e-9) / Double(operations))
    }
    return runs.sorted()[2]
  }
}
