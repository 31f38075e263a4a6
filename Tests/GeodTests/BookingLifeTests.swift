// The life of a booking over real sockets: placed, offered, won by exactly one, travelled, done; and still there
// when the server was killed.

import Access
import Bedrock
import Foundation
import Testing

@testable import geod

@Suite("Booking life")
struct BookingLifeTests {
  static let body = #"{"id":"b1","lat":24.72,"lon":46.7,"skillsRequired":["ac"]}"#

  /// Technicians with the skill `ac`, all near the place of ``body``.
  static func withFleet(
    _ ids: [String], settings: String = "", _ body: (TestServer, [Phone]) throws -> Void
  ) throws {
    try TestServer.with(FixLifeTests.trace, loops: 2) { server in
      if !settings.isEmpty {
        _ = try server.data(
          "PUT", "/v1/tenants/alpha/settings", token: server.token("alpha", .admin),
          body: #"{"version":0,"settings":\#(settings)}"#)
      }
      try server.addTechnicians(ids, to: "alpha", profile: #""skills":["ac"]"#)
      let phones = try ids.enumerated().map { index, id in
        let phone = try Phone(server, "alpha", id)
        try phone.report(FixLifeTests.fix(1, latitude: 24.7 + 0.001 * Double(index)))
        return phone
      }
      try body(server, phones)
    }
  }

  static func booking(_ server: TestServer, _ id: String = "b1") throws -> JSON {
    try server.data("GET", "/v1/bookings/\(id)", token: server.token("alpha", .service))
  }

  @Test("a booking finds its technician, the trip runs to its end, every viewer hears of it in order")
  func wholeLife() throws {
    try Self.withFleet(["t1"]) { server, phones in
      let (phone, service) = (phones[0], try server.token("alpha", .service))
      let dispatcher = try Viewer(server, "alpha")
      let overview = try dispatcher.watch("ops")
      #expect(overview["bookings"]["open"].int == 0)
      let placed = try server.data("POST", "/v1/bookings", token: service, body: Self.body)
      #expect(placed["state"].string == "open" && placed["id"].string == "b1")
      let state = try dispatcher.watch("booking:b1")
      #expect(["open", "offering"].contains(state["booking"]["state"].string ?? ""))

      let offer = try phone.next("offer")
      #expect(offer["booking"].string == "b1" && (offer["distanceMeters"].double ?? 0) > 2_000)
      try phone.send(#"{"type":"accept","offer":"\#(offer["offer"].string ?? "")","ref":"a"}"#)
      let assignment = try phone.next("assignment")
      let won = try phone.next("outcome")
      #expect(won["outcome"].string == "won" && won["ref"].string == "a")
      #expect(won["trip"].string == assignment["trip"].string)
      let trip = won["trip"].string ?? ""

      try phone.send(#"{"type":"trip","id":"\#(trip)","action":"start","ref":"s"}"#)
      let started = try phone.next("trip")
      #expect(started["state"].string == "enRoute" && started["ref"].string == "s")
      let travelling = try dispatcher.watch("trip:\(trip)")
      #expect(travelling["booking"]["trip"]["state"].string == "enRoute")
      // Driving to the place, and staying there for longer than the dwell.
      var sequence = 1
      for step in 1...40 {
        try server.moveClock(to: FixLifeTests.start + Int64(step) * 5_000)
        sequence += 1
        let refused = try phone.report(
          TestFix(
            sequence: sequence, time: FixLifeTests.start + Int64(step) * 5_000,
            latitude: min(24.72, 24.7 + 0.001 * Double(step)), longitude: 46.7))
        #expect(refused.isEmpty, "\(refused)")
      }
      let arrived = try phone.next("trip")
      #expect(arrived["state"].string == "arrived" && arrived["ref"].string == nil)
      for (action, state) in [("begin", "inService"), ("complete", "completed")] {
        try phone.send(#"{"type":"trip","id":"\#(trip)","action":"\#(action)"}"#)
        #expect(try phone.next("trip")["state"].string == state)
      }
      let done = try Self.booking(server)
      #expect(done["state"].string == "completed")
      #expect(done["trip"]["arrivalSource"].string == "positions")

      // Both topics without a gap, to the end.
      var offsets: [String: [Int]] = [:]
      var kinds: [String] = []
      while kinds.last != "booking.tripChanged" || kinds.count(where: { $0 == "booking.tripChanged" }) < 4 {
        let event = try dispatcher.next { $0["type"].string == "event" }
        offsets[event["topic"].string ?? "", default: []].append(event["offset"].int ?? -1)
        if event["topic"].string == "ops" { kinds.append(event["kind"].string ?? "") }
      }
      for (topic, offsets) in offsets {
        #expect(offsets == Array((offsets.first ?? 0)..<((offsets.first ?? 0) + offsets.count)), "\(topic)")
      }
      #expect(kinds.first == "booking.placed" && kinds.contains("offer.accepted"))

      server.kill()
      try server.startAgain()
      #expect(try Self.booking(server)["state"].string == "completed")
    }
  }

  @Test(
    "of several who accept exactly one wins, the others learn why, and a repeated accept is answered again")
  func contention() throws {
    let ids = (1...5).map { "t\($0)" }
    try Self.withFleet(ids, settings: #"{"offers":{"waveSize":5}}"#) { server, phones in
      for round in 1...10 {
        _ = try server.data(
          "POST", "/v1/bookings", token: server.token("alpha", .service),
          body: Self.body.replacing("b1", with: "b\(round)").replacing(#","skillsRequired":["ac"]"#, with: "")
        )
        _ = try server.ask(
          "POST", "/v1/bookings/b\(round):withdraw", token: server.token("alpha", .service))
        let offered = try server.data(
          "POST", "/v1/bookings/b\(round):offer", token: server.token("alpha", .service),
          body: #"{"technicians":["t1","t2","t3","t4","t5"]}"#)
        let offer = offered["offer"]["id"].string ?? ""
        for phone in phones { try phone.send(#"{"type":"accept","offer":"\#(offer)","ref":"r\#(round)"}"#) }
        let outcomes = try phones.map { phone in
          try phone.next { $0["type"].string == "outcome" && $0["ref"].string == "r\(round)" }["outcome"]
            .string
            ?? ""
        }
        #expect(outcomes.count(where: { $0 == "won" }) == 1, "\(outcomes)")
        #expect(outcomes.count(where: { $0 == "taken" }) == 4, "\(outcomes)")
        let winner = outcomes.firstIndex(of: "won").map { ids[$0] } ?? ""
        #expect(try Self.booking(server, "b\(round)")["assignment"]["technician"].string == winner)
        let again = try server.ask(
          "POST", "/v1/offers/\(offer):accept",
          token: server.token("alpha", .technician, subject: winner))
        #expect(again.status == 200)
        let late = try server.ask(
          "POST", "/v1/offers/\(offer):accept",
          token: server.token("alpha", .technician, subject: ids.first { $0 != winner } ?? ""))
        let code = try late.json["error"]["code"].string
        #expect(late.status == 409 && code == "taken", "\(late.text)")
      }
    }
  }

  @Test("what the state does not allow is refused with the state, and nothing changes")
  func illegal() throws {
    try Self.withFleet(["t1"]) { server, _ in
      let staged = try server.stage(.completed)
      let before = try Self.booking(server, staged.booking)
      for command in ["cancel", "noShow", "withdraw"] {
        let answer = try server.ask(
          "POST", "/v1/bookings/\(staged.booking):\(command)", token: server.token("alpha", .service))
        #expect(answer.status == 409, "\(command): \(answer.text)")
      }
      let answer = try server.ask(
        "POST", "/v1/bookings/\(staged.booking):cancel", token: server.token("alpha", .service))
      #expect(try answer.json["error"]["state"].string == "completed")
      let outdated = try server.stage(.open)
      let conflict = try server.ask(
        "POST", "/v1/bookings/\(outdated.booking):cancel", token: server.token("alpha", .service),
        body: #"{"expectedVersion":7}"#)
      #expect(conflict.status == 409)
      #expect(try conflict.json["error"]["code"].string == "versionConflict")
      #expect(try Self.booking(server, staged.booking) == before)
    }
  }

  @Test("every fault of a body is told with its field")
  func faults() throws {
    try Self.withFleet(["t1"]) { server, _ in
      let service = try server.token("alpha", .service)
      let answer = try server.ask(
        "POST", "/v1/bookings", token: service,
        body: #"{"lat":91,"window":{"start":2,"end":1},"skillsRequired":["a b"],"colour":1}"#)
      #expect(answer.status == 422)
      #expect(Set(try answer.faultyFields) == ["lat", "lon", "window", "skillsRequired[0]", "colour"])
      let staged = try server.stage(.open)
      let assign = try server.ask(
        "POST", "/v1/bookings/\(staged.booking):assign", token: service, body: "{}")
      #expect(Set(try assign.faultyFields) == ["technician", "reason"])
      let nobody = try server.ask(
        "POST", "/v1/bookings/\(staged.booking):assign", token: service,
        body: #"{"technician":"nobody","reason":"x"}"#)
      #expect(nobody.status == 404)
    }
  }

  @Test("a request under a key is carried out once, also when the server was killed in between")
  func idempotency() throws {
    try Self.withFleet(["t1"]) { server, _ in
      let service = try server.token("alpha", .service)
      func place(_ key: String, _ body: String) throws -> (status: Int, text: String, isReplayed: Bool) {
        let answer = try server.ask(
          "POST", "/v1/bookings", token: service, headers: ["Idempotency-Key": key], body: body)
        return (answer.status, answer.text, answer.headers["Idempotency-Replayed"] == "true")
      }
      let unnamed = #"{"lat":24.72,"lon":46.7,"skillsRequired":["nobody-has-it"]}"#
      let first = try place("k1", unnamed)
      #expect(first.status == 201 && !first.isReplayed)
      let id = try JSON(first.text)["data"]["id"].string
      let second = try place("k1", unnamed)
      #expect(second.status == 201 && second.isReplayed)
      #expect(try JSON(second.text)["data"]["id"].string == id)
      #expect(try place("k1", Self.body).status == 409)
      server.kill()
      try server.startAgain()
      let third = try place("k1", unnamed)
      #expect(third.status == 201 && third.isReplayed)
      #expect(try JSON(third.text)["data"]["id"].string == id)
      #expect(try place(String(repeating: "k", count: 256), unnamed).status == 422)
    }
  }

  @Test("a trip goes on after the server was killed: what was acknowledged is there, the phone is told again")
  func killed() throws {
    try Self.withFleet(["t1"]) { server, phones in
      let staged = try server.stage(.enRoute)
      for sequence in 2...20 { try phones[0].report(FixLifeTests.fix(sequence)) }
      server.kill()
      try server.startAgain()
      let phone = try Phone(server, "alpha", "t1")
      let assignment = try phone.next("assignment")
      #expect(assignment["trip"].string == staged.trip && assignment["tripState"].string == "enRoute")
      let booking = try Self.booking(server, staged.booking)
      #expect(booking["state"].string == "inTrip" && booking["trip"]["state"].string == "enRoute")
      for action in ["arrive", "begin", "complete"] {
        try phone.send(#"{"type":"trip","id":"\#(staged.trip)","action":"\#(action)"}"#)
        _ = try phone.next("trip")
      }
      #expect(try Self.booking(server, staged.booking)["state"].string == "completed")
    }
  }
}
