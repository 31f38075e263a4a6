// Which seeds a randomized test runs with: first every seed that ever failed, then today's.

import Foundation

/// The seeds of randomized tests.
///
/// A seed that made a test fail goes into `data/regressions/<name>.seeds`, one number per line (`#` begins a
/// comment), and is replayed before everything else from then on.
public enum Seeds {
  /// The seed that runs when `GEOD_SEED` does not name another.
  public static let standard: UInt64 = 20_260_101

  /// The seed of this run.
  public static let current: UInt64 =
    ProcessInfo.processInfo.environment["GEOD_SEED"].flatMap { UInt64($0) } ?? standard

  /// The recorded seeds of a test, then this run's. A line that is no number stops the tests: a regression
  /// that silently does not run is worse.
  public static func all(_ name: String) -> [UInt64] {
    let file = SharedData.packageRoot.appending(path: "data/regressions/\(name).seeds")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [current] }
    var seeds: [UInt64] = []
    for line in text.split(separator: "\n") {
      let entry = line.prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces)
      if entry.isEmpty { continue }
      guard let seed = UInt64(entry) else { preconditionFailure("\(name).seeds: \(entry)") }
      seeds.append(seed)
    }
    return seeds + [current]
  }
}
