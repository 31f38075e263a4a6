// What technicians decide, and who comes with a share, as the decoder reads them.

import Bedrock
import Testing
import TrackHub

@Suite struct CommandDecoderTests {
  static let uuid = "019b8a5e-4c00-7abc-8def-0123456789ab"
  static let key = "AAECAwQFBgcICQoLDA0ODw"

  @Test func readsOffersAnswers() throws {
    let id = try #require(UUIDv7(Self.uuid))
    let ref = ClientID(trusted: "r.1")
    #expect(
      try Wire.decode(#"{"type":"accept","offer":"\#(Self.uuid)"}"#) == .accept(offer: id, ref: nil))
    #expect(
      try Wire.decode(#"{"ref":"r.1","offer":"\#(Self.uuid.uppercased())","type":"accept"}"#)
        == .accept(offer: id, ref: ref))
    #expect(
      try Wire.decode(#"{"type":"decline","offer":"\#(Self.uuid)"}"#)
        == .decline(offer: id, reason: nil, ref: nil))
    #expect(
      try Wire.decode(#"{"type":"decline","reason":"too \u0066ar","offer":"\#(Self.uuid)","ref":"r.1"}"#)
        == .decline(offer: id, reason: "too far", ref: ref))
  }

  @Test(arguments: TripAction.allCases) func readsEveryTripAction(_ action: TripAction) throws {
    let id = try #require(UUIDv7(Self.uuid))
    #expect(
      try Wire.decode(#"{"type":"trip","id":"\#(Self.uuid)","action":"\#(action.rawValue)","ref":"x"}"#)
        == .trip(id: id, action: action, reason: nil, ref: ClientID(trusted: "x")))
    let withReason = #"{"type":"trip","id":"\#(Self.uuid)","action":"\#(action.rawValue)","reason":"r"}"#
    if action == .cancel {
      #expect(try Wire.decode(withReason) == .trip(id: id, action: .cancel, reason: "r", ref: nil))
    } else {
      let fault = Wire.fault(withReason)
      #expect(fault?.field == "reason" && fault?.code == .conflict)
    }
  }

  @Test func onlyCommandsCarryAReference() throws {
    let commands = [
      #""type":"accept","offer":"\#(Self.uuid)""#, #""type":"decline","offer":"\#(Self.uuid)""#,
      #""type":"trip","id":"\#(Self.uuid)","action":"begin""#,
    ]
    for command in commands {
      #expect(try Wire.decode("{\(command)}").ref == nil)
      #expect(try Wire.decode(#"{\#(command),"ref":"r"}"#).ref?.text == "r")
    }
    for other in [#""type":"bye""#, #""type":"sub","topic":"ops""#, #""type":"hello","token":"t""#] {
      #expect(try Wire.decode("{\(other)}").ref == nil)
      #expect(Wire.fault(#"{\#(other),"ref":"r"}"#)?.field == "ref")
    }
  }

  @Test func aShareIsAProofAndNeverDescribesItself() throws {
    let key = ShareKey(bytes: Array(0..<16))
    #expect(try Wire.decode(#"{"type":"hello","share":"\#(Self.key)"}"#) == .hello(Hello(proof: .share(key))))
    #expect(key.text == Self.key && !"\(key)".contains(Self.key))
    #expect(try ShareKey(Self.key, field: "share") == key)
    let resumed = try Wire.decode(
      #"{"resume":[{"topic":"share","epoch":7,"offset":9}],"share":"\#(Self.key)","type":"hello"}"#)
    let place = TopicResume(topic: "share", since: EventOffset(epoch: 7, offset: 9))
    #expect(resumed == .hello(Hello(proof: .share(key), resume: [place])))
  }

  /// Members, field, code.
  static let faults: [(String, String, FieldError.Code)] = [
    (#""type":"hello","share":"""#, "share", .badLength),
    (#""type":"hello","share":5"#, "share", .wrongType),
    (#""type":"hello","share":"\#(key)A""#, "share", .badLength),
    (#""type":"hello","share":"\#(key.dropLast())""#, "share", .badLength),
    (#""type":"hello","share":"\#(key.dropLast())x""#, "share", .badFormat),
    (#""type":"hello","share":"\#(key.dropLast(2))+w""#, "share", .badFormat),
    (#""type":"hello","share":"\#(key)","share":"\#(key)""#, "share", .duplicateField),
    (#""type":"hello","share":"\#(key)","token":"x""#, "share", .conflict),
    (#""type":"hello","device":"d""#, "token", .missing),
    (#""type":"accept""#, "offer", .missing),
    (#""type":"accept","offer":"x""#, "offer", .badFormat),
    (#""type":"accept","offer":7"#, "offer", .wrongType),
    (#""type":"accept","offer":"""#, "offer", .badLength),
    (#""type":"accept","offer":"\#(uuid)","offer":"\#(uuid)""#, "offer", .duplicateField),
    (#""type":"accept","offer":"\#(uuid)","reason":"r""#, "reason", .unknownField),
    (#""type":"accept","offer":"\#(uuid)","id":"\#(uuid)""#, "id", .unknownField),
    (#""type":"accept","offer":"\#(uuid)","ref":"""#, "ref", .badLength),
    (#""type":"accept","offer":"\#(uuid)","ref":"a b""#, "ref", .badFormat),
    (#""type":"accept","offer":"\#(uuid)","ref":7"#, "ref", .wrongType),
    (#""type":"accept","offer":"\#(uuid)","ref":"a","ref":"a""#, "ref", .duplicateField),
    (#""type":"decline","reason":"r""#, "offer", .missing),
    (#""type":"decline","offer":"\#(uuid)","reason":"""#, "reason", .badLength),
    (#""type":"decline","offer":"\#(uuid)","reason":null"#, "reason", .wrongType),
    (#""type":"decline","offer":"\#(uuid)","reason":"a","reason":"a""#, "reason", .duplicateField),
    (#""type":"trip","action":"start""#, "id", .missing),
    (#""type":"trip","id":"\#(uuid)""#, "action", .missing),
    (#""type":"trip","id":"\#(uuid)","action":"fly""#, "action", .notAllowed),
    (#""type":"trip","id":"\#(uuid)","action":1"#, "action", .wrongType),
    (#""type":"trip","id":"\#(uuid)","action":"start","action":"start""#, "action", .duplicateField),
    (#""type":"trip","id":"\#(uuid)","action":"start","offer":"\#(uuid)""#, "offer", .unknownField),
    (#""type":"trip","id":"019b8a5e-4c00-4abc-8def-0123456789ab","action":"start""#, "id", .badFormat),
  ]

  @Test(arguments: faults) func namesTheFieldAtFault(
    _ members: String, _ field: String, _ code: FieldError.Code
  ) {
    let fault = Wire.fault("{\(members)}")
    #expect(fault?.field == field && fault?.code == code, "\(fault as Any)")
    #expect(fault?.message.text.contains(Self.key) == false)
  }

  @Test func aReasonIsCountedInBytes() {
    let (longest, tooLong) = (String(repeating: "é", count: 127) + "a", String(repeating: "é", count: 128))
    #expect(Wire.fault(#"{"type":"decline","offer":"\#(Self.uuid)","reason":"\#(longest)"}"#) == nil)
    let fault = Wire.fault(#"{"type":"decline","offer":"\#(Self.uuid)","reason":"\#(tooLong)"}"#)
    #expect(fault?.field == "reason" && fault?.code == .badLength)
    let reference = String(repeating: "r", count: ClientID.lengthMax)
    #expect(Wire.fault(#"{"type":"accept","offer":"\#(Self.uuid)","ref":"\#(reference)"}"#) == nil)
    #expect(Wire.fault(#"{"type":"accept","offer":"\#(Self.uuid)","ref":"\#(reference)r"}"#)?.field == "ref")
  }
}
