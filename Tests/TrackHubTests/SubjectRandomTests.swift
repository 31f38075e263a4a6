// Subjects against an oracle: random lives, events, positions and viewers that come, go and are slow.

import Bedrock
import Foundation
import TestSupport
import Testing
import TrackHub

@Suite struct SubjectRandomTests {
  @Test func watchersReceiveWhatTheOracleSays() throws {
    for seed in Seeds.all("subjects") {
      var run = SubjectRun(seed: seed)
      for _ in 0..<20_000 {
        if let fault = try run.step() {
          Issue.record("seed \(seed), step \(run.steps): \(fault)")
          return
        }
      }
      if let fault = try run.finish() { Issue.record("seed \(seed), at the end: \(fault)") }
      #expect(run.counts["event", default: 0] > 1_000, "seed \(seed) tests nothing: \(run.counts)")
      for type in ["state", "pos", "resync", "end"] {
        #expect(run.counts[type, default: 0] > 50, "seed \(seed) tests nothing: \(run.counts)")
      }
      #expect(run.cutFlushes > 5, "seed \(seed) never reached the limit of a flush")
    }
  }
}

/// One random run: the hub, what is true, and what each viewer believes.
struct SubjectRun: ~Copyable {
  /// What is true of an open subject.
  struct Life {
    var slot: SubjectSlot
    /// Unlike in every other life.
    var number: Int
    var events = 0
    var position = 0
  }

  /// What a session knows of a topic. It stays when the session stops watching, to be resumed from.
  struct Belief {
    var life = 0
    var offset = 0
    var events = 0
    var position = 0
    var isWatching = false
    var awaitsState = false
  }

  static let keys: [SubjectKey] = [
    .ops, .share(1), .booking(ClientID(trusted: "a")), .booking(ClientID(trusted: "b")),
    .trip(UUIDv7(at: .epoch, random: (1, 2))),
  ]
  static let sessions = (0..<4).map { SessionID(UInt32($0)) }
  static let paddingMax = 24_000

  var random: SeededRandom
  var bench = SubjectBench(eventCapacity: 60)
  var lives: [SubjectKey: Life] = [:]
  var beliefs: [SessionID: [SubjectKey: Belief]] = [:]
  var blocked: Set<SessionID> = []
  var lifeCount = 0
  var steps = 0
  var counts: [String: Int] = [:]
  var cutFlushes = 0

  init(seed: UInt64) {
    random = SeededRandom(seed: seed)
    for session in Self.sessions {
      bench.hub.open(session)
      beliefs[session] = [:]
    }
  }

  /// Does something at random. Returns what is wrong, if anything is.
  mutating func step() throws -> String? {
    steps += 1
    let key = Self.keys[random.below(Self.keys.count)]
    let session = Self.sessions[random.below(Self.sessions.count)]
    guard lives[key] != nil else {
      lifeCount += 1
      lives[key] = Life(slot: bench.hub.openSubject(key), number: lifeCount)
      return nil
    }
    switch random.below(100) {
    case 0..<30: publish(key)
    case 30..<50: place(key)
    case 50..<62: subscribe(key, session)
    case 62..<65:
      let wasWatching = beliefs[session]?[key]?.isWatching == true
      beliefs[session]?[key]?.isWatching = false
      guard bench.hub.unsubscribe(key.topic, session: session) == wasWatching else { return "unsubscribe" }
    case 65..<68: return try close(key)
    case 68..<72:
      bench.hub.block(session)
      blocked.insert(session)
    case 72..<76: unblock(session)
    case 76..<77: leave(session)
    default: return try flush()
    }
    return try read()
  }

  /// Lets everybody catch up, and compares.
  mutating func finish() throws -> String? {
    for session in Self.sessions { unblock(session) }
    for _ in 0..<1_000 where bench.hub.hasWork {
      if let fault = try flush() { return fault }
    }
    for (session, topics) in beliefs {
      for (key, belief) in topics where belief.isWatching {
        guard let life = lives[key], belief.life == life.number, belief.events == life.events,
          belief.position == life.position, !belief.awaitsState
        else { return "session \(session.index) believes \(belief) of \(key.name)" }
      }
    }
    return nil
  }

  private mutating func publish(_ key: SubjectKey) {
    guard var life = lives[key] else { return }
    life.events += 1
    let number = life.number
    let padding = random.chance(0.3) ? random.below(Self.paddingMax) : 0
    bench.hub.publish(life.slot, kind: "test", at: .epoch) { json in
      Self.write(number, life.events, &json)
      json.key("padding")
      json.string(String(repeating: "x", count: padding))
    }
    bench.hub.setState(life.slot) { json in Self.state(life, &json) }
    lives[key] = life
  }

  private mutating func place(_ key: SubjectKey) {
    guard var life = lives[key] else { return }
    // Positions of all subjects rise, so that an older one can be told from a newer.
    life.position = steps
    bench.hub.setPosition(life.slot) { json in Self.write(life.number, life.position, &json) }
    lives[key] = life
  }

