// The life of a fix from the phone's session to the watcher's frame.

import Bedrock
import Engine
import GeoIndex
import Matcher
import TestSupport
import Testing
import TrackHub

@Suite struct FixLifeTests {
  @Test func aFixBecomesAPositionAnAcknowledgementAndAFrame() throws {
    var bench = EngineBench()
    bench.put("a")
    let phone = try bench.open("a")
    let viewer = bench.viewer()
    try bench.engine.subscribe(
      viewer, to: .technician(ClientID(trusted: "a")), name: "technician:a", since: nil, now: bench.now,
      into: &bench.actions)
    #expect(try bench.frames(phone).map { $0.text("type") } == ["welcome"])
    #expect(try bench.frames(viewer).map { $0.text("type") } == ["welcome", "state"])
    bench.actions.removeAll()

    bench.pass(1)
    #expect(bench.send(1, north: 100, phone) == .accepted)
    bench.engine.flush(into: &bench.actions)
    let ack = try #require(try bench.frames(phone).first)
    #expect(ack.text("type") == "ack" && ack.whole("seq") == 1 && ack["refused"] == nil)
    let told = try bench.frames(viewer)
    #expect(told.map { $0.text("type") } == ["event", "pos"])
    #expect(told[0].text("presence") == "online" && told[0].whole("offset") == 1)
    #expect(told[1].whole("t") == Int(bench.now.milliseconds))
    bench.actions.removeAll()

    bench.pass(10)
    let written = try #require(try bench.technician("a"))
    #expect(written.text("presence") == "online")
    #expect(written.object("position")?.whole("ageMs") == 10_000)
    #expect(written.object("profile")?.text("name") == "a")
    #expect(bench.engine.statistics.positions == 1 && bench.engine.statistics.online == 1)
  }

  @Test func oneAcknowledgementPerFlushListsEveryRefusal() throws {
    var bench = EngineBench()
    bench.put("a")
    let phone = try bench.open("a")
    _ = try bench.flushed(phone)
    bench.send(1, phone)
    bench.send(2, north: 90_000, phone)
    bench.send(0, phone)
    bench.send(2, north: 1, phone)
    bench.send(7, north: 3, phone)
    let frames = try bench.flushed(phone)
    #expect(frames.count == 1)
    #expect(frames[0].whole("seq") == 7)
    let refused = try #require(frames[0].objects("refused"))
    #expect(refused.map { $0.whole("seq") } == [2, 0, 2])
    #expect(refused.map { $0.text("code") } == ["jump", "outOfRange", "conflict"])
    #expect(refused.map { $0.text("field") } == [nil, "seq", "seq"])
    #expect(try bench.flushed(phone).isEmpty)
  }

  @Test func aRepeatIsAcknowledgedAsBefore() throws {
    var bench = EngineBench()
    bench.put("a")
    let phone = try bench.open("a")
    let fix = bench.fix(1)
    let mock = Fix(sequence: 2, time: bench.now, latitudeDegrees: 1, longitudeDegrees: 1, source: .mock)
    for _ in 0..<3 {
      #expect(bench.engine.receive(fix, from: phone, now: bench.now) == .accepted)
      #expect(bench.engine.receive(mock, from: phone, now: bench.now) == FixJudgement(.mock, .src))
      bench.pass(5)
    }
    let ledger = bench.engine.ledger
    #expect(ledger[.accepted] == 3 && ledger[.mock] == 3 && ledger.repeats == 4 && ledger.total == 6)
    // A repeat is no news of where the technician is.
    #expect(try bench.technician("a")?.object("position")?.whole("ageMs") == 15_000)
  }

