// Webhooks end to end: a real geod, a real receiver, signatures checked as receivers check them.

import Access
import Bedrock
import Foundation
import TestSupport
import Testing
import Transport

@testable import geod

@Suite("Webhooks")
struct WebhookTests {
  /// Webhooks may go to loopback, and the relay's pauses pass fifty times faster.
  static let fast = ["--webhook-allow", "127.0.0.1", "--clock", "scaled", "--time-scale", "50"]
  private static let real = ["--webhook-allow", "127.0.0.1", "--webhook-timeout", "1"]

  /// Adds a webhook; gives its secret.
  @discardableResult
  static func put(
    _ server: TestServer, _ id: String, _ receiver: HookReceiver, _ more: String = ""
  ) throws -> String {
    try put(server, id, at: receiver.url("/\(id)"), more)
  }

  /// The same for any address.
  @discardableResult
  static func put(
    _ server: TestServer, _ id: String, at url: String, _ more: String = ""
  ) throws -> String {
    let answer = try server.data(
      "PUT", "/v1/webhooks/\(id)", token: server.token("alpha", .admin),
      body: #"{"url":"\#(url)"\#(more)}"#)
    return answer["secret"].string ?? ""
  }

  /// Places a booking for which nobody is asked.
  static func place(_ server: TestServer, _ id: String) throws {
    let start = EngineClock.wallClock().milliseconds + 30 * 86_400_000
    _ = try server.data(
      "POST", "/v1/bookings", token: server.token("alpha", .service),
      body: #"{"id":"\#(id)","lat":24.7,"lon":46.7,"window":{"start":\#(start),"end":\#(start + 1)}}"#)
  }

  static func cancel(_ server: TestServer, _ id: String) throws {
    _ = try server.data(
      "POST", "/v1/bookings/\(id):cancel", token: server.token("alpha", .service),
      body: #"{"reason":"called"}"#)
  }

  /// Whether a request carries a good signature.
  static func isSigned(_ request: HookRequest, with secret: String) -> Bool {
    let parts = (request.headers["geod-signature"] ?? "").split(separator: ",").map(String.init)
    guard let time = parts.first(where: { $0.hasPrefix("t=") })?.dropFirst(2), let seconds = Int64(time),
      abs(seconds - EngineClock.wallClock().milliseconds / 1000) < 60
    else { return false }
    let code = Digest.hmacSHA256(key: Array(secret.utf8), Array("\(time).".utf8) + request.body)
    return parts.contains("v1=" + HexText.encode(code))
  }

  @Test("an event arrives signed, within a second of the answer, and only where it is wanted")
  func delivery() throws {
    let receiver = try HookReceiver()
    defer { receiver.stop() }
    try TestServer.with(Self.real, loops: 2) { server in
      let secret = try Self.put(server, "all", receiver)
      try Self.put(server, "cancelled", receiver, #","kinds":["booking.cancelled"]"#)
      try Self.put(server, "off", receiver, #","isActive":false"#)
      #expect(secret.hasPrefix("whsec_"))
      for attempt in 1...3 {
        try Self.place(server, "b\(attempt)")
        let answered = Date()
        #expect(receiver.wait(for: attempt).count == attempt)
        #expect(Date().timeIntervalSince(answered) < 1)
      }
      let request = try #require(receiver.requests.first)
      #expect(request.path == "/all" && Self.isSigned(request, with: secret))
      #expect(!Self.isSigned(request, with: secret + "x"))
      #expect(request.headers["geod-event"] == "booking.placed" && request.headers["geod-attempt"] == "1")
      let body = try JSON(request.body)
      #expect(body["id"].string == request.headers["geod-message-id"] && body["tenant"].string == "alpha")
      #expect(body["kind"].string == "booking.placed" && body["event"]["booking"].string == "b1")
      try Self.cancel(server, "b1")
      #expect(Set(receiver.wait(for: 5).suffix(2).map(\.path)) == ["/all", "/cancelled"])
      let isDrained = try Poll.until {
        try server.data("GET", "/v1/webhooks/all", token: server.token("alpha", .admin))["waiting"].int == 0
      }
      #expect(isDrained)
      #expect(try server.metrics()["geod_webhook_delivered_total"] == 5)
      #expect(!server.log.contains(secret))
      let listed = try server.ask("GET", "/v1/webhooks", token: server.token("alpha", .admin))
      #expect(!listed.text.contains("whsec_"))
    }
  }

  @Test("under random failures everything arrives at least once, in order for each booking and webhook")
  func order() throws {
    for seed in Seeds.all("webhook-order") + [1] {
      let receiver = try UnreliableReceiver(seed: seed)
      defer { receiver.stop() }
      try TestServer.with(Self.fast, loops: 2) { server in
        for webhook in ["a", "b"] { try Self.put(server, webhook, at: receiver.url(webhook)) }
        for index in 0..<8 { try Self.place(server, "b\(index)") }
        for index in 0..<8 { try Self.cancel(server, "b\(index)") }
        let isAll = Poll.until(seconds: 30) { receiver.distinct == 32 }
        #expect(isAll, "GEOD_SEED=\(seed): \(receiver.taken)")
        receiver.expectOrder("GEOD_SEED=\(seed)")
        #expect(Set(receiver.taken.map(\.id)).count == 16, "one identifier per event")
      }
    }
  }

  @Test("a message that was being sent when the server was killed comes again under its identifier")
  func killed() throws {
    let receiver = try HookReceiver { _, number in number == 0 ? .silence : .status(200) }
    defer { receiver.stop() }
    try TestServer.with(Self.real) { server in
      try Self.put(server, "hook", receiver)
      try Self.place(server, "b1")
      #expect(receiver.wait(for: 1).count == 1)
      server.kill()
      try server.startAgain()
      let requests = receiver.wait(for: 2, seconds: 15)
      #expect(requests.count == 2 && requests[0].body == requests.last?.body)
      #expect(requests.last?.headers["geod-attempt"] == "2")
    }
  }

  @Test("a dead endpoint does not hold up the others")
  func isolation() throws {
    let (dead, good) = (try HookReceiver { _, _ in .silence }, try HookReceiver())
    defer { for receiver in [dead, good] { receiver.stop() } }
    try TestServer.with(Self.real) { server in
      try Self.put(server, "dead", dead)
      try Self.put(server, "good", good)
      for index in 0..<20 { try Self.place(server, "b\(index)") }
      let placed = Date()
      #expect(good.wait(for: 20).count == 20 && Date().timeIntervalSince(placed) < 2)
      #expect(dead.wait(for: EndpointPace.slotsMax).count == EndpointPace.slotsMax, "no more at once")
    }
  }

  @Test("what was given up is listed, and sent again on request; 410 ends a webhook")
  func deadLetters() throws {
    let status = Lock(500)
    let receiver = try HookReceiver { _, _ in .status(status.withLock { $0 }) }
    defer { receiver.stop() }
    try TestServer.with(Self.fast) { server in
      let admin = try server.token("alpha", .admin)
      func dead() throws -> [JSON] {
        try server.data("GET", "/v1/webhooks/hook/dead-letters", token: admin)["items"].array
      }
      try Self.put(server, "hook", receiver)
      try Self.place(server, "b1")
      #expect(!receiver.wait(for: 1).isEmpty)
      try Self.put(server, "hook", receiver, #","isActive":false"#)
      try Self.place(server, "b2")
      #expect(try dead().map { $0["booking"].string } == ["b1"])
      let resend = "/v1/webhooks/hook/dead-letters:resend-all"
      #expect(try server.ask("POST", resend, token: admin).status == 409)
      try Self.put(server, "hook", receiver)
      status.withLock { $0 = 204 }
      #expect(try server.data("POST", resend, token: admin)["count"].int == 1)
      #expect(try Poll.until { try dead().isEmpty && server.metrics()["geod_webhook_delivered_total"] == 1 })

      status.withLock { $0 = 410 }
      try Self.place(server, "b3")
      let isOff = try Poll.until {
        try server.data("GET", "/v1/webhooks/hook", token: admin)["isActive"] == .bool(false)
      }
      #expect(isOff)
      let letter = try #require(try dead().first)
      #expect(letter["booking"].string == "b3" && letter["reason"].string == "answered 410")
      #expect(letter["event"]["kind"].string == "booking.placed")
      let rows = try server.data("GET", "/v1/audit?limit=3", token: admin)["items"].array
      #expect(rows.contains { $0["actor"].string == "geod" && $0["action"].string == "webhook.put" })
    }
  }

  @Test("two secrets sign while one is replaced, and a webhook can be tried")
  func rotation() throws {
    let receiver = try HookReceiver()
    defer { receiver.stop() }
    try TestServer.with(Self.real) { server in
      let admin = try server.token("alpha", .admin)
      let old = try Self.put(server, "hook", receiver)
      let rotated = try server.data(
        "POST", "/v1/webhooks/hook:rotate-secret", token: admin, body: #"{"overlapHours":1}"#)
      let new = try #require(rotated["secret"].string)
      #expect(new != old && rotated["previousSecretUntil"].int != nil)
      let trial = try server.data("POST", "/v1/webhooks/hook:test", token: admin)
      #expect(trial["isDelivered"] == .bool(true) && trial["outcome"].string == "answered 204")
      let ping = try #require(receiver.requests.last)
      #expect(
        ping.headers["geod-event"] == "ping" && ping.headers["geod-message-id"] == trial["message"].string)
      for secret in [old, new] { #expect(Self.isSigned(ping, with: secret)) }
      _ = try server.data(
        "POST", "/v1/webhooks/hook:rotate-secret", token: admin, body: #"{"overlapHours":0}"#)
      _ = try server.data("POST", "/v1/webhooks/hook:test", token: admin)
      let last = try #require(receiver.requests.last)
      for secret in [old, new] { #expect(!Self.isSigned(last, with: secret)) }
      receiver.stop()
      let failed = try server.data("POST", "/v1/webhooks/hook:test", token: admin)
      #expect(failed["isDelivered"] == .bool(false))
    }
  }

  @Test("addresses that tenants may not choose are refused by name")
  func addresses() throws {
    try TestServer.with { server in
      let admin = try server.token("alpha", .admin)
      for url in [
        "http://example.com/", "https://127.0.0.1/", "https://10.0.0.1/", "https://[::1]/",
        "https://169.254.169.254/latest", "https://[::ffff:192.168.0.1]/", "https://user@example.com/",
        "ftp://a/",
        "https://2130706433/", "nonsense",
      ] {
        let answer = try server.ask("PUT", "/v1/webhooks/x", token: admin, body: #"{"url":"\#(url)"}"#)
        #expect(answer.status == 422, "\(url): \(answer.text)")
        #expect(try answer.faultyFields == ["url"], "\(url)")
      }
      let many = try server.ask(
        "PUT", "/v1/webhooks/x", token: admin,
        body: #"{"url":"https://example.com/","kinds":["booking.placed","booking.placed","nothing"],"x":1}"#)
      #expect(try many.faultyFields == ["kinds[1]", "kinds[2]", "x"])
      let none = try server.ask(
        "PUT", "/v1/webhooks/x", token: admin, body: #"{"url":"https://example.com/","kinds":[]}"#)
      #expect(try none.faultyFields == ["kinds"])
      #expect(try server.data("GET", "/v1/webhooks", token: admin)["items"].array.isEmpty)
    }
  }
}
