// What clients may say, and what each mistake is called.

import Bedrock
import TrackHub
import Testing

@Suite struct DecoderTests {
  @Test func readsEveryKindOfMessage() throws {
    #expect(
      try Wire.decode(#"{"type":"hello","token":"a.b.c","device":"d-1","resume":[]}"#)
        == .hello(Hello(proof: .token("a.b.c"), device: ClientID(trusted: "d-1"))))
    #expect(try Wire.decode(#"{"type":"hello","token":"x"}"#) == .hello(Hello(proof: .token("x"))))
    let place = EventOffset(epoch: 7, offset: 9)
    #expect(
      try Wire.decode(
        #"{"type":"hello","resume":[{"topic":"technician:a","epoch":7,"offset":9}],"token":"x"}"#)
        == .hello(Hello(proof: .token("x"), resume: [TopicResume(topic: "technician:a", since: place)])))
    #expect(
      try Wire.decode(#"{"type":"sub","topic":"map:1,2,3,4"}"#)
        == .subscribe(topic: "map:1,2,3,4", since: nil))
    #expect(
      try Wire.decode(#"{"type":"sub","since":{"offset":9,"epoch":7},"topic":"t"}"#)
        == .subscribe(topic: "t", since: place))
    #expect(try Wire.decode(#"{"type":"unsub","topic":"t"}"#) == .unsubscribe(topic: "t"))
    #expect(try Wire.decode(" {\r\n\t\"type\" : \"bye\" } ") == .bye)
    #expect(try Wire.decode("{\"type\":\"b\\u0079e\"}") == .bye)
  }

  @Test func readsAFixWithAllFieldsInAnyOrder() throws {
    let full = Fix(
      sequence: 12, time: Instant(milliseconds: 1_767_506_400_123), latitudeDegrees: 24.713552,
      longitudeDegrees: -46.675297, accuracyMeters: 4.5, speedMetersPerSecond: 0, headingDegrees: 359.9,
      altitudeMeters: -12.25, batteryFraction: 0.5, source: .gps)
    let members = [
      #""type":"fix""#, #""seq":12"#, #""t":1767506400123"#, #""lat":24.713552"#, #""lon":-46.675297"#,
      #""acc":4.5"#, #""spd":0"#, #""hdg":359.9"#, #""alt":-12.25"#, #""bat":5e-1"#, #""src":"gps""#,
    ]
    for shift in members.indices {
      let text = (members[shift...] + members[..<shift]).joined(separator: ",")
      #expect(try Wire.decode("{\(text)}") == .fix(full))
    }
    #expect(
      try Wire.decode(#"{"type":"fix","seq":1,"t":0,"lat":0,"lon":0}"#)
        == .fix(Fix(sequence: 1, time: .epoch, latitudeDegrees: 0, longitudeDegrees: 0)))
  }

