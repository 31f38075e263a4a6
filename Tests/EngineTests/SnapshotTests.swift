// Live positions survive a restart, or the snapshot is refused as a whole.

import Bedrock
import Engine
import GeoIndex
import Matcher
import TestSupport
import Testing
import TrackHub

@Suite struct SnapshotTests {
  private static func written(_ bench: inout EngineBench) -> [UInt8] {
    var json = JSONWriter()
    bench.engine.writeTechnicians(after: nil, limit: 1_000, now: bench.now, &json)
    return json.finish()
  }

  /// A fleet of ten: some silent, some with two devices.
  private static func fleet(seed: UInt64) throws -> EngineBench {
    var random = SeededRandom(seed: seed)
    var bench = EngineBench()
    for number in 0..<10 {
      bench.put("t\(number)")
      guard number % 4 != 3 else { continue }
      for device in 0...(number % 2) {
        let phone = try bench.open("t\(number)", device: "d\(device)")
        for sequence in 1...UInt64(1 + random.below(20)) {
          bench.now = bench.now.advanced(byMilliseconds: 1_000)
          bench.send(sequence, north: random.double(in: 0...50), phone)
        }
        // Only what was acknowledged need not come again.
        _ = try bench.flushed(phone)
      }
    }
    return bench
  }

  private static func successor(of bench: borrowing EngineBench, count: Int = 10) -> EngineBench {
    var next = EngineBench()
    next.now = bench.now.advanced(byMilliseconds: 60_000)
    for number in 0..<count { next.put("t\(number)") }
    return next
  }

  @Test func positionsAgesAndNumbersComeBack() throws {
    for seed in Seeds.all("snapshot") {
      var bench = try Self.fleet(seed: seed)
      var next = Self.successor(of: bench)
      #expect(next.engine.restore(bench.engine.snapshot()) == 8, "seed \(seed)")
      for number in 0..<10 {
        let before = try #require(try bench.technician("t\(number)"))
        let after = try #require(try next.technician("t\(number)"))
        #expect(after.text("presence") == "offline")
        var (then, now) = (before.object("position"), after.object("position"))
        #expect((then == nil) == (number % 4 == 3))
        if let age = then?.whole("ageMs") { #expect(now?.whole("ageMs") == age + 60_000) }
        then?["ageMs"] = nil
        now?["ageMs"] = nil
        #expect(
          then.map { "\($0.sorted { $0.key < $1.key })" } == now.map { "\($0.sorted { $0.key < $1.key })" })
      }
      let last = try bench.frames(try bench.open("t1", device: "d1")).last?.whole("lastSeq")
      let restored = try next.frames(try next.open("t1", device: "d1")).last?.whole("lastSeq")
      #expect(last == restored && last != 0)
      #expect(next.engine.statistics.positions == 8 && next.engine.statistics.online == 0)
    }
  }

  @Test func whoIsGoneOrAlreadyHeardOfIsLeftAlone() throws {
    let bench = try Self.fleet(seed: 1)
    var next = Self.successor(of: bench, count: 2)
    let phone = try next.open("t0", device: "d0")
    next.send(1, north: 777, phone)
    let before = try next.technician("t0")?.object("position")?.number("lat")
    #expect(next.engine.restore(bench.engine.snapshot()) == 1)
    #expect(try next.technician("t0")?.object("position")?.number("lat") == before)
    #expect(next.engine.statistics.technicians == 2)
    // The restored past judges what comes: a jump is a jump, an earlier fix is late.
    let other = try next.open("t1", device: "d0")
    #expect(next.send(100, north: 500_000, other) == FixJudgement(.jump))
    #expect(next.send(101, north: 10, other) == .accepted)
  }

  @Test func damageAnywhereIsNoticedAndNothingIsApplied() throws {
    for seed in Seeds.all("snapshot-damage") {
      var random = SeededRandom(seed: seed)
      let bench = try Self.fleet(seed: seed)
      let snapshot = bench.engine.snapshot()
      var next = Self.successor(of: bench)
      let untouched = Self.written(&next)
      for place in snapshot.indices {
        #expect(next.engine.restore(Array(snapshot[..<place])) == nil, "seed \(seed): cut at \(place)")
        var damaged = snapshot
        damaged[place] ^= UInt8(1 << random.below(8))
        #expect(next.engine.restore(damaged) == nil, "seed \(seed): damaged at \(place)")
      }
      #expect(next.engine.restore(snapshot + [0]) == nil)
      #expect(next.engine.restore([]) == nil)
      #expect(Self.written(&next) == untouched)
      #expect(next.engine.restore(snapshot) == 8)
    }
  }
}
