// Where the randomness of these tests comes from.

import Bedrock
import Foundation

/// Seeded from `GEOD_SEED`, or from the clock; tests print the seed when they fail.
enum Seed {
  static let value: UInt64 =
    ProcessInfo.processInfo.environment["GEOD_SEED"].flatMap(UInt64.init)
    ?? UInt64(Date().timeIntervalSince1970 * 1000)

  static func random(_ label: UInt64) -> SeededRandom { SeededRandom(seed: value).fork(label) }
}
