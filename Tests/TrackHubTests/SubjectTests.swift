// What watchers of bookings, trips, ops and shares are told.

import Bedrock
import Testing
import TrackHub

@Suite struct SubjectTests {
  let viewer = SessionID(0)
  let other = SessionID(1)
  let key = SubjectKey.booking(ClientID(trusted: "b"))

  @Test func theStateComesFirstThenEventsThenTheLatestPosition() throws {
    var bench = SubjectBench()
    let subject = bench.hub.openSubject(key)
    bench.hub.open(viewer)
    #expect(!bench.hub.isWatched(subject))
    #expect(bench.watch(subject, viewer, state: 5) == .subscribed)
    #expect(bench.hub.isWatched(subject) && bench.hub.watchers(of: subject) == [viewer])
    let first = try #require(try bench.taken(viewer).first)
    #expect(first.text("type") == "state" && first.text("topic") == "booking:b")
    #expect(first.whole("epoch") == 77 && first.whole("offset") == 0 && first.whole("mark") == 5)
    #expect(first.count == 5)
    for mark in 1...1_000 { bench.place(subject, mark) }
    bench.publish(subject, 1)
    bench.publish(subject, 2)
    let frames = try bench.flushed(viewer)
    #expect(frames.map { $0.text("type") } == ["event", "event", "pos"])
    #expect(frames.map { $0.text("topic") } == ["booking:b", "booking:b", "booking:b"])
    #expect(frames[0].whole("offset") == 1 && frames[1].whole("offset") == 2)
    #expect(frames[0].text("kind") == "test" && frames[0].whole("time") == 9 && frames[1].whole("mark") == 2)
    #expect(frames[2].whole("mark") == 1_000 && frames[2].count == 3)
    #expect(try bench.flushed(viewer).isEmpty && !bench.hub.hasWork)
  }

  @Test func framesLieInTheListOnceForAllWatchers() throws {
    var bench = SubjectBench()
    let subject = bench.hub.openSubject(.ops)
    let sessions = (0..<50).map { SessionID(UInt32($0)) }
    for session in sessions {
      bench.hub.open(session)
      _ = bench.watch(subject, session)
    }
    bench.actions.removeAll()
    for round in 1...3 {
      for mark in 0..<round { bench.publish(subject, mark) }
      bench.place(subject, round)
      bench.hub.flush(bench.world, into: &bench.actions)
      var perSession: [SessionID: [Range<Int>]] = [:]
      for case .send(let session, let range) in bench.actions.actions {
        perSession[session, default: []].append(range)
      }
      #expect(perSession.count == 50 && Set(perSession.values).count == 1)
      let mine = try #require(perSession[viewer])
      #expect(mine.count == round + 1 && mine.map(\.count).reduce(0, +) == bench.actions.bytes.count)
      bench.actions.removeAll()
    }
  }

  @Test func aStateThatIsOutdatedIsWrittenForThoseWhoStartOver() throws {
    var bench = SubjectBench(eventCapacity: 4)
    let subject = bench.hub.openSubject(.ops)
    bench.hub.outdateState(subject)
    for session in [viewer, other] {
      bench.hub.open(session)
      _ = bench.watch(subject, session, state: 1)
    }
    // Whoever has just come was sent the state of that moment.
    #expect(try Wire.frames(bench.actions, to: other).last?.whole("mark") == 1)
    bench.actions.removeAll()
    bench.hub.block(viewer)
    for mark in 1...5 {
      bench.publish(subject, mark)
      bench.hub.outdateState(subject)
      #expect(try bench.flushed(other).map { $0.text("type") } == ["event"])
      #expect(!bench.hub.wantsState(subject))
    }
    bench.hub.unblock(viewer)
    #expect(try bench.flushed(viewer).map { $0.text("type") } == ["resync"])
    #expect(bench.hub.wantsState(subject))
    bench.hub.setState(subject) { json in SubjectBench.mark(5, &json) }
    #expect(!bench.hub.wantsState(subject))
    let frames = try bench.flushed(viewer)
    #expect(frames.map { $0.text("type") } == ["state"])
    #expect(frames.first?.whole("mark") == 5 && frames.first?.whole("offset") == 5)
    #expect(!bench.hub.hasWork)
  }

