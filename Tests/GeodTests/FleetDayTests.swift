// Days of the demo's people: what they do about what they hear, and that checks of the record can fail.

import Bedrock
import Testing

@testable import FleetClient
@testable import geod

@Suite("Fleet days")
struct FleetDayTests {
  private let start = Instant(seconds: 1_800_000_000)
  private let booking = ClientID(trusted: "bk-1")

  private func id(_ number: UInt64) -> UUIDv7 { UUIDv7(at: start, random: (number, number)) }

  private func assignment(_ trip: UUIDv7, begun: Bool = true, state: String? = nil) -> PhoneNotice {
    .assignment(
      PhoneNotice.Assignment(
        booking: booking, version: 1, hasBegun: begun, trip: trip, latitudeDegrees: 24.7,
        longitudeDegrees: 46.7,
        tripState: state))
  }

  private func moved(_ trip: UUIDv7, _ state: String) -> PhoneNotice {
    .trip(PhoneNotice.Trip(id: trip, booking: booking, state: state))
  }

  /// Lets time pass until the technician does something.
  private func act(_ day: inout TechnicianDay, from now: inout Instant, isThere: Bool = false)
    -> [TechnicianDay.Act]
  {
    for _ in 0..<400 {
      now = now.advanced(byMilliseconds: 1_000)
      let acts = day.pass(to: now, isThere: isThere)
      if !acts.isEmpty { return acts }
    }
    return []
  }

  @Test func mostOffersAreAcceptedSomeAreNot() {
    var (accepted, declined, ignored) = (0, 0, 0)
    for number in 0..<400 {
      var day = TechnicianDay(random: SeededRandom(seed: UInt64(number)))
      var now = start
      let offer = PhoneNotice.Offer(
        id: id(1), booking: booking, deadline: start.advanced(byMilliseconds: 20_000), latitudeDegrees: 24.7,
        longitudeDegrees: 46.7)
      #expect(day.hear(.offer(offer), to: nil, at: now).isEmpty, "nobody answers at once")
      // Told again after a reconnect, an offer is not thought about twice.
      _ = day.hear(.offer(offer), to: nil, at: now)
      switch act(&day, from: &now).first {
      case .say(.accept(id(1))): accepted += 1
      case .say(.decline(id(1), _)): declined += 1
      default: ignored += 1
      }
      #expect(act(&day, from: &now).isEmpty, "answered once")
    }
    #expect((280...360).contains(accepted) && (15...70).contains(declined) && (15...70).contains(ignored))
  }

  @Test func aTripGoesItsWay() {
    var ways: Set<String> = []
    for number in 0..<80 {
      var day = TechnicianDay(random: SeededRandom(seed: UInt64(number)))
      let trip = id(2)
      var now = start
      #expect(day.hear(assignment(trip), to: nil, at: now).isEmpty)
      #expect(act(&day, from: &now) == [.say(.trip(trip, .start, reason: nil))])
      #expect(day.hear(moved(trip, "enRoute"), to: nil, at: now).count == 1, "sets out")
      let isThere = !day.jobs[0].habit.breaksOff
      let next = act(&day, from: &now, isThere: isThere)
      if !isThere {
        guard case .say(.trip(trip, .cancel, _)) = next.first else {
          Issue.record("seed \(number): \(next)")
          continue
        }
        #expect(day.hear(moved(trip, "cancelled"), to: nil, at: now) == [.goFree])
        ways.insert("broken off")
        continue
      }
      #expect(next == [.say(.trip(trip, .arrive, reason: nil))])
      _ = day.hear(moved(trip, "arrived"), to: nil, at: now)
      if day.jobs[0].habit.findsNobody {
        #expect(act(&day, from: &now) == [.findNobody(booking)])
        #expect(day.hear(assignment(trip, begun: false), to: nil, at: now) == [.goFree])
        ways.insert("nobody there")
        continue
      }
      #expect(act(&day, from: &now) == [.say(.trip(trip, .begin, reason: nil))])
      _ = day.hear(moved(trip, "inService"), to: nil, at: now)
      #expect(act(&day, from: &now) == [.say(.trip(trip, .complete, reason: nil))])
      #expect(day.hear(assignment(trip, begun: false), to: nil, at: now) == [.goFree])
      #expect(day.hear(moved(trip, "completed"), to: nil, at: now) == [.completed(trip)])
      #expect(day.isIdle)
      ways.insert("completed")
    }
    #expect(ways == ["completed", "broken off", "nobody there"])
  }

