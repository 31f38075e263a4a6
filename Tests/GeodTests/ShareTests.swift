// Shares over real sockets: what a customer sees, and that nothing is seen afterwards.

import Access
import Bedrock
import Foundation
import Testing
import Transport

@testable import geod

@Suite("Shares")
struct ShareTests {
  /// Makes a share and opens it.
  private static func guest(_ server: TestServer, _ booking: String, minutes: Int = 60) throws -> Guest {
    let made = try server.data(
      "POST", "/v1/bookings/\(booking)/shares", token: server.token("alpha", .service),
      body: #"{"minutes":\#(minutes)}"#)
    return try Guest(server, key: made["key"].string ?? "", id: made["share"]["id"].string ?? "")
  }

  @Test("a customer sees the status and the arrival, and neither names nor positions before or after")
  func view() throws {
    try BookingLifeTests.withFleet(["t1"]) { server, phones in
      let staged = try server.stage(.assigned)
      let guest = try Self.guest(server, staged.booking)
      let state = try guest.watch()
      #expect(state["status"].string == "assigned")
      #expect(state["position"]["t"].int == nil && state["eta"]["t"].int == nil)
      #expect(!"\(state)".contains("t1\""))
      try phones[0].send(#"{"type":"trip","id":"\#(staged.trip)","action":"start"}"#)
      #expect(try guest.next("event")["status"].string == "enRoute")
      try phones[0].report(FixLifeTests.fix(2))
      let position = try guest.next("pos")
      #expect(position["t"].int != nil && (position["eta"]["expectedSeconds"].double ?? 0) > 0)
      for command in ["arrive", "begin", "complete"] {
        try phones[0].send(#"{"type":"trip","id":"\#(staged.trip)","action":"\#(command)"}"#)
      }
      #expect(try guest.next { $0["status"].string == "completed" }["type"].string == "event")
      #expect(try guest.next("end")["reason"].string == "completed")
      #expect(try guest.closeCode() == 4403)
      #expect(try Guest.refusal(server, key: guest.key) == "share")
    }
  }

  @Test("a reassignment, a revocation and the end of its time close a share at once")
  func ends() throws {
    try BookingLifeTests.withFleet(["t1", "t2"]) { server, phones in
      let service = try server.token("alpha", .service)
      let staged = try server.stage(.enRoute)
      let reassigned = try Self.guest(server, staged.booking)
      _ = try reassigned.watch()
      _ = try server.data(
        "POST", "/v1/bookings/\(staged.booking):assign", token: service,
        body: #"{"technician":"t2","reason":"flat tyre"}"#)
      #expect(try reassigned.next("end")["reason"].string == "reassigned")
      #expect(try reassigned.closeCode() == 4403)

      let revoked = try Self.guest(server, staged.booking)
      #expect(try revoked.watch()["status"].string == "assigned")
      _ = try server.data(
        "DELETE", "/v1/bookings/\(staged.booking)/shares/\(revoked.id)", token: service)
      #expect(try revoked.next("end")["reason"].string == "revoked")
      #expect(try revoked.closeCode() == 4403)

      let expired = try Self.guest(server, staged.booking, minutes: 1)
      _ = try expired.watch()
      try server.moveClock(to: FixLifeTests.start + 61_000)
      #expect(try expired.next("end")["reason"].string == "expired")
      #expect(try expired.closeCode() == 4403)
      for guest in [reassigned, revoked, expired] {
        #expect(try Guest.refusal(server, key: guest.key) == "share")
      }
      #expect(!server.log.contains(expired.key))
      _ = phones
    }
  }

  @Test("a guest may watch its share and nothing else")
  func limits() throws {
    try BookingLifeTests.withFleet(["t1"]) { server, _ in
      let staged = try server.stage(.assigned)
      let guest = try Self.guest(server, staged.booking)
      for topic in [
        "ops", "booking:\(staged.booking)", "trip:\(staged.trip)", "technician:t1", "map:46,24,47,25",
      ] {
        try guest.send(#"{"type":"sub","topic":"\#(topic)"}"#)
        #expect(try guest.next("error")["field"].string == "topic", "\(topic)")
      }
      try guest.send(FixLifeTests.fix(1).message)
      #expect(try guest.next("error")["field"].string == "type")
      #expect(try guest.watch()["status"].string == "assigned")
      try server.cancel(staged)
      let answer = try server.ask(
        "POST", "/v1/bookings/\(staged.booking)/shares", token: server.token("alpha", .service))
      #expect(answer.status == 409, "\(answer.text)")
    }
  }

  @Test("a share from before the assignment waits for it, survives a killed server, and shows who comes")
  func early() throws {
    try BookingLifeTests.withFleet(["t9"], settings: Self.customerSettings) { server, _ in
      try server.addTechnicians(["t1"], to: "alpha", profile: Self.profile)
      let staged = try server.stage(.open)
      let before = try Self.guest(server, staged.booking)
      let waiting = try before.watch()
      #expect(waiting["status"].string == "waiting" && waiting["times"]["placedAt"].int != nil)
      #expect(waiting["page"]["name"]["en"].string == "Cool Air")
      #expect(waiting["page"]["cancelUrl"].string == "https://example.com/\(staged.booking)")
      server.kill()
      try server.startAgain()
      let guest = try Guest(server, key: before.key, id: before.id)
      #expect(try guest.watch()["status"].string == "waiting")
      _ = try server.data(
        "POST", "/v1/bookings/\(staged.booking):assign", token: server.token("alpha", .service),
        body: #"{"technician":"t1","reason":"by phone"}"#)
      let told = try guest.next { $0["status"].string == "assigned" }
      #expect(told["technician"]["name"]["ar"].string == "نورة")
      #expect(try guest.next { $0["kind"].string == "promise" }["promise"]["isFirm"] == .bool(false))
      try guest.send(#"{"type":"unsub","topic":"share"}"#)
      let state = try guest.watch()
      #expect(Self.names(state["technician"]) == ["credentials", "name", "skills"])
      #expect(state["technician"]["credentials"][0]["kind"].string == "hvac")
      #expect(Self.names(state["technician"]["credentials"][0]) == ["expires", "kind", "status"])
      #expect(!"\(state)".contains("NR-7"))
      let booking = try BookingLifeTests.booking(server, staged.booking)
      #expect(booking["promise"] == state["promise"] && booking["promise"]["until"].int != nil)
    }
  }

  private static let customerSettings =
    #"{"customer":{"nameEn":"Cool Air","cancelUrl":"https://example.com/{booking}","showsRating":false}}"#
  private static let profile =
    #""name":{"en":"Nora","ar":"نورة"},"rating":{"value":4.8,"count":3},"skills":["ac"],"#
    + #""credentials":[{"kind":"hvac","number":"NR-7","expires":"2030-01-31"}]"#

  private static func names(_ value: JSON) -> [String] {
    if case .object(let members) = value { members.keys.sorted() } else { [] }
  }

  @Test("a share survives a killed server")
  func restart() throws {
    try BookingLifeTests.withFleet(["t1"]) { server, _ in
      let staged = try server.stage(.enRoute)
      let before = try Self.guest(server, staged.booking)
      server.kill()
      try server.startAgain()
      let after = try Guest(server, key: before.key, id: before.id)
      #expect(try after.watch()["status"].string == "enRoute")
    }
  }
}

/// Somebody with a share.
final class Guest: Session {
  let key: String
  let id: String

  init(_ server: TestServer, key: String, id: String) throws {
    self.key = key
    self.id = id
    try super.init(server, hello: #""share":"\#(key)""#)
  }

  /// Watches the share and returns its snapshot.
  func watch() throws -> JSON {
    try send(#"{"type":"sub","topic":"share"}"#)
    return try next { $0["type"].string == "state" }
  }

  /// The field that is at fault when a key opens nothing.
  static func refusal(_ server: TestServer, key: String) throws -> String? {
    let socket = try server.socket()
    try socket.send(text: #"{"type":"hello","share":"\#(key)"}"#)
    return try Session.end(socket).messages.first?["field"].string
  }
}