  @Test func sharedFramesFillASocketLikeOthers() throws {
    var bench = SubjectBench()
    let subject = bench.hub.openSubject(.ops)
    for session in [viewer, other] {
      bench.hub.open(session)
      _ = bench.watch(subject, session)
    }
    for mark in 1...200 { bench.publish(subject, mark, padding: 1_000) }
    bench.actions.removeAll()
    var flushes = 0
    var received: [SessionID: [Int]] = [:]
    while bench.hub.hasWork, flushes < 100 {
      flushes += 1
      bench.hub.flush(bench.world, into: &bench.actions)
      for session in [viewer, other] {
        #expect(bench.bytes(to: session) < TopicHub.bytesPerFlushMax + 1_200)
        received[session, default: []] += try Wire.frames(bench.actions, to: session).compactMap {
          $0.whole("mark")
        }
      }
      bench.actions.removeAll()
    }
    #expect(flushes > 3 && received[viewer] == Array(1...200) && received[other] == Array(1...200))
  }

  /// Where a viewer left off (nil: nowhere), and what it is sent when it comes back.
  static let resumes: [(EventOffset?, [String])] = [
    (nil, ["state"]),
    (EventOffset(epoch: SubjectBench.epoch, offset: 20), ["state"]),
    (EventOffset(epoch: SubjectBench.epoch, offset: 18), ["event", "event", "state"]),
    (EventOffset(epoch: SubjectBench.epoch, offset: 10), Array(repeating: "event", count: 10) + ["state"]),
    (EventOffset(epoch: SubjectBench.epoch, offset: 9), ["resync", "state"]),
    (EventOffset(epoch: SubjectBench.epoch, offset: 21), ["resync", "state"]),
    (EventOffset(epoch: SubjectBench.epoch - 1, offset: 18), ["resync", "state"]),
  ]

  @Test(arguments: resumes) func resumesWhereItCan(_ since: EventOffset?, _ expected: [String]) throws {
    var bench = SubjectBench(eventCapacity: 10)
    let subject = bench.hub.openSubject(key)
    for mark in 1...20 { bench.publish(subject, mark) }
    bench.hub.open(viewer)
    #expect(bench.watch(subject, viewer, since: since) == .subscribed)
    let frames = try bench.taken(viewer)
    #expect(frames.map { $0.text("type") ?? "" } == expected)
    let events = frames.filter { $0.text("type") == "event" }.compactMap { $0.whole("mark") }
    #expect(events == Array((21 - events.count)..<21) && frames.last?.whole("offset") == 20)
  }

  @Test func whoeverFallsBehindGetsTheStateThatWasSetAndTheLatestPosition() throws {
    var bench = SubjectBench(eventCapacity: 10)
    let subject = bench.hub.openSubject(key)
    bench.hub.open(viewer)
    _ = bench.watch(subject, viewer)
    _ = try bench.taken(viewer)
    bench.place(subject, 40)
    _ = try bench.flushed(viewer)
    bench.hub.block(viewer)
    for mark in 1...11 { bench.publish(subject, mark) }
    bench.hub.setState(subject) { json in SubjectBench.mark(11, &json) }
    bench.hub.unblock(viewer)
    let frames = try bench.flushed(viewer)
    #expect(frames.map { $0.text("type") } == ["resync", "state", "pos"])
    #expect(frames[1].whole("offset") == 11 && frames[1].whole("mark") == 11)
    #expect(frames[2].whole("mark") == 40)
  }

  @Test func aPositionThatIsTakenBackIsNotSentAnyMore() throws {
    var bench = SubjectBench()
    let subject = bench.hub.openSubject(.share(1))
    bench.hub.open(viewer)
    _ = bench.watch(subject, viewer)
    _ = try bench.taken(viewer)
    bench.place(subject, 1)
    bench.publish(subject, 1)
    bench.hub.clearPosition(subject)
    #expect(try bench.flushed(viewer).map { $0.text("type") } == ["event"])
    bench.place(subject, 2)
    #expect(try bench.flushed(viewer).map { $0.whole("mark") } == [2])
  }

  @Test func nothingIsWrittenForNobody() {
    var bench = SubjectBench()
    let subject = bench.hub.openSubject(key)
    bench.hub.setState(subject) { _ in Issue.record("a state for nobody") }
    bench.hub.setPosition(subject) { _ in Issue.record("a position for nobody") }
    bench.hub.open(viewer)
    _ = bench.watch(subject, viewer)
    #expect(bench.hub.unsubscribe(key.topic, session: viewer) == true)
    #expect(bench.hub.unsubscribe(key.topic, session: viewer) == false)
    bench.hub.setPosition(subject) { _ in Issue.record("a position for nobody") }
    bench.actions.removeAll()
    bench.publish(subject, 1)
    bench.hub.flush(bench.world, into: &bench.actions)
    #expect(bench.actions.isEmpty && bench.hub.subscriptionCount == 0)
  }