  @Test(arguments: FixSource.allCases) func readsEverySource(_ source: FixSource) throws {
    let message = try Wire.decode(#"{"type":"fix","seq":1,"t":0,"lat":0,"lon":0,"src":"\#(source.name)"}"#)
    guard case .fix(let fix) = message else {
      Issue.record("not a fix")
      return
    }
    #expect(fix.source == source)
  }

  @Test func readsABatchAndKeepsItsOrder() throws {
    var decoder = ClientMessageDecoder()
    for count in [1, 3, ClientMessageDecoder.batchMax, 2] {
      let items = (1...count).map { #"{"seq":\#($0),"t":\#($0)000,"lat":1,"lon":2}"# }
      let text = #"{"items":[\#(items.joined(separator: ","))],"type":"fixes"}"#
      #expect(try decoder.decode(Array(text.utf8).span) == .fixes(count: count))
      #expect(decoder.fixes.map(\.sequence) == (1...UInt64(count)).map { $0 })
    }
  }

  /// Text, field, code.
  static let faults: [(String, String, FieldError.Code)] = [
    ("", "message", .malformed),
    ("   ", "message", .malformed),
    ("[]", "message", .wrongType),
    ("{}", "type", .missing),
    (#"{"seq":1}"#, "type", .missing),
    (#"{"type":"fly"}"#, "type", .notAllowed),
    (#"{"type":5}"#, "type", .wrongType),
    (#"{"type":"fi"#, "type", .malformed),
    (#"{"type":"bye"} x"#, "message", .wrongType),
    (#"{"type":"bye",}"#, "message", .wrongType),
    (#"{,"type":"bye"}"#, "message", .wrongType),
    (#"{"type":"bye","more":1}"#, "more", .unknownField),
    (#"{"type":"bye","type":"bye"}"#, "type", .duplicateField),
    (#"{"type":"fix","seq":1,"t":0,"lat":0,"lon":0,"type":"fix"}"#, "type", .duplicateField),
    (#"{"type":"fix","t":0,"lat":0,"lon":0}"#, "seq", .missing),
    (#"{"type":"fix","seq":1,"lat":0,"lon":0}"#, "t", .missing),
    (#"{"type":"fix","seq":1,"t":0,"lon":0}"#, "lat", .missing),
    (#"{"type":"fix","seq":1,"t":0,"lat":0}"#, "lon", .missing),
    (#"{"type":"fix","seq":1,"seq":1,"t":0,"lat":0,"lon":0}"#, "seq", .duplicateField),
    (#"{"type":"fix","seq":1,"t":0,"lat":0,"lon":0,"bat":1,"bat":1}"#, "bat", .duplicateField),
    (#"{"type":"fix","seq":1,"t":0,"lat":0,"lon":0,"latt":0}"#, "latt", .unknownField),
    (#"{"type":"fix","seq":1,"t":0,"l\u0061t":0,"lon":0}"#, "lat", .unknownField),
    (#"{"type":"fix","seq":-1,"t":0,"lat":0,"lon":0}"#, "seq", .outOfRange),
    (#"{"type":"fix","seq":1.5,"t":0,"lat":0,"lon":0}"#, "seq", .outOfRange),
    (#"{"type":"fix","seq":9007199254740992,"t":0,"lat":0,"lon":0}"#, "seq", .outOfRange),
    (#"{"type":"fix","seq":18446744073709551616,"t":0,"lat":0,"lon":0}"#, "seq", .outOfRange),
    (#"{"type":"fix","seq":1,"t":1e400,"lat":0,"lon":0}"#, "t", .outOfRange),
    (#"{"type":"fix","seq":1,"t":0,"lat":NaN,"lon":0}"#, "lat", .wrongType),
    (#"{"type":"fix","seq":1,"t":0,"lat":-Infinity,"lon":0}"#, "lat", .wrongType),
    (#"{"type":"fix","seq":1,"t":0,"lat":"1","lon":0}"#, "lat", .wrongType),
    (#"{"type":"fix","seq":1,"t":0,"lat":null,"lon":0}"#, "lat", .wrongType),
    (#"{"type":"fix","seq":1,"t":0,"lat":01,"lon":0}"#, "lat", .wrongType),
    (#"{"type":"fix","seq":1,"t":0,"lat":+1,"lon":0}"#, "lat", .wrongType),
    (#"{"type":"fix","seq":1,"t":0,"lat":.5,"lon":0}"#, "lat", .wrongType),
    (#"{"type":"fix","seq":1,"t":0,"lat":5.,"lon":0}"#, "lat", .wrongType),
    (#"{"type":"fix","seq":1,"t":0,"lat":5e,"lon":0}"#, "lat", .wrongType),
    (#"{"type":"fix","seq":1,"t":0,"lat":0x10,"lon":0}"#, "message", .wrongType),
    (#"{"type":"fix","seq":1,"t":0,"lat":0,"lon":0,"src":"GPS"}"#, "src", .notAllowed),
    (#"{"type":"fix","seq":1,"t":0,"lat":0,"lon":0,"src":1}"#, "src", .wrongType),
    (#"{"type":"fixes"}"#, "items", .missing),
    (#"{"type":"fixes","items":[]}"#, "items", .badLength),
    (#"{"type":"fixes","items":{}}"#, "items", .wrongType),
    (#"{"type":"fixes","items":[1]}"#, "items[0]", .wrongType),
    (#"{"type":"fixes","items":[],"items":[]}"#, "items", .duplicateField),
    (#"{"type":"fixes","items":[{"seq":1,"t":0,"lat":0,"lon":0},{"seq":2}]}"#, "items[1].t", .missing),
    (#"{"type":"fixes","items":[{"type":"fix","seq":1}]}"#, "items[0].type", .unknownField),
    (#"{"type":"fixes","items":[{"seq":1,"t":0,"lat":0,"lon":0,}]}"#, "items[0]", .wrongType),
    (#"{"type":"hello"}"#, "token", .missing),
    (#"{"type":"hello","token":""}"#, "token", .badLength),
    (#"{"type":"hello","token":1}"#, "token", .wrongType),
    (#"{"type":"hello","token":"x","device":"a b"}"#, "device", .badFormat),
    (#"{"type":"hello","token":"x","token":"x"}"#, "token", .duplicateField),
    (#"{"type":"hello","token":"x","resume":[{"topic":"a","epoch":1}]}"#, "resume[0]", .missing),
    (#"{"type":"hello","token":"x","resume":[{"topic":"a","epoch":1,"x":1}]}"#, "resume[0].x", .unknownField),
    (#"{"type":"hello","token":"\ud800"}"#, "token", .malformed),
    (#"{"type":"hello","token":"\udc00\ud800"}"#, "token", .malformed),
    (#"{"type":"hello","token":"\x"}"#, "token", .malformed),
    (#"{"type":"hello","token":"\u12g4"}"#, "token", .malformed),
    ("{\"type\":\"hello\",\"token\":\"a\nb\"}", "token", .malformed),
    (#"{"type":"sub"}"#, "topic", .missing),
    (#"{"type":"sub","topic":"a","since":{"epoch":1}}"#, "since", .missing),
    (#"{"type":"sub","topic":"a","since":{"epoch":-1,"offset":1}}"#, "since.epoch", .outOfRange),
    (#"{"type":"sub","topic":"a","since":1}"#, "since", .wrongType),
    (#"{"type":"unsub","topic":"a","topic":"a"}"#, "topic", .duplicateField),
  ]

  @Test(arguments: faults) func namesTheFieldAtFault(_ text: String, _ field: String, _ code: FieldError.Code)
  {
    let fault = Wire.fault(text)
    #expect(fault?.field == field, "\(text)")
    #expect(fault?.code == code, "\(text)")
  }

  @Test func limitsEveryLength() {
    let items = (0...ClientMessageDecoder.batchMax).map { #"{"seq":\#($0 + 1),"t":0,"lat":0,"lon":0}"# }
    let batch = Wire.fault(#"{"type":"fixes","items":[\#(items.joined(separator: ","))]}"#)
    #expect(batch?.field == "items" && batch?.code == .tooMany)

    let places = (0...ClientMessageDecoder.resumeMax).map { _ in #"{"topic":"a","epoch":1,"offset":1}"# }
    let resume = Wire.fault(#"{"type":"hello","token":"x","resume":[\#(places.joined(separator: ","))]}"#)
    #expect(resume?.field == "resume" && resume?.code == .tooMany)

    let longest = String(repeating: "x", count: ClientMessageDecoder.tokenLengthMax)
    #expect(Wire.fault(#"{"type":"hello","token":"\#(longest)"}"#) == nil)
    #expect(Wire.fault(#"{"type":"hello","token":"\#(longest)x"}"#)?.code == .badLength)
    let topic = String(repeating: "x", count: ClientMessageDecoder.topicLengthMax)
    #expect(Wire.fault(#"{"type":"sub","topic":"\#(topic)"}"#) == nil)
    #expect(Wire.fault(#"{"type":"sub","topic":"\#(topic)x"}"#)?.code == .badLength)
  }

  @Test func escapesAndSurrogatesBecomeText() throws {
    let message = try Wire.decode(
      #"{"type":"hello","token":"\"\\\/\b\f\n\r\t\u0041\u00e9\u0639\ud83d\ude97ع"}"#)
    #expect(message == .hello(Hello(proof: .token("\"\\/\u{8}\u{c}\n\r\tAé\u{639}🚗ع"))))
  }

  @Test func invalidUTF8IsRefused() {
    for bad: [UInt8] in [[0xFF], [0xC3], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80]] {
      let text = Array(#"{"type":"hello","token":""#.utf8) + bad + Array(#""}"#.utf8)
      #expect(throws: FieldError.self) { try Wire.decode(text) }
    }
  }

  @Test func nestingIsLimitedAndHarmless() {
    for depth in [1, 10, 17, 1_000, 100_000] {
      for (open, close) in [("[", "]"), (#"{"a":"#, "}")] {
        let nested =
          String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
        let fault = Wire.fault(#"{"x":\#(nested),"type":"bye"}"#)
        #expect(fault?.field == (depth > 15 ? "message" : "x"))
        #expect(fault?.code == (depth > 15 ? .malformed : .unknownField))
      }
    }
  }
}
