// Events on their way to the store, to viewers, and back.

import Bedrock
import Foundation
import TestSupport
import Testing

@testable import Trips

@Suite struct TripEventTests {
  static func samples() throws -> [LifeChange] {
    let (id, technician, trip) = (Sample.uuid(7), Sample.technician(3), Sample.uuid(107))
    let full = try BookingTerms(
      place: Sample.place, skillsRequired: [ClientID(trusted: "ac")],
      skillsPreferred: [ClientID(trusted: "x")], window: Sample.window(),
      sla: SLATerms(assignBy: Sample.instant(60), arriveBy: Sample.instant(3600)),
      preferences: BookingPreferences(picked: technician, blocked: [Sample.technician(4)]),
      textReferences: [ClientID(trusted: "text-1")])
    let inside = full.lying(in: [ClientID(trusted: "north"), ClientID(trusted: "old-town")])
    let known = try BookingTerms(
      place: Sample.place, window: Sample.window(), customer: ClientID(trusted: "c-1"),
      zones: [ClientID(trusted: "z")])
    return [
      .booking(.placed(inside)), .booking(.placed(known)),
      .booking(.placed(full)), .booking(.placed(try Sample.terms())),
      .booking(.offered(offer: id, technicians: [technician])),
      .booking(.offerEnded(offer: id, how: .timedOut)), .booking(.nobodyLeft),
      .booking(.accepted(offer: id, technician: technician, trip: trip)),
      .booking(.assigned(technician: technician, trip: trip, reason: Note(trusted: "عاجل \"جدا\""))),
      .booking(.released(reason: .none)),
      .booking(.rescheduled(window: try Sample.window(5, 9), sla: .none, reason: Sample.note)),
      .booking(.cancelled(reason: Note(trusted: String(repeating: "x", count: 255)))),
      .booking(.noShow(reason: Sample.note)), .booking(.tripChanged(trip: trip, to: .arrived)),
      .offer(id, .made(Sample.offerTerms([1, 2, 3], wave: 4))), .offer(id, .accepted(technician: technician)),
      .offer(id, .declined(technician: technician, reason: Sample.note)), .offer(id, .timedOut),
      .offer(id, .withdrawn), .trip(trip, .started(TripTableTests.terms)), .trip(trip, .arrived(.positions)),
      .trip(trip, .began), .trip(trip, .completed), .trip(trip, .cancelled(reason: Sample.note)),
    ]
  }

  static func event(_ change: LifeChange) -> TripEvent {
    TripEvent(
      booking: Sample.bookingID, number: 42,
      time: ChangeTime(observed: Sample.instant(1), applied: Sample.instant(2)), actor: Sample.dispatcher,
      change: change)
  }

  @Test func everyChangeComesBackFromItsBytes() throws {
    let samples = try Self.samples()
    #expect(Set(samples.map { "\($0.name)" }).count == 21, "a change without a sample")
    for change in samples {
      let event = Self.event(change)
      #expect(try TripEvent(bytes: event.bytes) == event)
    }
  }

  @Test func cutBytesAreRefusedEverywhere() throws {
    for change in try Self.samples() {
      let bytes = Self.event(change).bytes
      for count in 0..<bytes.count {
        #expect(throws: TripEventError.self) { _ = try TripEvent(bytes: Array(bytes.prefix(count))) }
      }
      #expect(throws: TripEventError.trailing) { _ = try TripEvent(bytes: bytes + [0]) }
    }
  }

  @Test func damagedBytesNeverStopTheProcess() throws {
    var random = SeededRandom(seed: Seeds.current)
    let samples = try Self.samples().map { Self.event($0).bytes }
    var read = 0
    for _ in 0..<20_000 {
      var bytes = samples[random.below(samples.count)]
      for _ in 0...random.below(3) { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
      guard let event = try? TripEvent(bytes: bytes) else { continue }
      read += 1
      #expect(try TripEvent(bytes: event.bytes) == event)
    }
    #expect(read > 0)
    #expect(throws: TripEventError.unknownFormat(2)) { _ = try TripEvent(bytes: [2]) }
  }

  @Test func bytesStayTheSameForever() {
    let event = TripEvent(
      booking: ClientID(trusted: "b"), number: 2, time: ChangeTime(Sample.start), actor: .system,
      change: .offer(Sample.uuid(7), .accepted(technician: ClientID(trusted: "t"))))
    let hex = event.bytes.map { (($0 < 16) ? "0" : "") + String($0, radix: 16) }.joined()
    // format, booking, number, observed, applied, actor, tag, offer (high and low word), technician
    let time = "005397879b010000"
    #expect(
      hex == "01" + "0162" + "0200000000000000" + time + time + "0000" + "21" + "0070" + "005397879b01"
        + "0700000000000080" + "0174")
  }

  @Test func jsonHasTheMembersOfTheChange() throws {
    for change in try Self.samples() {
      var json = JSONWriter()
      Self.event(change).write(to: &json)
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(json.finish())) as? [String: Any])
      #expect(object["kind"] as? String == "\(change.name)")
      #expect(object["number"] as? Int == 42)
      #expect(object["t"] as? Int64 == Sample.instant(1).milliseconds)
      #expect(object["appliedT"] as? Int64 == Sample.instant(2).milliseconds)
      #expect((object["actor"] as? [String: Any])?["id"] as? String == "noura")
      if case .booking(.assigned(_, let trip, let reason)) = change {
        #expect(object["trip"] as? String == trip.description)
        #expect(object["reason"] as? String == reason.text)
      }
      if case .booking(.placed) = change { #expect(object["lat"] as? Double == 24.7136) }
    }
  }
}
