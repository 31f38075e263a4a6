// What viewers of maps are told: who is inside, in rounds, and who is not any more.

import Bedrock
import GeoIndex
import TestSupport
import Testing
import TrackHub

@Suite struct MapTopicTests {
  let viewer = SessionID(0)

  private static func box() throws -> GeoBox {
    try GeoBox(southDegrees: 0, westDegrees: 0, northDegrees: 10, eastDegrees: 10)
  }

  @Test func whoLeavesIsGoneAndWhoWasNeverInsideIsNotMentioned() throws {
    var bench = TopicHubBench()
    let a = bench.add("a")
    let b = bench.add("b")
    bench.move(a, 5, 5)
    bench.hub.open(viewer)
    _ = bench.hub.subscribe(
      toMap: try Self.box(), name: "m", initial: [a], session: viewer, into: &bench.actions)
    let first = try bench.drained(viewer)
    #expect(first.map { $0.text("type") } == ["state", "pos"])
    #expect(first[0].whole("count") == 1)

    bench.move(b, 20, 20)
    #expect(try bench.drained(viewer).isEmpty)
    // In and out again before anybody looked.
    bench.move(b, 10, 10)
    bench.move(b, 10.1, 10)
    #expect(try bench.drained(viewer).isEmpty)
    bench.move(a, -0.1, 5)
    let left = try bench.drained(viewer)
    #expect(
      left.count == 1 && left[0]["gone"] as? [String] == ["a"] && left[0].objects("items")?.isEmpty == true)
    bench.move(a, -0.2, 5)
    #expect(try bench.drained(viewer).isEmpty)
  }

  @Test func aMapMayCrossTheAntimeridian() throws {
    var bench = TopicHubBench()
    let a = bench.add("a")
    let box = try GeoBox(southDegrees: -1, westDegrees: 179, northDegrees: 1, eastDegrees: -179)
    bench.hub.open(viewer)
    _ = bench.hub.subscribe(toMap: box, name: "m", initial: [], session: viewer, into: &bench.actions)
    var map = MapViewer()
    for (longitude, inside) in [(178.9, false), (179.5, true), (-179.5, true), (-178.9, false)] {
      bench.move(a, 0, longitude)
      map.read(try bench.drained(viewer))
      #expect((map.shown["a"] != nil) == inside)
    }
  }

  @Test func aSlotThatIsUsedAgainNeverShowsTheWrongName() throws {
    var bench = TopicHubBench()
    let old = bench.add("old")
    bench.move(old, 5, 5)
    bench.hub.open(viewer)
    _ = bench.hub.subscribe(
      toMap: try Self.box(), name: "m", initial: [old], session: viewer, into: &bench.actions)
    var map = MapViewer()
    map.read(try bench.drained(viewer))
    bench.hub.block(viewer)
    bench.move(old, 6, 6)
    bench.remove(old)
    let next = bench.add("next")
    #expect(next == old)
    bench.move(next, 7, 7)
    bench.hub.unblock(viewer)
    map.read(try bench.drained(viewer))
    #expect(map.shown == ["next": 7])
  }

  @Test func aNameThatComesBackInOneFlushIsShown() throws {
    var bench = TopicHubBench()
    let a = bench.add("a")
    bench.move(a, 5, 5)
    bench.hub.open(viewer)
    _ = bench.hub.subscribe(
      toMap: try Self.box(), name: "m", initial: [a], session: viewer, into: &bench.actions)
    var map = MapViewer()
    map.read(try bench.drained(viewer))
    bench.remove(a)
    _ = bench.add("placeholder")
    let again = bench.add("a")
    bench.move(again, 8, 8)
    let frames = try bench.drained(viewer)
    #expect(frames.count == 2)
    map.read(frames)
    #expect(map.shown == ["a": 8])
  }

  @Test func everybodysTurnComesHoweverFastOthersMove() throws {
    var bench = TopicHubBench()
    let technicians = (0..<3_000).map { bench.add("t\($0)") }
    bench.hub.open(viewer)
    for technician in technicians { bench.move(technician, 5, 5) }
    _ = bench.hub.subscribe(
      toMap: .world, name: "m", initial: technicians, session: viewer, into: &bench.actions)
    var map = MapViewer()
    // Those with high numbers move before every flush, and a flush takes only some of them.
    for _ in 0..<60 {
      for technician in technicians.suffix(2_000) { bench.move(technician, 6, 6) }
      bench.hub.flush(bench.world, into: &bench.actions)
      #expect(bench.actions.bytes.count < TopicHub.bytesPerFlushMax + 1_000)
      map.read(try bench.taken(viewer))
    }
    #expect(map.shown.count == 3_000)
  }

  /// Random life of a fleet, with a viewer that is blocked now and then: once drained, the viewer's picture is
  /// the truth.
  @Test func whatTheViewerBelievesIsTrue() throws {
    for seed in Seeds.all("map-topic") {
      var random = SeededRandom(seed: seed)
      var bench = TopicHubBench()
      let box = try Self.box()
      bench.hub.open(viewer)
      _ = bench.hub.subscribe(toMap: box, name: "m", initial: [], session: viewer, into: &bench.actions)
      var map = MapViewer()
      var living: [UInt32] = []
      var born = 0
      for step in 0..<6_000 {
        switch random.below(100) {
        case 0..<3 where living.count < 40:
          // Some names come back.
          let name = random.chance(0.5) ? "t\(random.below(30))" : "n\(born)"
          born += 1
          if bench.world.roster.slot(of: ClientID(trusted: name)) == nil { living.append(bench.add(name)) }
        case 3..<5 where !living.isEmpty:
          bench.remove(living.remove(at: random.below(living.count)))
        case 5..<8: bench.hub.block(viewer)
        case 8..<14: bench.hub.unblock(viewer)
        case 14..<30:
          bench.hub.flush(bench.world, into: &bench.actions)
          map.read(try bench.taken(viewer))
        case 30..<32:
          bench.hub.unblock(viewer)
          map.read(try bench.drained(viewer))
          var truth: [String: Double] = [:]
          for technician in living {
            guard let position = bench.world.position(of: technician), box.contains(position.point) else {
              continue
            }
            truth[bench.world.roster.id(of: technician).text] = position.point.latitudeDegrees
          }
          let same =
            map.shown.keys == truth.keys
            && map.shown.allSatisfy { abs($0.value - (truth[$0.key] ?? 0)) < 1e-6 }
          if !same {
            Issue.record("seed \(seed), step \(step): \(map.shown) instead of \(truth)")
            return
          }
        default:
          guard !living.isEmpty else { continue }
          bench.move(
            living[random.below(living.count)], random.double(in: -5...15), random.double(in: -5...15))
        }
      }
      #expect(map.frames > 100, "seed \(seed) shows nothing")
    }
  }
}