  @Test func aClosedSubjectIsToldOnceAndNothingMore() throws {
    var bench = SubjectBench()
    let subject = bench.hub.openSubject(.share(1))
    for session in [viewer, other] {
      bench.hub.open(session)
      _ = bench.watch(subject, session)
    }
    bench.hub.block(other)
    bench.actions.removeAll()
    bench.publish(subject, 1)
    bench.place(subject, 1)
    bench.hub.closeSubject(subject, reason: "revoked", into: &bench.actions)
    for session in [viewer, other] {
      let frames = try Wire.frames(bench.actions, to: session)
      #expect(frames.map { $0.text("type") } == ["end"] && frames[0].count == 3)
      #expect(frames[0].text("topic") == "share" && frames[0].text("reason") == "revoked")
    }
    bench.actions.removeAll()
    #expect(bench.hub.subject(of: .share(1)) == nil && bench.hub.subscriptionCount == 0)
    let next = bench.hub.openSubject(.share(2))
    #expect(next != subject && bench.hub.subject(of: .share(2)) == next)
    bench.publish(next, 2)
    bench.hub.unblock(other)
    bench.hub.flush(bench.world, into: &bench.actions)
    #expect(bench.actions.isEmpty && !bench.hub.hasWork)
  }

  @Test func aSlotThatIsUsedAgainGivesNobodyTheEventsOfItsEarlierLife() throws {
    for reopened in [key, .ops] {
      var bench = SubjectBench()
      let first = bench.hub.openSubject(key)
      for mark in 1...5 { bench.publish(first, mark) }
      bench.hub.closeSubject(first, reason: "test", into: &bench.actions)
      let second = bench.hub.openSubject(reopened)
      for mark in 11...12 { bench.publish(second, mark) }
      for since in 0...7 {
        let session = SessionID(UInt32(since))
        bench.hub.open(session)
        let place = EventOffset(epoch: SubjectBench.epoch, offset: UInt64(since))
        _ = bench.watch(second, session, since: place)
        let frames = try bench.taken(session)
        #expect(
          frames.compactMap { $0.text("type") == "event" ? $0.whole("mark") : nil }.allSatisfy { $0 > 10 })
        #expect(frames.contains { $0.text("type") == "resync" } == (since < 5))
        #expect(frames.last?.text("type") == "state" && frames.last?.whole("offset") == 7)
      }
    }
  }

  @Test func subjectsCountAgainstTheLimitOfASession() {
    var bench = SubjectBench()
    bench.hub.open(viewer)
    let subjects = (0...TopicHub.topicsPerSessionMax).map {
      bench.hub.openSubject(.booking(ClientID(trusted: "b\($0)")))
    }
    for subject in subjects.dropLast() { #expect(bench.watch(subject, viewer) == .subscribed) }
    #expect(bench.watch(subjects[3], viewer) == .already)
    #expect(bench.watch(subjects[TopicHub.topicsPerSessionMax], viewer) == .tooMany)
    #expect(!bench.hub.isWatched(subjects[TopicHub.topicsPerSessionMax]))
    bench.hub.close(viewer)
    #expect(bench.hub.subscriptionCount == 0 && bench.hub.subjectCount == subjects.count)
    #expect(subjects.allSatisfy { !bench.hub.isWatched($0) })
  }

  @Test func aSessionHasAtMostOneShare() {
    var bench = SubjectBench()
    bench.hub.open(viewer)
    let shares = (1...2).map { bench.hub.openSubject(.share(UInt64($0))) }
    #expect(bench.watch(shares[0], viewer) == .subscribed)
    #expect(bench.watch(shares[1], viewer) == .already)
    #expect(!bench.hub.isWatched(shares[1]))
  }

  @Test func aVoidSlotStopsTheProcess() async {
    await #expect(processExitsWith: .failure) {
      var bench = SubjectBench()
      let subject = bench.hub.openSubject(.ops)
      bench.hub.closeSubject(subject, reason: "test", into: &bench.actions)
      _ = bench.hub.openSubject(.ops)
      bench.publish(subject, 1)
    }
    await #expect(processExitsWith: .failure) {
      var bench = SubjectBench()
      _ = bench.hub.openSubject(.ops)
      _ = bench.hub.openSubject(.ops)
    }
  }
}