  @Test func everyFixHasOneVerdictAndTheAccountsAgree() throws {
    for seed in Seeds.all("engine-ledger") {
      var random = SeededRandom(seed: seed)
      var bench = EngineBench()
      var phones: [(session: SessionID, id: String, device: String)] = []
      for technician in 0..<4 {
        bench.put("t\(technician)")
        for device in ["a", "b"] {
          phones.append((try bench.open("t\(technician)", device: device), "t\(technician)", device))
        }
      }
      var counts: [FixVerdict: UInt64] = [:]
      for _ in 0..<5_000 {
        bench.now = bench.now.advanced(byMilliseconds: Int64(random.below(900)))
        let phone = phones[random.below(phones.count)]
        var fix = bench.fix(UInt64(random.below(3_000)), north: random.double(in: 0...3_000))
        switch random.below(12) {
        case 0: fix.latitudeDegrees = .nan
        case 1: fix.accuracyMeters = 900
        case 2: fix.source = .mock
        case 3: fix.time = bench.now.advanced(byMilliseconds: 3_600_000)
        case 4: fix.time = bench.now.advanced(byMilliseconds: -Int64(random.below(200_000_000)))
        default: break
        }
        let judgement = bench.engine.receive(fix, from: phone.session, now: bench.now)
        counts[try #require(judgement).verdict, default: 0] += 1
      }
      for verdict in FixVerdict.allCases {
        #expect(bench.engine.ledger[verdict] == counts[verdict, default: 0])
      }
      var sum = FixLedger()
      for phone in phones {
        let ledger = bench.engine.ledger(
          ofDevice: ClientID(trusted: phone.device), technician: ClientID(trusted: phone.id))
        sum.merge(try #require(ledger))
      }
      #expect(sum == bench.engine.ledger && sum.total == 5_000, "seed \(seed)")
      #expect(
        bench.engine.ledger(ofDevice: ClientID(trusted: "z"), technician: ClientID(trusted: "t0")) == nil)
    }
  }

  @Test func twoDevicesCountForThemselvesAndMoveOneTechnician() throws {
    var bench = EngineBench()
    bench.put("a")
    let phone = try bench.open("a", device: "phone")
    let tablet = try bench.open("a", device: "tablet")
    #expect(bench.send(5, phone) == .accepted)
    bench.pass(1)
    #expect(bench.send(1, north: 5, tablet) == .accepted)
    bench.engine.flush(into: &bench.actions)
    #expect(try bench.frames(phone).last?.whole("seq") == 5)
    #expect(try bench.frames(tablet).last?.whole("seq") == 1)
    #expect(bench.engine.statistics.positions == 1)
    for number in 3...DeviceTable.perTechnicianMax { _ = try bench.open("a", device: "d\(number)") }
    #expect(throws: FieldError.self) { try bench.open("a", device: "one-too-many") }
    #expect(throws: FieldError.self) { try bench.open("nobody") }
  }

  @Test func timeNeverRunsBackwards() throws {
    var bench = EngineBench()
    bench.put("a")
    let phone = try bench.open("a")
    bench.pass(100)
    bench.send(1, phone)
    let latest = bench.now
    bench.now = EngineBench.start
    bench.engine.advance(to: bench.now, into: &bench.actions)
    #expect(bench.engine.now == latest)
    // Judged at the engine's time, not at the caller's: 100 s would be too far ahead.
    bench.now = latest
    let fix = bench.fix(2, north: 1)
    #expect(bench.engine.receive(fix, from: phone, now: EngineBench.start) == FixJudgement.accepted)
  }

  @Test func newThresholdsHoldFromTheNextFix() throws {
    var bench = EngineBench()
    bench.put("a")
    let phone = try bench.open("a")
    bench.send(1, phone)
    bench.pass(1)
    var settings = TenantSettings()
    settings.fix.accuracyMaxMeters = 4
    settings.presence.idleAfterMilliseconds = 5_000
    bench.engine.apply(settings)
    #expect(bench.send(2, north: 1, phone) == FixJudgement(.coarse, .acc))
    bench.pass(5)
    #expect(bench.engine.statistics.idle == 1)
    #expect(bench.engine.settings == settings)
  }
}
