// What the fleet's client reads of the server's messages.

import Bedrock
import Testing

@testable import FleetClient

@Suite("Fleet wire")
struct FleetWireTests {
  private func scan(_ text: String, _ scanner: inout AckScanner) -> UInt64? {
    let bytes = Array(text.utf8)
    return scanner.scan(bytes.span)
  }

  /// The technicians of a position message; nil when it is malformed.
  private func ids(_ bytes: [UInt8], _ scanner: inout PositionScanner) -> [String]? {
    guard scanner.scan(bytes.span) else { return nil }
    var ids: [String] = []
    for seen in scanner.seen { ids.append(FrameCursor.string(bytes.span, seen.id)) }
    return ids
  }

  @Test func anAcknowledgementWithoutRefusals() {
    var scanner = AckScanner()
    #expect(scan(#"{"type":"ack","seq":18446744073709551}"#, &scanner) == 18_446_744_073_709_551)
    #expect(scanner.refused.isEmpty)
  }

  @Test func anAcknowledgementWithRefusals() {
    var scanner = AckScanner()
    let text =
      #"{"type":"ack","seq":12,"refused":[{"seq":9,"code":"jump"},{"seq":11,"code":"outOfRange","field":"lat"}]}"#
    #expect(scan(text, &scanner) == 12)
    #expect(
      scanner.refused == [
        RefusedFix(sequence: 9, code: "jump"), RefusedFix(sequence: 11, code: "outOfRange"),
      ])
    // The refusals of one acknowledgement do not stay for the next.
    #expect(scan(#"{"type":"ack","seq":13}"#, &scanner) == 13)
    #expect(scanner.refused.isEmpty)
  }

  @Test func membersInAnyOrderWithSpaceAndStrangers() {
    var scanner = AckScanner()
    let text = """
      { "new" : {"deep": [1, -2.5e3, {"x":"]}\\""}], "b": null}, "refused" : [ {"code":"late" , "seq": 3} ],
        "seq" : 4, "type":"ack" }
      """
    #expect(scan(text, &scanner) == 4)
    #expect(scanner.refused == [RefusedFix(sequence: 3, code: "late")])
  }

  @Test func anAcknowledgementCutAnywhereIsRefused() {
    var scanner = AckScanner()
    let whole = #"{"type":"ack","seq":12,"refused":[{"seq":9,"code":"jump"}]}"#
    for length in 0..<whole.utf8.count {
      #expect(scan(String(whole.prefix(length)), &scanner) == nil, "cut after \(length) bytes")
    }
  }

  @Test(arguments: [
    "", "[]", "{}", "null", #"{"seq":}"#, #"{"seq":-1}"#, #"{"seq":1.5}"#, #"{"seq":1e3}"#, #"{"seq":"1"}"#,
    #"{"seq":99999999999999999999}"#, #"{"seq" 1}"#, #"{"seq":1 "refused":[]}"#, #"{"seq":1,"refused":{}}"#,
    #"{"seq":1,"refused":[{"seq":1}]}"#, #"{"seq":1,"refused":[{"code":"late"}]}"#,
    #"{"seq":1,"refused":[1]}"#,
    #"{"seq":1,"x":}"#, #"{"seq":1,"x":]}"#, #"{"refused":[],"type":"ack"}"#, #"{"seq":1,"x":"\"#,
  ])
  func malformedAcknowledgements(_ text: String) {
    var scanner = AckScanner()
    #expect(scan(text, &scanner) == nil)
  }

  @Test(arguments: [
    (#"{"type":"ack","seq":1}"#, ServerFrame.ack), (#"{"seq":1,"type":"pos"}"#, .pos),
    (#"{"type":"welcome"}"#, .welcome), (#"{"type":"tomorrow"}"#, .other), (#"{"seq":1}"#, nil), ("pos", nil),
  ])
  func theKindOfAMessage(_ text: String, _ kind: ServerFrame?) {
    let bytes = Array(text.utf8)
    let found = ServerFrame.kind(of: bytes.span)
    #expect(found == kind)
  }

  @Test func positionsOfATechnicianAndOfAMap() {
    var scanner = PositionScanner()
    let one = Array(#"{"type":"pos","topic":"technician:tech-0007","t":1000,"lat":24.5,"lon":46.5}"#.utf8)
    #expect(ids(one, &scanner) == ["tech-0007"])
    #expect(scanner.seen.map(\.time.milliseconds) == [1_000])

    let many = Array(
      (#"{"type":"pos","topic":"map:46,24,47,25","items":[{"id":"a","t":5,"lat":24},{"id":"b","t":6}],"#
        + #""gone":["c"]}"#).utf8)
    #expect(ids(many, &scanner) == ["a", "b"])
    #expect(scanner.seen.map(\.time.milliseconds) == [5, 6])
  }

  @Test func fixesAreWrittenAsTheWireWantsThem() {
    var encoder = FixEncoder()
    var fix = OutgoingFix(
      time: Instant(milliseconds: 1_500), latitudeDegrees: 37.7936, longitudeDegrees: -122.41123)
    encoder.encode(fix, sequence: 4)
    #expect(
      String(decoding: encoder.bytes, as: UTF8.self)
        == #"{"type":"fix","seq":4,"t":1500,"lat":37.7936,"lon":-122.41123}"#)
    fix.accuracyMeters = 6.25
    fix.batteryFraction = 0.5
    encoder.encode(fix, sequence: 5)
    #expect(
      String(decoding: encoder.bytes, as: UTF8.self)
        == #"{"type":"fix","seq":5,"t":1500,"lat":37.7936,"lon":-122.41123,"acc":6.3,"bat":0.5}"#)
  }
}
