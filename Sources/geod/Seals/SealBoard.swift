// The numbers of sealing for the metrics page.

import Transport

/// How many trips were sealed since the start; written by the seals' thread, read by whoever answers `/metrics`.
final class SealBoard: Sendable {
  /// The numbers.
  struct Numbers: Sendable {
    /// Trips that were sealed, with their chains.
    var sealed: UInt64 = 0
    /// Trips whose points were gone before they could be sealed.
    var late: UInt64 = 0
  }

  private let numbers = Lock(Numbers())

  /// The numbers now.
  var current: Numbers { numbers.withLock { $0 } }

  /// Notes a trip.
  func note(isLate: Bool) {
    numbers.withLock { numbers in
      if isLate { numbers.late += 1 } else { numbers.sealed += 1 }
    }
  }
}

extension MetricsText {
  /// What sealing has done.
  mutating func seals(_ numbers: SealBoard.Numbers) {
    number(
      "geod_trips_sealed_total", "counter", "Trips whose fixes were sealed after their end.",
      Int64(numbers.sealed))
    number(
      "geod_trips_sealed_late_total", "counter", "Trips whose points were gone before they could be sealed.",
      Int64(numbers.late))
  }
}
