// What phones and viewers get wrong over a WebSocket: a clear error that names the field, nothing applied in
// part, and a server that goes on.

import Foundation
import Testing
import Transport

@Suite("Faults over WebSocket")
struct WebSocketFaultTests {
  /// Messages of a phone that must be refused as a whole, and the field that the refusal names.
  static let refused: [(message: String, field: String)] = [
    (#"{"type":"fix","seq":2,"t":1700000002000,"lat":24."#, "lat"),
    (#"{"type":"fix","seq":2,"t":1700000002000,"lat":24.7"#, "message"),
    ("", "message"), ("[]", "message"), ("nonsense", "message"),
    (#"{"seq":2}"#, "type"), (#"{"type":"fly"}"#, "type"), (#"{"type":7}"#, "type"),
    (#"{"type":"fix","seq":2,"t":1700000002000,"lat":"24.7","lon":46.7}"#, "lat"),
    (#"{"type":"fix","seq":2,"t":1700000002000,"lat":NaN,"lon":46.7}"#, "lat"),
    (#"{"type":"fix","seq":"2","t":1700000002000,"lat":24.7,"lon":46.7}"#, "seq"),
    (#"{"type":"fix","seq":2.5,"t":1700000002000,"lat":24.7,"lon":46.7}"#, "seq"),
    (#"{"type":"fix","seq":2,"lat":24.7,"lon":46.7}"#, "t"),
    (#"{"type":"fix","seq":2,"t":1700000002000,"lat":24.7,"lon":46.7,"lat":24.8}"#, "lat"),
    (#"{"type":"fix","seq":2,"t":1700000002000,"lat":24.7,"lon":46.7,"speed":3}"#, "speed"),
    (#"{"type":"fix","seq":2,"t":1700000002000,"lat":24.7,"lon":46.7,"src":"guess"}"#, "src"),
    (
      #"{"type":"fixes","items":[{"seq":2,"t":1700000002000,"lat":24.7,"lon":46.7},{"seq":3,"t":1,"lat":true}]}"#,
      "items[1].lat"
    ),
    (#"{"type":"fixes","items":[]}"#, "items"), (#"{"type":"fixes","items":{}}"#, "items"),
    (#"{"type":"hello","token":"x"}"#, "type"),
    (#"{"type":"sub","topic":"weather:riyadh"}"#, "topic"), (#"{"type":"sub"}"#, "topic"),
    (#"{"type":"sub","topic":"map:46,24,47"}"#, "topic"),
    (#"{"type":"sub","topic":"map:0x1,0,2,1"}"#, "topic"),
    (#"{"type":"sub","topic":"map:nan,0,2,1"}"#, "topic"),
    (#"{"type":"unsub","topic":"technician:t1"}"#, "topic"),
    (#"{"type":"sub","topic":"technician:t1","since":{"epoch":1}}"#, "since"),
  ]

  @Test("a phone's bad messages are refused one by one; the session goes on and nothing is applied")
  func messages() throws {
    try RightsTests.withTenants { server in
      let phone = try Phone(server, "alpha", "t1")
      #expect(phone.lastSequence == 1)
      let before = try RightsTests.state(server, "alpha")
      for (message, field) in Self.refused {
        try phone.send(message)
        let error = try phone.next()
        #expect(error["type"].string == "error", "\(message): \(error)")
        #expect(error["field"].string == field, "\(message): \(error)")
        #expect(error["code"].string != nil && error["message"].string != nil, "\(message): \(error)")
      }
      try phone.socket.send(binary: [1, 2, 3])
      #expect(try phone.next()["field"].string == "message")
      #expect(try RightsTests.state(server, "alpha") == before)

      // The same number is free: none of the messages has used it.
      #expect(try phone.report(FixLifeTests.fix(2)) == [])
      // Loops publish their numbers once a second.
      #expect(try Poll.until { try server.metrics()["geod_fixes_total{verdict=\"accepted\"}"] == 5 })
      let metrics = try server.metrics()
      let refusals = metrics.filter { $0.key.hasPrefix("geod_messages_refused_total") }.values.reduce(0, +)
      #expect(refusals == Double(Self.refused.count + 1))
    }
  }

  @Test("impossible fixes are acknowledged with a code and a field, and move nobody")
  func verdicts() throws {
    try RightsTests.withTenants { server in
      let phone = try Phone(server, "alpha", "t1")
      let before = try RightsTests.state(server, "alpha")
      func verdict(_ fix: TestFix) throws -> String {
        let refused = try phone.report(fix)
        guard refused.count == 1 else { return "\(refused)" }
        return "\(refused[0]["code"].string ?? "") \(refused[0]["field"].string ?? "")"
      }
      #expect(try verdict(FixLifeTests.fix(2, latitude: 91)) == "outOfRange lat")
      var east = FixLifeTests.fix(3)
      east.longitude = -180.001
      #expect(try verdict(east) == "outOfRange lon")
      var far = FixLifeTests.fix(4)
      far.time = 4_077_561_600_000
      #expect(try verdict(far) == "future t", "in 2099")
      #expect(try verdict(FixLifeTests.fix(5, extra: #""bat":1.01"#)) == "outOfRange bat")
      #expect(try verdict(FixLifeTests.fix(6, extra: #""hdg":-1"#)) == "outOfRange hdg")
      #expect(try RightsTests.state(server, "alpha") == before)
      #expect(try phone.report(FixLifeTests.fix(7)) == [])
    }
  }

  @Test("a viewer that sends fixes, unknown technicians, too many topics")
  func viewers() throws {
    try RightsTests.withTenants { server in
      let viewer = try Viewer(server, "alpha")
      try viewer.send(FixLifeTests.fix(9).message)
      #expect(try viewer.next()["field"].string == "type")
      try viewer.send(#"{"type":"sub","topic":"technician:nobody"}"#)
      let unknown = try viewer.next()
      #expect(unknown["code"].string == "notFound")
      #expect(unknown["field"].string == "topic")
      #expect(unknown["topic"].string == "technician:nobody")
      for number in 0..<64 { _ = try viewer.watch("map:\(number),-5,\(number + 1),-4") }
      try viewer.send(#"{"type":"sub","topic":"technician:t1"}"#)
      #expect(try viewer.next()["code"].string == "tooMany")
      try viewer.send(#"{"type":"unsub","topic":"map:0,-5,1,-4"}"#)
      #expect(try viewer.watch("technician:t1")["presence"].string == "online")
    }
  }

  @Test("whoever does not say hello first, or at all, is closed with a reason")
  func hello() throws {
    try RightsTests.withTenants { server in
      let silent = try server.socket()
      let early = try server.socket()
      try early.send(text: FixLifeTests.fix(1).message)
      let refusal = try Session.receive(early)
      #expect(refusal["code"].string == "notAllowed")
      #expect(refusal["field"].string == "type")
      let bad = try server.socket()
      try bad.send(text: #"{"type":"hello","token":7}"#)
      #expect(try Session.receive(bad)["field"].string == "token")

      // Both may still say hello; whoever has not within five seconds is closed.
      try early.send(
        text: #"{"type":"hello","token":"\#(server.token("alpha", .technician, subject: "t1"))"}"#)
      #expect(try Session.receive(early)["type"].string == "welcome")
      let end = try Session.end(silent, milliseconds: 8_000)
      #expect(end.code == 4408)
      #expect(end.messages.map { $0["field"].string } == ["type"])
      #expect(end.messages.first?["message"].string?.contains("5 seconds") == true)
      try early.send(text: FixLifeTests.fix(1, second: 3).message)
      #expect(try Session.receive(early)["type"].string == "ack", "who said hello stays")
    }
  }

  @Test("a message that is too large, a frame without a mask, a wrong subprotocol")
  func protocolFaults() throws {
    try RightsTests.withTenants { server in
      let large = try Viewer(server, "alpha")
      try? large.send(#"{"type":"bye","x":"\#(String(repeating: "x", count: 300_000))"}"#)
      #expect(try large.closeCode() == 1009)

      let unmasked = try Viewer(server, "alpha")
      try unmasked.socket.send(raw: [0x81, 0x02, 0x7B, 0x7D])
      #expect(try unmasked.closeCode() == 1002)

      // A frame that announces more than it carries, and then nothing: the socket ends, nobody else suffers.
      let truncated = try Phone(server, "alpha", "t1")
      try truncated.socket.send(raw: [0x81, 0xFE, 0x04, 0x00, 1, 2, 3, 4, 0x7A])
      let other = try Phone(server, "alpha", "put")
      #expect(try other.report(FixLifeTests.fix(2)) == [])

      let error = #expect(throws: ClientError.self) {
        try WebSocketClient(host: "127.0.0.1", port: server.port, path: "/ws", subprotocols: ["chat"])
      }
      guard case .refused(let answer) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(answer.status == 400)
      #expect(try answer.faultyFields == ["Sec-WebSocket-Protocol"])
    }
  }
}
