// Random histories of the index against its model.

import Foundation
import GeoIndex
import TestSupport
import Testing

@Suite("IndexFuzzTests: every history gives the model's answers")
struct IndexFuzzTests {
  private static let name = "index-fuzz"

  /// Six seeds in the short form, `GEOD_FUZZ` more in the long one.
  @Test(
    "events of all kinds", arguments: LongForm.seeds(name) + (1..<6).map { Seeds.current &+ 1_000_000 &+ $0 })
  func events(seed: UInt64) {
    var source = IndexEventSource(seed: seed)
    let events = source.events(2_500)
    guard let failure = IndexFuzz.play(events) else { return }
    keep(seed)
    let short = IndexFuzz.shortened(Array(events.prefix(failure.event + 1)))
    Issue.record(
      "seed \(seed), event \(failure.event): \(failure.fault); \(short.count) suffice: \(short.prefix(40))")
  }

  /// In the long form a failing seed goes into the file that is replayed before every other run.
  private func keep(_ seed: UInt64) {
    guard LongForm.extra > 0 else { return }
    let file = SharedData.packageRoot.appending(path: "data/regressions/\(Self.name).seeds")
    guard let old = try? String(contentsOf: file, encoding: .utf8), !old.contains("\n\(seed)\n") else {
      return
    }
    try? (old + "\(seed)\n").write(to: file, atomically: true, encoding: .utf8)
  }

  @Test("a fault is found, and its history made short")
  func faults() throws {
    var source = IndexEventSource(seed: 3)
    let events = source.events(2_500)
    let failure = try #require(IndexFuzz.play(events, forgetting: 1))
    let short = IndexFuzz.shortened(Array(events.prefix(failure.event + 1)), forgetting: 1)
    // Somebody comes, moves, and is asked for.
    #expect(short.count == 3, "\(short)")
    #expect(IndexFuzz.play(short, forgetting: 1) != nil)
    #expect(IndexFuzz.play(short) == nil)
  }
}
