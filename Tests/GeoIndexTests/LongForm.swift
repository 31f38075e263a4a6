// How long the random tests of the index run.

import Foundation
import TestSupport

/// The short form runs with `make test` and takes seconds. `GEOD_FUZZ=n` adds `n` further seeds, counted upwards from
/// `GEOD_SEED`, to every test that takes its seeds from here.
enum LongForm {
  /// How many seeds are added; 0 in the short form.
  static let extra = ProcessInfo.processInfo.environment["GEOD_FUZZ"].flatMap { Int($0) } ?? 0

  /// The seeds of a test: those that ever failed, this run's, and those of the long form.
  static func seeds(_ name: String) -> [UInt64] {
    Seeds.all(name) + (0..<UInt64(max(0, extra))).map { Seeds.current &+ 1 &+ $0 }
  }
}
