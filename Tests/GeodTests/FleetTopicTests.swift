// The accounts of viewers and phones about bookings: gaps are noticed, answers find their commands.

import Bedrock
import Testing

@testable import FleetClient

@Suite("Fleet topics")
struct FleetTopicTests {
  @Test func eventsWithoutAGapAreWell() {
    var topic = TopicWatcher(topic: "ops")
    #expect(topic.isAwaitingState && !topic.isResumable)
    #expect(topic.state(epoch: 7, offset: 3) == nil, "the first state may stand anywhere")
    #expect(topic.event(epoch: 7, offset: 4) == nil)
    #expect(topic.event(epoch: 7, offset: 5) == nil)
    topic.reconnect()
    #expect(topic.isAwaitingState && topic.isResumable)
    #expect(topic.event(epoch: 7, offset: 6) == nil)
    #expect(topic.state(epoch: 7, offset: 6) == nil)
    #expect(!topic.isAwaitingState)
  }

  @Test func gapsAreNoticed() {
    var topic = TopicWatcher(topic: "booking:b-1")
    #expect(topic.event(epoch: 1, offset: 1) != nil, "an event before the state")
    _ = topic.state(epoch: 1, offset: 10)
    #expect(topic.event(epoch: 1, offset: 12) != nil, "one is missing")
    #expect(topic.event(epoch: 1, offset: 12) != nil, "one came twice")
    #expect(topic.event(epoch: 2, offset: 13) != nil, "another life")
    #expect(topic.state(epoch: 2, offset: 15) != nil, "the state knows more than was told")
    #expect(topic.state(epoch: 3, offset: 15) != nil, "another life")
  }

  @Test func aResyncExplainsAGap() {
    var topic = TopicWatcher(topic: "ops")
    _ = topic.state(epoch: 1, offset: 10)
    topic.resync()
    #expect(topic.state(epoch: 2, offset: 99) == nil)
    #expect(topic.event(epoch: 2, offset: 100) == nil)
    #expect(topic.state(epoch: 2, offset: 101) != nil, "one resync explains one state")
  }

  @Test func mapsBeginAnew() {
    var map = TopicWatcher(topic: "map:1,2,3,4")
    _ = map.state(epoch: 1, offset: 0)
    map.reconnect()
    #expect(!map.isResumable)
    #expect(map.state(epoch: 2, offset: 0) == nil)
  }

  @Test func messagesAboutTopicsAreRead() {
    var scanner = TopicScanner()
    let text =
      #"{"type":"event","topic":"ops","epoch":5,"offset":6,"kind":"trip.arrived","time":9,"event":{"booking":"b","#
      + #""number":4,"kind":"trip.arrived","t":8,"trip":"01a1fb71-b795-7526-848f-3f5797256cb1"}}"#
    let bytes = Array(text.utf8)
    let isRead = scanner.scan(bytes.span)
    #expect(isRead)
    #expect(scanner.epoch == 5 && scanner.offset == 6)
    let event = scanner.event.flatMap { TopicEvent(bytes.span, $0) }
    #expect(event?.booking.text == "b" && event?.number == 4 && event?.kind == "trip.arrived")
    #expect(event?.time == Instant(milliseconds: 8))
    #expect(event?.trip?.description == "01a1fb71-b795-7526-848f-3f5797256cb1")
    let broken = Array(text.dropLast(3).utf8)
    let isBroken = !scanner.scan(broken.span)
    #expect(isBroken)
  }

  @Test func positionsOfSubjectsAreTold() {
    var scanner = PositionScanner()
    let bytes = Array(#"{"type":"pos","topic":"share","t":77,"lat":1,"lon":2,"eta":{"t":5}}"#.utf8)
    let isRead = scanner.scan(bytes.span)
    #expect(isRead)
    #expect(scanner.seen.isEmpty)
    let subject = scanner.subject.map { FrameCursor.string(bytes.span, $0) }
    #expect(subject == "share")
    #expect(scanner.subjectTime == Instant(milliseconds: 77))
  }

  private func note(_ ledger: inout CommandLedger, _ command: PhoneCommand) throws -> CommandLedger.Entry {
    let entry = ledger.note(command)
    return try #require(entry)
  }

  @Test func anAnswerFindsItsCommandOnce() throws {
    var ledger = CommandLedger()
    let offer = try #require(UUIDv7("01a1fb71-b795-7526-848f-3f5797256cb1"))
    let first = try note(&ledger, .accept(offer: offer))
    let second = try note(&ledger, .trip(offer, .start, reason: nil))
    #expect(first.ref != second.ref)
    let answered = (ledger.settle(second.ref), ledger.settle(second.ref))
    #expect(answered.0 == .trip(offer, .start, reason: nil))
    #expect(answered.1 == nil, "answered before")
    #expect(ledger.outstanding.map(\.ref) == [first.ref], "said again after a reconnect")
    for _ in 0..<CommandLedger.outstandingMax { _ = ledger.note(.accept(offer: offer)) }
    #expect(ledger.outstanding.count == CommandLedger.outstandingMax)
    let refused = ledger.note(.accept(offer: offer))
    #expect(refused == nil)
  }

  @Test func noticesAreReadOrRefused() {
    func notice(_ kind: ServerFrame, _ text: String) -> PhoneNotice? {
      let bytes = Array(text.utf8)
      return PhoneFrame(bytes.span)?.notice(kind)
    }
    let id = "01a1fb71-b795-7526-848f-3f5797256cb1"
    let trip = notice(.trip, #"{"type":"trip","id":"\#(id)","booking":"b-1","state":"arrived"}"#)
    guard case .trip(let moved) = trip else {
      Issue.record("not a trip: \(String(describing: trip))")
      return
    }
    #expect(moved.id.description == id && moved.booking.text == "b-1" && moved.state == "arrived")
    #expect(notice(.trip, #"{"type":"trip","id":"7","booking":"b-1","state":"arrived"}"#) == nil)
    #expect(
      notice(.offer, #"{"type":"offer","offer":"\#(id)","booking":"b-1"}"#) == nil, "no deadline, no place")
    #expect(
      notice(.error, #"{"type":"error","code":"ended","field":"id","message":"m","ref":"c1"}"#)
        == .refused(code: "ended", message: "m"))
  }
}
