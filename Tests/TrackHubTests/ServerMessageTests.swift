// What the server says, read back by Foundation, field by field.

import Bedrock
import GeoIndex
import Testing
import TrackHub

@Suite struct ServerMessageTests {
  let session = SessionID(3)

  @Test func welcomeOfAPhoneAndOfAViewer() throws {
    var actions = ActionList()
    var contract = PhoneContract()
    contract.deviationMeters = 12.5
    ServerMessages.welcome(
      session: "s-1", epoch: 77, now: Instant(milliseconds: 123), lastSequence: 9, contract: contract,
      to: session, into: &actions)
    ServerMessages.welcome(
      session: "s-2", epoch: 77, now: Instant(milliseconds: 124), lastSequence: nil, contract: contract,
      to: session, into: &actions)
    let frames = try Wire.frames(actions, to: session)
    #expect(frames[0].text("type") == "welcome" && frames[0].text("session") == "s-1")
    #expect(
      frames[0].whole("epoch") == 77 && frames[0].whole("time") == 123 && frames[0].whole("lastSeq") == 9)
    let told = try #require(frames[0]["contract"] as? [String: Any])
    #expect(told.whole("minIntervalMs") == 1_000 && told.number("deviationMeters") == 12.5)
    #expect(told.whole("heartbeatMs") == 30_000 && told.count == 3)
    #expect(Set(frames[1].keys) == ["type", "session", "epoch", "time"])
  }

  @Test func acknowledgementListsWhatWasNotAccepted() throws {
    var actions = ActionList()
    ServerMessages.acknowledgement(sequence: 5, refused: [], to: session, into: &actions)
    let refused = FixVerdict.allCases.enumerated().map { index, verdict in
      RefusedFix(sequence: UInt64(index), judgement: FixJudgement(verdict, FixField.allCases[index]))
    }
    ServerMessages.acknowledgement(
      sequence: 9_007_199_254_740_991, refused: refused, to: session, into: &actions)
    let frames = try Wire.frames(actions, to: session)
    #expect(Set(frames[0].keys) == ["type", "seq"] && frames[0].whole("seq") == 5)
    #expect(frames[1].whole("seq") == 9_007_199_254_740_991)
    let list = try #require(frames[1].objects("refused"))
    #expect(list.count == refused.count)
    for (item, fix) in zip(list, refused) {
      #expect(item.whole("seq") == Int(fix.sequence))
      #expect(item.text("code") == "\(fix.judgement.verdict.code)")
      let field = fix.judgement.field
      #expect(item.text("field") == (field == .none ? nil : "\(field.name)"))
    }
  }

  @Test func errorsEscapeWhatClientsWrote() throws {
    var actions = ActionList()
    let nasty = "a\"b\\c\u{1}\u{1f}\n\t\u{7f}é🚗"
    ServerMessages.error(
      FieldError(field: nasty, code: .unknownField, message: "is not a field"), to: session, into: &actions)
    let frame = try #require(try Wire.frames(actions, to: session).first)
    #expect(frame.text("type") == "error" && frame.text("field") == nasty)
    #expect(frame.text("code") == "unknownField" && frame.text("message") == "is not a field")
    let bare = try Wire.object(ServerMessages.errorFrame(code: "rate", field: nil, message: "m"))
    #expect(Set(bare.keys) == ["type", "code", "message"])
    let refused = try Wire.object(
      ServerMessages.errorFrame(code: "notFound", field: "topic", message: "m", topic: nasty))
    #expect(refused.text("topic") == nasty)
    ServerMessages.error(
      FieldError(field: "type", code: .conflict, message: "m"), topic: "ops", ref: ClientID(trusted: "r-1"),
      to: SessionID(4), into: &actions)
    let answer = try #require(try Wire.frames(actions, to: SessionID(4)).first)
    #expect(answer.text("topic") == "ops" && answer.text("ref") == "r-1" && answer.count == 6)
  }

  @Test func eventsAndEndsNameTheirTopic() throws {
    let event = try Wire.object(
      ServerMessages.event(
        topic: "technician:a", epoch: 77, offset: 3, kind: "presence", at: Instant(milliseconds: 5)
      ) { json in
        json.key("presence")
        json.string("idle" as StaticString)
      })
    #expect(event.text("type") == "event" && event.text("topic") == "technician:a")
    #expect(event.whole("epoch") == 77 && event.whole("offset") == 3 && event.whole("time") == 5)
    #expect(event.text("kind") == "presence" && event.text("presence") == "idle" && event.count == 7)
    var actions = ActionList()
    ServerMessages.topicEnded(topic: "x", reason: "technicianRemoved", to: session, into: &actions)
    let end = try #require(try Wire.frames(actions, to: session).first)
    #expect(
      end.text("type") == "end" && end.text("topic") == "x" && end.text("reason") == "technicianRemoved")
  }

  @Test func aPositionHasWhatTheDeviceGave() throws {
    var bench = TopicHubBench()
    let technician = bench.add("a")
    bench.hub.open(session)
    _ = bench.watch(technician, session)
    let empty = try #require(try bench.taken(session).first)
    #expect(Set(empty.keys) == ["type", "topic", "epoch", "offset", "presence", "status"])
    #expect(empty.text("presence") == "offline" && empty.text("status") == "available")

    let point = TopicHubBench.point(24.7135517, -46.6752968)
    let position = Position(
      point: point, fixTime: Instant(milliseconds: 11), receivedAt: Instant(milliseconds: 12),
      accuracyMeters: 4.26, speedMetersPerSecond: 13.456, headingDegrees: 359.96, batteryFraction: 0.255)
    bench.world.setPosition(position, of: technician)
    bench.hub.positionChanged(technician, at: point)
    let frame = try #require(try bench.flushed(session).first)
    #expect(Set(frame.keys) == ["type", "topic", "t", "lat", "lon", "acc", "spd", "hdg", "bat"])
    #expect(frame.text("type") == "pos" && frame.text("topic") == "technician:a" && frame.whole("t") == 11)
    #expect(abs((frame.number("lat") ?? 0) - point.latitudeDegrees) <= 0.5e-7)
    #expect(abs((frame.number("lon") ?? 0) - point.longitudeDegrees) <= 0.5e-7)
    #expect(frame.number("acc") == 4.3 && frame.number("spd") == 13.46 && frame.number("hdg") == 360)
  }

  @Test func closeCodesAreTheProtocols() {
    #expect(CloseCode.allCases.map(\.rawValue) == [4401, 4403, 4408, 4409, 4429, 4503])
  }
}