  @Test func busyServersAreAskedAgain() {
    var day = TechnicianDay(random: SeededRandom(seed: 1))
    var now = start
    _ = day.hear(assignment(id(3)), to: nil, at: now)
    let said = act(&day, from: &now)
    let command = PhoneCommand.trip(id(3), .start, reason: nil)
    #expect(said == [.say(command)])
    #expect(day.hear(.refused(code: "busy", message: ""), to: command, at: now).isEmpty)
    #expect(act(&day, from: &now) == [.say(command)])
    _ = day.hear(.refused(code: "ended", message: ""), to: command, at: now)
    #expect(day.isIdle, "somebody has called it off")
  }

  @Test func whatIsNotToldAgainIsOver() {
    var day = TechnicianDay(random: SeededRandom(seed: 1))
    var now = start
    _ = day.hear(assignment(id(3)), to: nil, at: now)
    _ = day.hear(moved(id(3), "enRoute"), to: nil, at: now)
    _ = day.hear(.welcomed, to: nil, at: now)
    _ = day.hear(assignment(id(3), state: "enRoute"), to: nil, at: now)
    #expect(act(&day, from: &now).isEmpty && !day.isIdle, "told again")
    _ = day.hear(.welcomed, to: nil, at: now)
    #expect(act(&day, from: &now) == [.goFree])
    #expect(day.isIdle, "somebody has called it off while the phone was away")
  }

  @Test func customersComeAtTheSameRateWheneverTheDemoBegins() {
    let counts = [start, start.advanced(byMilliseconds: 10 * 3_600_000)].map { start in
      DemandSource(seed: 7, technicians: 500, start: start)
        .bookings(from: start, before: start.advanced(byMilliseconds: 600_000)).count
    }
    #expect(counts[0] == counts[1])
    #expect((320...480).contains(counts[0]))
  }

  @Test func killsAreSpreadAndRepeatable() {
    func moments(_ seed: UInt64) -> [Int] {
      var plan = KillPlan(count: 20, seconds: 100, seed: seed)
      return (0..<1_000).filter { plan.isDue(Double($0) / 10) }
    }
    #expect(moments(3) == moments(3) && moments(3) != moments(4))
    #expect(moments(3).count >= 19 && moments(3).allSatisfy { (60...901).contains($0) })
  }

  @Test func theRecordIsHeldAgainstWhatIsThere() throws {
    func answer(_ state: String, version: Int, extra: String = "") throws -> BookingAnswer {
      let text =
        #"{"data":{"id":"bk-1","state":"\#(state)","version":\#(version),"lat":1,"lon":2\#(extra)}}"#
      return try #require(BookingAnswer(Array(text.utf8)))
    }
    func faults(_ record: FleetRecord, _ found: BookingAnswer) throws -> [String] {
      RecordCheck.faults(of: found.document, id: booking, try #require(record.booking(booking)), record)
    }
    let record = FleetRecord(keepsFixes: true)
    record.answered(try answer("open", version: 3))
    #expect(try faults(record, answer("offering", version: 4)).isEmpty)
    #expect(try faults(record, answer("open", version: 2)).count == 1, "an answered change is missing")
    #expect(try faults(record, answer("offering", version: 3)).count == 1, "the same version is another")

    let trip = id(5)
    record.told(PhoneNotice.Trip(id: trip, booking: booking, state: "inService"), technician: booking)
    let behind = #","trip":{"id":"\#(trip)","technician":"t","state":"arrived","startedAt":1}"#
    #expect(try faults(record, answer("inTrip", version: 9, extra: behind)).count == 1)
    let ahead = #","trip":{"id":"\#(trip)","technician":"t","state":"completed","startedAt":1}"#
    #expect(try faults(record, answer("completed", version: 9, extra: ahead)).isEmpty)

    let fix = OutgoingFix(time: start, latitudeDegrees: 24.7, longitudeDegrees: 46.7)
    let point = ServiceAPI.TrackPoint(time: start, latitudeDegrees: 24.7, longitudeDegrees: 46.7000001)
    let moved = ServiceAPI.TrackPoint(time: start, latitudeDegrees: 24.7001, longitudeDegrees: 46.7)
    let kept = [AcknowledgedFix(sequence: 8, fix: fix)]
    #expect(RecordCheck.missing(kept, in: [moved, point]).isEmpty)
    #expect(RecordCheck.missing(kept, in: [moved]) == [8], "another place")
    #expect(RecordCheck.missing(kept, in: []) == [8])
    #expect(RecordCheck.ranges([12, 7, 9, 10, 11]) == "7, 9-12")

    record.answered(try answer("cancelled", version: 10))
    #expect(try faults(record, answer("open", version: 11)).count == 1, "what has ended does not go on")
  }
}
