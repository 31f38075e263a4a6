// Phones and viewers come and go.

import Bedrock
import Engine
import GeoIndex
import Matcher
import Testing
import TrackHub

@Suite struct SessionTests {
  @Test func aDeviceThatConnectsAgainReplacesItsSession() throws {
    var bench = EngineBench()
    bench.put("a")
    let old = try bench.open("a")
    bench.send(3, old)
    _ = try bench.flushed(old)
    let new = try bench.open("a")
    // Another number, as long as the close of the old one is not carried out.
    #expect(new != old)
    #expect(bench.closes.map(\.0) == [old] && bench.closes.map(\.1) == [4409])
    #expect(try bench.frames(new).first?.whole("lastSeq") == 3)
    #expect(bench.send(3, new) == .accepted)
    #expect(bench.engine.statistics.sessions == 1)
    // The end of the replaced session's successor is an ordinary end.
    bench.engine.flush(into: &bench.actions)
    bench.engine.close(new)
    #expect(bench.engine.statistics.sessions == 0)
  }

  @Test func theNumberOfAnEndedSessionRestsUntilTheFlush() throws {
    var bench = EngineBench()
    bench.put("a")
    bench.put("b")
    let first = bench.viewer()
    try bench.engine.subscribe(
      first, to: .technician(ClientID(trusted: "a")), name: "t", since: nil, now: bench.now,
      into: &bench.actions)
    bench.engine.close(first)
    let phone = try bench.open("b")
    // Removing somebody flushes inside; the turn goes on.
    #expect(
      bench.engine.remove(technician: ClientID(trusted: "b"), now: bench.now, into: &bench.actions) == true)
    let second = bench.viewer()
    #expect(Set([first, phone, second]).count == 3)
    bench.engine.flush(into: &bench.actions)
    bench.actions.removeAll()
    let reused = Set([bench.viewer(), bench.viewer()])
    #expect(reused == Set([first, phone]))
    #expect(bench.engine.statistics.sessions == 3)
  }

  @Test func whatArrivesForAnEndedSessionIsDropped() throws {
    var bench = EngineBench()
    bench.put("a")
    let old = try bench.open("a")
    let new = try bench.open("a")
    // The old socket is closed at the end of the turn; until then it may deliver.
    #expect(bench.send(1, old) == nil)
    bench.engine.goodbye(old, now: bench.now)
    bench.engine.close(old)
    bench.engine.block(old)
    bench.engine.unblock(old)
    try bench.engine.subscribe(
      old, to: .map(.world), name: "m", since: nil, now: bench.now, into: &bench.actions)
    try bench.engine.unsubscribe(old, from: .map(.world))
    #expect(bench.engine.technician(of: old) == nil && bench.engine.technician(of: new)?.text == "a")
    #expect(bench.engine.ledger.total == 0 && bench.engine.statistics.subscriptions == 0)
    #expect(bench.send(1, new) == .accepted)
    #expect(bench.engine.statistics.sessions == 1)
  }

  @Test func goodbyeIsOfflineAtOnceAndALostConnectionIsNot() throws {
    var bench = EngineBench()
    bench.put("a")
    bench.put("b")
    let a = try bench.open("a")
    let b = try bench.open("b")
    bench.send(1, a)
    bench.send(1, b)
    bench.engine.goodbye(a, now: bench.now)
    bench.engine.close(a)
    bench.engine.close(b)
    #expect(try bench.technician("a")?.text("presence") == "offline")
    #expect(try bench.technician("b")?.text("presence") == "online")
    bench.pass(60)
    #expect(try bench.technician("b")?.text("presence") == "idle")
    bench.pass(240)
    #expect(try bench.technician("b")?.text("presence") == "offline")
    #expect(try bench.technician("a")?.object("position") != nil)
  }

  @Test func presenceIsTold() throws {
    var bench = EngineBench()
    bench.put("a")
    let viewer = bench.viewer()
    try bench.engine.subscribe(
      viewer, to: .technician(ClientID(trusted: "a")), name: "mine", since: nil, now: bench.now,
      into: &bench.actions)
    let phone = try bench.open("a")
    _ = try bench.flushed(viewer)
    bench.send(1, phone)
    bench.pass(60)
    bench.pass(240)
    bench.engine.goodbye(phone, now: bench.now)
    let events = try bench.flushed(viewer).filter { $0.text("type") == "event" }
    #expect(events.map { $0.text("presence") } == ["online", "idle", "offline"])
    #expect(events.map { $0.whole("offset") } == [1, 2, 3])
    #expect(events.allSatisfy { $0.text("topic") == "technician:a" && $0.text("kind") == "presence" })
  }

  @Test func removingATechnicianEndsEverything() throws {
    var bench = EngineBench()
    bench.put("a", skills: ["locks"])
    bench.put("b")
    let phone = try bench.open("a")
    let viewer = bench.viewer()
    try bench.engine.subscribe(
      viewer, to: .technician(ClientID(trusted: "a")), name: "technician:a", since: nil, now: bench.now,
      into: &bench.actions)
    try bench.engine.subscribe(
      viewer, to: .map(.world), name: "map:world", since: nil, now: bench.now, into: &bench.actions)
    bench.send(1, phone)
    _ = try bench.flushed(viewer)
    #expect(
      bench.engine.remove(technician: ClientID(trusted: "a"), now: bench.now, into: &bench.actions) == true)
    #expect(
      bench.engine.remove(technician: ClientID(trusted: "a"), now: bench.now, into: &bench.actions) == false)
    #expect(bench.closes.map(\.0) == [phone] && bench.closes.map(\.1) == [4403])
    let frames = try bench.flushed(viewer)
    #expect(frames.map { $0.text("type") } == ["end", "pos"])
    #expect(frames[1]["gone"] as? [String] == ["a"])
    #expect(bench.engine.statistics.positions == 0 && bench.engine.statistics.technicians == 1)
    #expect(bench.engine.statistics.subscriptions == 1 && bench.engine.statistics.sessions == 1)
    #expect(try bench.technician("a") == nil)

    // The slot goes to somebody else, who has nothing of the past.
    bench.put("c")
    #expect(try bench.technician("c")?.text("presence") == "offline")
    #expect(try bench.technician("c")?.object("position") == nil)
    let next = try bench.open("c")
    #expect(try bench.frames(next).last?.whole("lastSeq") == 0)
    #expect(bench.send(1, north: 90_000, next) == .accepted)
  }

  @Test func subscriptionsHaveTheirFaults() throws {
    var bench = EngineBench()
    let viewer = bench.viewer()
    let nobody = Topic.technician(ClientID(trusted: "nobody"))
    #expect(throws: FieldError.self) {
      try bench.engine.subscribe(
        viewer, to: nobody, name: "x", since: nil, now: bench.now, into: &bench.actions)
    }
    #expect(throws: FieldError.self) { try bench.engine.unsubscribe(viewer, from: nobody) }
    try bench.engine.subscribe(
      viewer, to: .map(.world), name: "x", since: nil, now: bench.now, into: &bench.actions)
    try bench.engine.unsubscribe(viewer, from: .map(.world))
    #expect(bench.engine.statistics.subscriptions == 0)
  }
}
