// What viewers of technicians are told: the snapshot, then every event once and in order, then the latest
// position.

import Bedrock
import GeoIndex
import Testing
import TrackHub

@Suite struct TopicHubTests {
  let viewer = SessionID(0)

  @Test func aSnapshotComesFirstAndThenOnlyTheLatestPosition() throws {
    var bench = TopicHubBench()
    let technician = bench.add("a")
    bench.move(technician, 1, 2)
    bench.hub.open(viewer)
    #expect(bench.watch(technician, viewer) == .subscribed)
    let first = try bench.taken(viewer)
    #expect(first.map { $0.text("type") } == ["state"])
    #expect(first[0].number("lat") == 1 && first[0].whole("offset") == 0 && first[0].whole("epoch") == 77)
    #expect(try bench.flushed(viewer).isEmpty)

    for step in 1...10_000 { bench.move(technician, 1 + Double(step) / 10_000, 2) }
    let frames = try bench.flushed(viewer)
    #expect(frames.map { $0.text("type") } == ["pos"])
    #expect(frames[0].number("lat") == 2)
    #expect(!bench.hub.hasWork)
  }

  @Test func aBlockedViewerReceivesEachTechnicianOnce() throws {
    var bench = TopicHubBench()
    let technicians = (0..<50).map { bench.add("t\($0)") }
    bench.hub.open(viewer)
    for technician in technicians { _ = bench.watch(technician, viewer) }
    let outcome = bench.hub.subscribe(
      toMap: .world, name: "map:all", initial: [], session: viewer, into: &bench.actions)
    #expect(outcome == .subscribed)
    _ = try bench.taken(viewer)
    bench.hub.block(viewer)
    for step in 0..<10_000 {
      bench.move(technicians[step % 50], Double(step) / 1_000, 2)
      if step % 100 == 0 { #expect(try bench.flushed(viewer).isEmpty) }
    }
    bench.hub.unblock(viewer)
    let frames = try bench.drained(viewer)
    let own = frames.filter { $0.text("topic") != "map:all" }
    #expect(own.count == 50)
    #expect(Set(own.compactMap { $0.text("topic") }).count == 50)
    var map = MapViewer()
    map.read(frames.filter { $0.text("topic") == "map:all" })
    #expect(map.items.count == 50 && map.items.values.allSatisfy { $0 == 1 })
    for (index, _) in technicians.enumerated() {
      #expect(abs((map.shown["t\(index)"] ?? 0) - Double(9_950 + index) / 1_000) < 1e-6)
    }
  }

  @Test func eventsComeOnceAndInOrderHoweverSlowTheViewer() throws {
    var bench = TopicHubBench()
    let technician = bench.add("a")
    bench.hub.open(viewer)
    _ = bench.watch(technician, viewer)
    _ = try bench.taken(viewer)
    var offsets: [Int] = []
    for round in 0..<200 {
      if round % 7 == 2 { bench.hub.block(viewer) }
      if round % 7 == 6 { bench.hub.unblock(viewer) }
      bench.publish(technician)
      bench.move(technician, Double(round) / 10, 0)
      offsets += try bench.flushed(viewer).filter { $0.text("type") == "event" }.compactMap {
        $0.whole("offset")
      }
    }
    bench.hub.unblock(viewer)
    offsets += try bench.drained(viewer).filter { $0.text("type") == "event" }.compactMap {
      $0.whole("offset")
    }
    #expect(offsets == Array(1...200))
  }

  @Test func aLongBacklogOfEventsComesInPieces() throws {
    var bench = TopicHubBench(eventCapacity: 5_000)
    let technician = bench.add("a")
    bench.hub.open(viewer)
    _ = bench.watch(technician, viewer)
    bench.hub.block(viewer)
    for _ in 0..<4_000 { bench.publish(technician) }
    bench.actions.removeAll()
    bench.hub.unblock(viewer)
    var offsets: [Int] = []
    var flushes = 0
    while bench.hub.hasWork {
      bench.hub.flush(bench.world, into: &bench.actions)
      #expect(bench.actions.bytes.count < TopicHub.bytesPerFlushMax + 1_000)
      offsets += try bench.taken(viewer).compactMap { $0.whole("offset") }
      flushes += 1
    }
    #expect(offsets == Array(1...4_000))
    #expect(flushes > 4)
  }

  @Test func whoeverFallsBehindTheWindowIsToldToStartOver() throws {
    var bench = TopicHubBench(eventCapacity: 10)
    let technician = bench.add("a")
    bench.hub.open(viewer)
    _ = bench.watch(technician, viewer)
    _ = try bench.taken(viewer)
    bench.hub.block(viewer)
    for _ in 0..<11 { bench.publish(technician) }
    bench.move(technician, 5, 5)
    bench.hub.unblock(viewer)
    let frames = try bench.flushed(viewer)
    #expect(frames.map { $0.text("type") } == ["resync", "state"])
    #expect(frames[1].whole("offset") == 11 && frames[1].number("lat") == 5)
    bench.publish(technician)
    #expect(try bench.flushed(viewer).compactMap { $0.whole("offset") } == [12])
  }

  /// Where a viewer left off (nil: nowhere), and what it is sent when it comes back.
  static let resumes: [(EventOffset?, [String])] = [
    (nil, ["state"]),
    (EventOffset(epoch: TopicHubBench.epoch, offset: 20), ["state"]),
    (EventOffset(epoch: TopicHubBench.epoch, offset: 18), ["event", "event", "state"]),
    (EventOffset(epoch: TopicHubBench.epoch, offset: 10), Array(repeating: "event", count: 10) + ["state"]),
    (EventOffset(epoch: TopicHubBench.epoch, offset: 9), ["resync", "state"]),
    (EventOffset(epoch: TopicHubBench.epoch, offset: 21), ["resync", "state"]),
    (EventOffset(epoch: TopicHubBench.epoch - 1, offset: 18), ["resync", "state"]),
  ]

  @Test(arguments: resumes) func resumesWhereItCan(_ since: EventOffset?, _ expected: [String]) throws {
    var bench = TopicHubBench(eventCapacity: 10)
    let technician = bench.add("a")
    for _ in 0..<20 { bench.publish(technician) }
    bench.hub.open(viewer)
    #expect(bench.watch(technician, since: since, viewer) == .subscribed)
    let frames = try bench.taken(viewer)
    #expect(frames.map { $0.text("type") ?? "" } == expected)
    let events = frames.filter { $0.text("type") == "event" }.compactMap { $0.whole("offset") }
    #expect(events == Array((21 - events.count)..<21))
    #expect(frames.last?.whole("offset") == 20)
    bench.publish(technician)
    #expect(try bench.flushed(viewer).compactMap { $0.whole("offset") } == [21])
  }

  @Test func anotherLifeOfANameDoesNotContinueTheFirst() throws {
    var bench = TopicHubBench()
    let first = bench.add("a")
    let other = bench.add("b")
    for _ in 0..<5 { bench.publish(first) }
    bench.publish(other)
    bench.remove(other)
    bench.remove(first)
    _ = bench.add("c")
    let second = bench.add("a")
    for _ in 0..<10 { bench.publish(second) }
    bench.hub.open(viewer)
    _ = bench.watch(second, since: EventOffset(epoch: TopicHubBench.epoch, offset: 3), viewer)
    #expect(try bench.taken(viewer).map { $0.text("type") } == ["resync", "state"])
  }

  @Test func watchingTwiceChangesNothingAndThereIsALimit() throws {
    var bench = TopicHubBench()
    let technicians = (0...TopicHub.topicsPerSessionMax).map { bench.add("t\($0)") }
    bench.hub.open(viewer)
    for technician in technicians.dropLast() { #expect(bench.watch(technician, viewer) == .subscribed) }
    #expect(bench.watch(technicians[3], viewer) == .already)
    #expect(bench.watch(technicians[TopicHub.topicsPerSessionMax], viewer) == .tooMany)
    #expect(bench.hub.subscriptionCount == TopicHub.topicsPerSessionMax)
    #expect(bench.hub.unsubscribe(.technician(ClientID(trusted: "t3")), session: viewer) == true)
    #expect(bench.hub.unsubscribe(.technician(ClientID(trusted: "t3")), session: viewer) == false)
    #expect(bench.watch(technicians[TopicHub.topicsPerSessionMax], viewer) == .subscribed)
    bench.hub.close(viewer)
    #expect(bench.hub.subscriptionCount == 0)
    bench.hub.open(viewer)
    bench.publish(technicians[0])
    #expect(try bench.drained(viewer).allSatisfy { $0.text("type") == "state" })
  }

  @Test func aRemovedTechnicianEndsTheTopicAndTheSlotIsFree() throws {
    var bench = TopicHubBench()
    let technician = bench.add("old")
    bench.hub.open(viewer)
    _ = bench.watch(technician, viewer)
    _ = try bench.taken(viewer)
    bench.move(technician, 1, 1)
    bench.remove(technician)
    let frames = try bench.drained(viewer)
    #expect(frames.map { $0.text("type") } == ["end"])
    #expect(frames[0].text("topic") == "technician:old" && frames[0].text("reason") == "technicianRemoved")
    #expect(bench.hub.subscriptionCount == 0)
    let next = bench.add("new")
    #expect(next == technician)
    bench.move(next, 2, 2)
    bench.publish(next)
    #expect(try bench.drained(viewer).isEmpty)
  }

  @Test func technicianTopicsDoNotWaitBehindABusyMap() throws {
    var bench = TopicHubBench()
    let technicians = (0..<1_000).map { bench.add("t\($0)") }
    bench.hub.open(viewer)
    _ = bench.hub.subscribe(
      toMap: .world, name: "map:all", initial: [], session: viewer, into: &bench.actions)
    _ = bench.watch(technicians[7], viewer)
    _ = try bench.taken(viewer)
    for round in 0..<5 {
      for technician in technicians { bench.move(technician, Double(round), 1) }
      bench.publish(technicians[7])
      let frames = try bench.flushed(viewer)
      #expect(frames.first?.text("type") == "event")
      #expect(frames.dropFirst().first?.text("topic") == "technician:t7")
    }
  }
}
