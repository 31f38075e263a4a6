// The sender against a real server on loopback that answers, hesitates, redirects, breaks off and says nothing.

import Bedrock
import Dispatch
import TestSupport
import Testing
import Transport
import Webhooks

@Suite("Sending of webhooks")
struct SenderTests {
  private static let loopback = AddressPolicy(allowed: [AddressRange("127.0.0.1")].compactMap { $0 })

  private static func withSender(
    _ policy: AddressPolicy = loopback, milliseconds: Int = 2_000, _ body: (WebhookSender) throws -> Void
  ) throws {
    var options = WebhookSender.Options()
    options.totalMilliseconds = milliseconds
    let sender = WebhookSender(policy: policy, options: options)
    defer { sender.stop(withinMilliseconds: 0) }
    try body(sender)
  }

  private static func send(
    _ url: String, by sender: WebhookSender, body: String = "{}"
  ) throws -> WebhookOutcome {
    let request = WebhookRequest(
      url: try EndpointURL(url), headers: ["Content-Type: application/json"], body: Array(body.utf8))
    let outcome = Lock<WebhookOutcome?>(nil)
    let done = DispatchSemaphore(value: 0)
    let isTaken = sender.send(request) { result in
      outcome.withLock { $0 = result }
      done.signal()
    }
    try #require(isTaken)
    try #require(done.wait(timeout: .now() + 15) == .success, "no outcome")
    return try #require(outcome.withLock { $0 })
  }

  @Test("a request arrives whole, also a large one")
  func arrives() throws {
    let receiver = try HookReceiver()
    defer { receiver.stop() }
    try Self.withSender { sender throws in
      for size in [2, 2_000, 200_000] {
        let body = String(repeating: "x", count: size)
        let outcome = try Self.send(receiver.url("/a?b=c"), by: sender, body: body)
        #expect(outcome.isDelivered && outcome.status == 204, "\(outcome)")
        let request = try #require(receiver.requests.last)
        #expect(request.body.count == size && request.path == "/a?b=c")
        #expect(request.headers["content-type"] == "application/json" && request.headers["expect"] == nil)
        #expect(request.headers["user-agent"] == "geod")
      }
    }
  }

  @Test("answers and breaks are told apart, redirects are not followed")
  func outcomes() throws {
    let other = try HookReceiver()
    defer { other.stop() }
    let flood = "HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "y", count: 1 << 20)
    let answers: [(HookAnswer, WebhookOutcome.Result, Int?)] = [
      (.status(500), .answered(status: 500), nil),
      (.status(429, headers: ["Retry-After: 17"]), .answered(status: 429), 17),
      (.status(302, headers: ["Location: \(other.url())"]), .answered(status: 302), nil),
      (.status(200, afterMilliseconds: 300), .answered(status: 200), nil),
      (.raw(flood), .answered(status: 200), nil), (.close, .failed(.broken), nil),
      (.raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc"), .failed(.broken), nil),
      (.silence, .failed(.timedOut), nil),
    ]
    for (answer, expected, pause) in answers {
      let receiver = try HookReceiver { _, _ in answer }
      defer { receiver.stop() }
      try Self.withSender(milliseconds: 1_000) { sender throws in
        let outcome = try Self.send(receiver.url(), by: sender)
        #expect(outcome.result == expected && outcome.retryAfterSeconds == pause, "\(outcome)")
      }
    }
    #expect(other.requests.isEmpty)
  }

  @Test("an address that is not allowed is refused before anybody connects, also behind a name")
  func refused() throws {
    let receiver = try HookReceiver()
    defer { receiver.stop() }
    try Self.withSender(AddressPolicy()) { sender throws in
      for url in [
        receiver.url(), "http://localhost:\(receiver.port)/", "https://127.0.0.1:\(receiver.port)/",
      ] {
        let outcome = try Self.send(url, by: sender)
        #expect(outcome.result == .failed(.addressRefused), "\(url)")
      }
    }
    #expect(receiver.requests.isEmpty)
  }

  @Test("a server that is not what it says, or is not there, is told")
  func strangers() throws {
    let receiver = try HookReceiver { _, _ in .close }
    defer { receiver.stop() }
    try Self.withSender { sender throws in
      let outcome = try Self.send("https://127.0.0.1:\(receiver.port)/", by: sender)
      #expect([.failed(.untrusted), .failed(.timedOut)].contains(outcome.result), "\(outcome)")
      let nobody = try Self.send("http://127.0.0.1:1/", by: sender)
      #expect(nobody.result == .failed(.unreachable))
    }
  }

  @Test("there is room for so many and no more, and stopping tells everybody")
  func stopping() throws {
    let receiver = try HookReceiver { _, _ in .silence }
    defer { receiver.stop() }
    var options = WebhookSender.Options()
    options.inFlightMax = 3
    let sender = WebhookSender(policy: Self.loopback, options: options)
    let outcomes = Lock<[WebhookOutcome.Result]>([])
    let request = WebhookRequest(url: try EndpointURL(receiver.url()), headers: [], body: [])
    let taken = (0..<5).map { _ in
      sender.send(request) { outcome in outcomes.withLock { $0.append(outcome.result) } }
    }
    #expect(taken == [true, true, true, false, false] && sender.inFlightCount == 3)
    sender.stop(withinMilliseconds: 50)
    #expect(outcomes.withLock { $0 } == Array(repeating: .failed(.stopped), count: 3))
    #expect(!sender.send(request) { _ in })
    #expect(WebhookLibrary.version.contains("."))
  }
}