  private mutating func subscribe(_ key: SubjectKey, _ session: SessionID) {
    guard let life = lives[key] else { return }
    var belief = beliefs[session]?[key] ?? Belief()
    var since: EventOffset?
    if belief.life > 0, random.chance(0.7) {
      since = EventOffset(
        epoch: random.chance(0.1) ? 1 : SubjectBench.epoch, offset: UInt64(belief.offset))
    }
    let outcome = bench.hub.subscribe(
      toSubject: life.slot, since: since, session: session, state: { json in Self.state(life, &json) },
      into: &bench.actions)
    if belief.isWatching {
      if outcome != .already { counts["notAlready", default: 0] += 1 }
      return
    }
    if since == nil { belief.awaitsState = true }
    belief.isWatching = true
    // Who comes back in another life has seen none of its events.
    if belief.life != life.number { belief.events = 0 }
    belief.life = life.number
    beliefs[session]?[key] = belief
  }

  private mutating func close(_ key: SubjectKey) throws -> String? {
    guard let life = lives.removeValue(forKey: key) else { return nil }
    bench.hub.closeSubject(life.slot, reason: "test", into: &bench.actions)
    return try read()
  }

  private mutating func unblock(_ session: SessionID) {
    bench.hub.unblock(session)
    blocked.remove(session)
  }

  private mutating func leave(_ session: SessionID) {
    bench.hub.close(session)
    bench.hub.open(session)
    blocked.remove(session)
    for key in Self.keys { beliefs[session]?[key]?.isWatching = false }
  }

  private mutating func flush() throws -> String? {
    bench.hub.flush(bench.world, into: &bench.actions)
    for session in Self.sessions {
      let bytes = bench.bytes(to: session)
      if blocked.contains(session), bytes > 0 { return "a blocked session was told something" }
      if bytes > TopicHub.bytesPerFlushMax + Self.paddingMax + 1_000 { return "\(bytes) in one flush" }
      if bytes > TopicHub.bytesPerFlushMax { cutFlushes += 1 }
    }
    return try read()
  }

  private static func state(_ life: Life, _ json: inout JSONWriter) {
    write(life.number, life.events, &json)
    json.key("position")
    json.integer(life.position)
  }

  private static func write(_ life: Int, _ mark: Int, _ json: inout JSONWriter) {
    json.key("life")
    json.integer(life)
    json.key("mark")
    json.integer(mark)
  }
}

// What viewers make of what they are sent.
extension SubjectRun {
  /// Reads all frames. Returns the first that should not have been sent.
  mutating func read() throws -> String? {
    for session in Self.sessions {
      for frame in try Wire.frames(bench.actions, to: session) {
        counts[frame.text("type") ?? "", default: 0] += 1
        guard let key = Self.keys.first(where: { $0.name == frame.text("topic") }),
          var belief = beliefs[session]?[key], belief.isWatching
        else { return "session \(session.index) does not watch this: \(frame)" }
        let life = lives[key] ?? Life(slot: SubjectRun.noSlot(), number: 0)
        if let fault = Self.read(frame, life, isOpen: lives[key] != nil, &belief) {
          return
            "session \(session.index), \(fault): \(frame["type"] ?? "") of \(key.name), \(belief), \(life)"
        }
        beliefs[session]?[key] = belief
      }
    }
    bench.actions.removeAll()
    return counts["notAlready"] == nil ? nil : "watched twice"
  }

  /// A slot of another hub, which nobody uses.
  private static func noSlot() -> SubjectSlot {
    var hub = TopicHub(epoch: 1)
    return hub.openSubject(.ops)
  }

  private static func read(
    _ frame: [String: Any], _ life: Life, isOpen: Bool, _ belief: inout Belief
  ) -> String? {
    let (type, mark) = (frame.text("type"), frame.whole("mark") ?? -1)
    guard isOpen == (type != "end") else { return "about a closed subject" }
    if type == "end" {
      belief.isWatching = false
      belief.awaitsState = false
      return nil
    }
    guard type == "resync" || frame.whole("life") == life.number else { return "of another life" }
    switch type {
    case "event":
      guard !belief.awaitsState else { return "an event before the state" }
      guard mark == belief.events + 1 else { return "an event is missing or comes twice" }
      guard frame.whole("offset") == belief.offset + 1 else { return "a wrong offset" }
      belief.events = mark
      belief.offset += 1
    case "resync":
      belief.awaitsState = true
    case "state":
      guard mark == life.events else { return "an old state" }
      guard belief.awaitsState || mark == belief.events else { return "a state ahead of its events" }
      belief.awaitsState = false
      belief.events = mark
      belief.offset = frame.whole("offset") ?? -1
      belief.position = frame.whole("position") ?? -1
    case "pos":
      guard !belief.awaitsState, belief.events == life.events else { return "a position ahead of its events" }
      guard mark == life.position else { return "an old position" }
      belief.position = mark
    default:
      return "unknown"
    }
    return nil
  }
}
