// The life of a fix, end to end: a phone reports, everything is accounted for, watchers see it.

import Foundation
import Testing
import Transport

@Suite("Life of a fix")
struct FixLifeTests {
  static let start: Int64 = 1_700_000_000_000
  static let trace = ["--clock", "trace", "--trace-start", "\(start)"]

  /// A fix that is accepted: a metre further each second.
  static func fix(_ sequence: Int, second: Int? = nil, latitude: Double = 24.7, extra: String = "") -> TestFix
  {
    let second = second ?? sequence
    return TestFix(
      sequence: sequence, time: start + Int64(second) * 1000, latitude: latitude + Double(second) * 1e-5,
      longitude: 46.7, extra: extra)
  }

  @Test("acknowledgements are cumulative, one for many, and list every refusal")
  func acknowledgements() throws {
    try TestServer.with(Self.trace) { server in
      try server.addTechnicians(["t1"], to: "alpha")
      let phone = try Phone(server, "alpha", "t1")
      #expect(phone.lastSequence == 0)
      #expect(phone.welcome["time"].int == Int(Self.start))
      #expect(phone.welcome["contract"]["minIntervalMs"].int != nil)

      // Twenty messages in one write are read in one turn, so few acknowledgements answer them.
      for sequence in 1...20 { try phone.send(Self.fix(sequence, extra: #""acc":5,"spd":1,"hdg":0"#)) }
      var acknowledgements = 0
      var last = 0
      while last < 20 {
        let ack = try phone.next("ack")
        let next = try #require(ack["seq"].int)
        #expect(next > last, "acknowledgements rise")
        #expect(ack["refused"].array.isEmpty)
        last = next
        acknowledgements += 1
      }
      #expect(acknowledgements <= 20)
      try phone.expectSilence(milliseconds: 50)

      // A batch: one acknowledgement, with everything that was not accepted.
      try phone.sendBatch([
        Self.fix(21), Self.fix(22, latitude: 95), Self.fix(23, latitude: 27), Self.fix(24, second: 3),
        Self.fix(25, extra: #""acc":5000"#), Self.fix(26, extra: #""src":"mock""#),
        Self.fix(27, second: 4_000_000), Self.fix(28),
      ])
      let ack = try phone.next("ack")
      #expect(ack["seq"].int == 28)
      let refused = ack["refused"].array.map { "\($0["seq"]) \($0["code"]) \($0["field"])" }
      #expect(
        refused == [
          "22 \"outOfRange\" \"lat\"", "23 \"jump\" null", "24 \"late\" \"t\"", "25 \"coarse\" \"acc\"",
          "26 \"mock\" \"src\"", "27 \"future\" \"t\"",
        ])

      let seen = try server.data("GET", "/v1/technicians/t1", token: server.token("alpha", .service))
      #expect(seen["position"]["t"].int == Int(Self.start) + 28_000)
      #expect(abs((seen["position"]["lat"].double ?? 0) - (24.7 + 28e-5)) < 1e-6)
      #expect(seen["presence"].string == "online")
    }
  }

  @Test("a repeat is acknowledged again, other content is refused, also across reconnects")
  func repeats() throws {
    try TestServer.with(Self.trace) { server in
      try server.addTechnicians(["t1", "t2"], to: "alpha")
      let first = try Phone(server, "alpha", "t1")
      try first.report((1...3).map { Self.fix($0) })
      #expect(try first.report(Self.fix(3)) == [], "the same content is acknowledged again")
      let conflict = try first.report(Self.fix(3, extra: #""bat":0.5"#))
      #expect(conflict.map { $0["code"].string } == ["conflict"])
      #expect(conflict.first?["field"].string == "seq")
      first.socket.close()

      let second = try Phone(server, "alpha", "t1")
      #expect(second.lastSequence == 3)
      #expect(try second.report(Self.fix(2)) == [])
      #expect(try second.report(Self.fix(2, second: 9)).first?["code"].string == "conflict")
      #expect(try second.report(Self.fix(4)) == [])

      // Another device of the same technician, and the same device of another technician, count for themselves.
      #expect(try Phone(server, "alpha", "t1", device: "tablet").lastSequence == 0)
      #expect(try Phone(server, "alpha", "t2").lastSequence == 0)
      let seen = try server.data("GET", "/v1/technicians/t1", token: server.token("alpha", .service))
      #expect(seen["position"]["t"].int == Int(Self.start) + 4_000)
    }
  }

  @Test("a device that connects again replaces its old session, which is told 4409", arguments: [1, 3])
  func replaced(loops: Int) throws {
    try TestServer.with(Self.trace, loops: loops) { server in
      try server.addTechnicians(["t1"], to: "alpha")
      var old = try Phone(server, "alpha", "t1")
      try old.report(Self.fix(1))
      for round in 2...6 {
        let new = try Phone(server, "alpha", "t1")
        #expect(new.lastSequence == round - 1)
        #expect(try old.closeCode() == 4409)
        try new.report(Self.fix(round))
        old = new
      }
      let tablet = try Phone(server, "alpha", "t1", device: "tablet")
      try tablet.report(Self.fix(1, second: 10))
      try old.report(Self.fix(7, second: 11))
      // Loops publish their numbers once a second.
      #expect(try Poll.until { try server.metrics()["geod_fixes_total{verdict=\"accepted\"}"] == 8 })
    }
  }

  @Test("presence goes from online over idle to offline as engine time passes, and back")
  func presence() throws {
    try TestServer.with(Self.trace) { server in
      try server.addTechnicians(["t1"], to: "alpha")
      let viewer = try Viewer(server, "alpha")
      let state = try viewer.watch("technician:t1")
      #expect(state["presence"].string == "offline")
      #expect(state["lat"] == .null)
      let map = try viewer.watch("map:46,24,48,26")
      #expect(map["count"].int == 0)

      func expect(_ presence: String) throws {
        let event = try viewer.next("event")
        #expect(event["kind"].string == "presence")
        #expect(event["presence"].string == presence)
        #expect(try viewer.mapItem("t1")["presence"].string == presence)
        let seen = try server.data("GET", "/v1/technicians/t1", token: server.token("alpha", .service))
        #expect(seen["presence"].string == presence)
      }

      let phone = try Phone(server, "alpha", "t1")
      try phone.report(Self.fix(1))
      try expect("online")
      try server.moveClock(to: Self.start + 59_999)
      try server.moveClock(to: Self.start + 60_000)
      try expect("idle")
      try server.moveClock(to: Self.start + 300_000)
      try expect("offline")
      try phone.report(Self.fix(2, second: 300))
      try expect("online")
      try phone.send(#"{"type":"bye"}"#)
      try expect("offline")
      #expect(try phone.closeCode() == 1000)
    }
  }

  @Test(
    "a map shows who is inside, who moves and who has gone; a technician's topic ends with the technician")
  func topics() throws {
    try TestServer.with(Self.trace) { server in
      try server.addTechnicians(["t1", "t2", "t3"], to: "alpha")
      let phones = try ["t1", "t2", "t3"].map { try Phone(server, "alpha", $0) }
      for (index, phone) in phones.enumerated() {
        try phone.report(Self.fix(1, latitude: 24.7 + Double(index)))
      }
      let viewer = try Viewer(server, "alpha")
      let map = "map:46,24,47,26"
      #expect(try viewer.watch(map)["count"].int == 2)
      let shown = try viewer.next("pos")
      #expect(Set(shown["items"].array.compactMap { $0["id"].string }) == ["t1", "t2"])
      #expect(shown["topic"].string == map)

      try phones[0].report(Self.fix(2, latitude: 24.8, extra: #""acc":9000"#))
      try phones[0].report(Self.fix(3))
      let moved = try viewer.mapItem("t1")
      #expect(moved["t"].int == Int(Self.start) + 3_000, "what was refused is not shown")

      _ = try server.data("DELETE", "/v1/technicians/t1", token: server.token("alpha", .service))
      let gone = try viewer.next("pos")
      #expect(gone["gone"].array.map(\.string) == ["t1"])
      #expect(try phones[0].closeCode() == 4403)

      _ = try viewer.watch("technician:t2")
      _ = try server.data("DELETE", "/v1/technicians/t2", token: server.token("alpha", .admin))
      let end = try viewer.next("end")
      #expect(end["topic"].string == "technician:t2")
      #expect(end["reason"].string == "technicianRemoved")
      try viewer.send(#"{"type":"sub","topic":"technician:t2"}"#)
      #expect(try viewer.next("error")["code"].string == "notFound")
    }
  }

  @Test("a viewer that was away gets the events it missed; after a restart it is told to start over")
  func resume() throws {
    try TestServer.with(Self.trace) { server in
      try server.addTechnicians(["t1"], to: "alpha")
      let service = try server.token("alpha", .service)
      func put(_ status: String) throws {
        _ = try server.data("PUT", "/v1/technicians/t1", token: service, body: #"{"status":"\#(status)"}"#)
      }
      let viewer = try Viewer(server, "alpha")
      let state = try viewer.watch("technician:t1")
      let epoch = try #require(state["epoch"].int)
      #expect(epoch == viewer.welcome["epoch"].int)
      try put("paused")
      let seen = try #require(try viewer.next("event")["offset"].int)
      viewer.socket.close()
      try put("available")
      try put("offDuty")

      let place = #"{"topic":"technician:t1","epoch":\#(epoch),"offset":\#(seen)}"#
      let again = try Viewer(server, "alpha", resume: place)
      #expect(try again.next()["status"].string == "available")
      let last = try again.next()
      #expect(last["status"].string == "offDuty")
      #expect(last["offset"].int == seen + 2)
      #expect(try again.next()["type"].string == "state")
      try put("paused")
      #expect(try again.next("event")["offset"].int == seen + 3)

      server.terminate()
      #expect(try again.closeCode() == 4503)
      server.expectEnd(seconds: 10)
      try server.startAgain()
      let after = try Viewer(server, "alpha", resume: place)
      #expect(after.welcome["epoch"].int != epoch)
      #expect(try after.next()["type"].string == "resync")
      let fresh = try after.next()
      #expect(fresh["type"].string == "state")
      #expect(fresh["status"].string == "paused", "profiles survive")
    }
  }

  @Test("what comes with a goodbye in one turn is acknowledged before the end")
  func goodbyeAfterFixes() throws {
    try TestServer.with(Self.trace) { server in
      try server.addTechnicians(["t1"], to: "alpha")
      let phone = try Phone(server, "alpha", "t1")
      for sequence in 1...20 { try phone.send(Self.fix(sequence)) }
      try phone.send(#"{"type":"bye"}"#)
      let end = try Session.end(phone.socket)
      #expect(end.code == 1000)
      #expect(end.messages.last { $0["type"].string == "ack" }?["seq"].int == 20, "\(end.messages)")
    }
  }
}
