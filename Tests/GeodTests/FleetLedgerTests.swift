// The account of a phone, the final positions that follow from it, and what viewers saw.

import Bedrock
import FleetClient
import GeoIndex
import TestSupport
import Testing

@testable import geod
@testable import FleetClient

@Suite("Fleet accounts")
struct FleetLedgerTests {
  private func fix(_ second: Int64) -> OutgoingFix {
    OutgoingFix(
      time: Instant(seconds: second), latitudeDegrees: 37 + Double(second) / 1_000, longitudeDegrees: -122)
  }

  @Test func everyFixIsSettledOnce() {
    var ledger = PhoneLedger()
    var statistics = FleetStatistics()
    for second in 1...5 { #expect(ledger.note(fix(Int64(second)), dueNanoseconds: 100) == UInt64(second)) }

    ledger.settle(
      upTo: 3, refused: [RefusedFix(sequence: 2, code: "jump")], atNanoseconds: 600, &statistics)
    #expect(ledger.outstandingCount == 2)
    #expect(ledger.lastAccepted == fix(3))
    // The same acknowledgement again, and an older one, change nothing.
    ledger.settle(upTo: 3, refused: [RefusedFix(sequence: 3, code: "late")], atNanoseconds: 700, &statistics)
    ledger.settle(upTo: 1, refused: [], atNanoseconds: 700, &statistics)
    #expect(statistics.acknowledged == 3)
    #expect(statistics.accepted == 2)
    #expect(statistics.refused == ["jump": 1])
    #expect(statistics.acknowledgementNanoseconds.max == 500)

    ledger.settle(
      upTo: 5, refused: [RefusedFix(sequence: 5, code: "late")], atNanoseconds: 800, &statistics)
    #expect(ledger.outstandingCount == 0)
    #expect(ledger.lastAccepted == fix(4), "the last fix was refused, so the one before counts")
  }

  @Test func theLedgerAgreesWithAListOfEverything() {
    for seed in Seeds.all("phone-ledger") {
      var random = SeededRandom(seed: seed)
      var ledger = PhoneLedger()
      var statistics = FleetStatistics()
      var sent: [OutgoingFix] = []
      var settled = 0
      var expected: OutgoingFix?
      for step in 0..<2_000 {
        if random.chance(0.6) || settled == sent.count {
          sent.append(fix(Int64(step)))
          _ = ledger.note(fix(Int64(step)), dueNanoseconds: 0)
          continue
        }
        let end = settled + 1 + random.below(sent.count - settled)
        var refused: [RefusedFix] = []
        for index in settled..<end {
          if random.chance(0.2) {
            refused.append(RefusedFix(sequence: UInt64(index + 1), code: "jump"))
          } else {
            expected = sent[index]
          }
        }
        ledger.settle(upTo: UInt64(end), refused: refused, atNanoseconds: 1, &statistics)
        settled = end
        #expect(ledger.lastAccepted == expected, "seed \(seed)")
        #expect(ledger.outstanding.map(\.fix) == Array(sent[settled...]), "seed \(seed)")
      }
      #expect(statistics.acknowledged == UInt64(settled), "seed \(seed)")
    }
  }

  @Test func aFullWindowTakesNoMore() {
    var ledger = PhoneLedger()
    for _ in 0..<PhoneLedger.outstandingMax { #expect(ledger.note(fix(1), dueNanoseconds: 0) != nil) }
    #expect(ledger.note(fix(2), dueNanoseconds: 0) == nil)
    #expect(ledger.lastSequence == UInt64(PhoneLedger.outstandingMax))
  }

  @Test func numbersGoOnBehindAnEarlierLife() {
    var ledger = PhoneLedger()
    ledger.resume(after: 41)
    #expect(ledger.note(fix(1), dueNanoseconds: 0) == 42)
  }

  @Test func finalPositionsAreThoseOfTheLastAcceptedFix() throws {
    let vehicles = ["a", "b", "c"].map { ClientID(trusted: $0) }
    let fix = fix(3)
    let positions = FinalPositions(vehicles: vehicles, lastAccepted: [fix, fix, nil])
    #expect(positions.count == 2, "who has no accepted fix has no position to be compared")

    let point = try GeoPoint(latitudeDegrees: fix.latitudeDegrees, longitudeDegrees: fix.longitudeDegrees)
    func said(_ id: String, time: Int64 = 3_000, latitude: Double? = nil) -> ServiceAPI.Technician {
      let place = ServiceAPI.Place(
        t: time, lat: latitude ?? point.latitudeDegrees, lon: point.longitudeDegrees)
      return ServiceAPI.Technician(id: id, position: place)
    }
    #expect(positions.wrong([said("a"), said("b")]).isEmpty)
    #expect(positions.wrong([said("a"), said("b", time: 2_000)]) == ["b"])
    #expect(positions.wrong([said("a", latitude: fix.latitudeDegrees + 1e-6), said("b")]) == ["a"])
    #expect(positions.wrong([ServiceAPI.Technician(id: "a", position: nil)]) == ["a", "b"])
    #expect(
      FinalPositions.listing([said("b"), said("a"), said("stranger")], of: vehicles) == """
        a,37.003,-122,3000
        b,37.003,-122,3000

        """)
  }

  @Test func aSightingIsMeasuredOnce() {
    let phones = [ClientID(trusted: "a"), ClientID(trusted: "b")]
    var table = SightingTable(phones: phones, viewerCount: 2)
    table.sent(Instant(seconds: 1), phone: 1, atNanoseconds: 1_000)
    #expect(table.seen(Instant(seconds: 1), of: "b", viewer: 0, atNanoseconds: 1_500) == 500)
    #expect(table.seen(Instant(seconds: 1), of: "b", viewer: 0, atNanoseconds: 1_600) == nil, "seen before")
    #expect(table.seen(Instant(seconds: 1), of: "b", viewer: 1, atNanoseconds: 1_700) == 700)
    #expect(table.seen(Instant(seconds: 9), of: "b", viewer: 1, atNanoseconds: 1_800) == nil, "never sent")
    #expect(table.seen(Instant(seconds: 1), of: "z", viewer: 1, atNanoseconds: 1_900) == nil, "nobody")
  }
}
