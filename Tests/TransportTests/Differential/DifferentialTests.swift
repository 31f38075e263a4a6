// Our parser of requests and h11, on the same streams: the same verdict, or a reason that is written down.

import Foundation
import Testing

@testable import Transport

@Suite struct DifferentialTests {
  /// `GEOD_H11=n` compares n streams instead.
  private static let count = ProcessInfo.processInfo.environment["GEOD_H11"].flatMap(Int.init) ?? 2_000
  /// So many go to one run of Python.
  private static let batch = 5_000

  /// What the comparisons came to.
  private struct Tally {
    var taken = 0
    var refused = 0
    var known: [Divergence: Int] = [:]
  }

  @Test(.enabled(if: H11.isInstalled, "\(H11.missing)"))
  func agreesOnTheTables() throws {
    var tally = Tally()
    try compare(HTTPRules.all.map { ($0.name, $0.bytes) }, &tally)
    #expect(tally.taken > 0 && tally.refused > 0)
  }

  @Test(.enabled(if: H11.isInstalled, "\(H11.missing)"))
  func agreesOnRandomStreams() throws {
    var tally = Tally()
    for start in stride(from: 0, to: Self.count, by: Self.batch) {
      let streams = (start..<min(start + Self.batch, Self.count)).map { number in
        // Each stream has its own sequence, so that one of many can be made alone.
        var maker = RequestMaker(random: Seed.random(11).fork(UInt64(number)))
        return ("GEOD_SEED=\(Seed.value), stream \(number)", maker.stream())
      }
      try compare(streams, &tally)
    }
    print(
      "h11: \(Self.count) streams, \(tally.taken) taken and \(tally.refused) refused by both;",
      terminator: " ")
    print(tally.known.sorted { $0.value > $1.value }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
    // A maker that makes only one kind would prove nothing.
    #expect(tally.taken > Self.count / 10 && tally.refused > Self.count / 20)
    #expect(Self.count < 2_000 || tally.known.count > Divergence.allCases.count / 2)
  }

  private func compare(_ streams: [(name: String, bytes: [UInt8])], _ tally: inout Tally) throws {
    let opinions = try H11.opinions(on: streams.map(\.bytes))
    try #require(opinions.count == streams.count)
    for (stream, opinion) in zip(streams, opinions) {
      let ours = OurOpinion(on: stream.bytes)
      switch Divergence.compare(ours, opinion.requests.map(SeenRequest.init), on: stream.bytes) {
      case .same(let requests): requests > 0 ? (tally.taken += 1) : (tally.refused += 1)
      case .known(let divergence): tally.known[divergence, default: 0] += 1
      case .unknown(let what):
        Issue.record("\(stream.name): \(what)\n\(Divergence.latin(stream.bytes).debugDescription)")
      }
    }
  }
}
