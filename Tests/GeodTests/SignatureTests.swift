// Tokens whose signatures are checked on threads of their own: accepted, refused, in order, and no way to stop others.

import Access
import Bedrock
import Foundation
import TestSupport
import Testing
import Transport

@testable import geod

@Suite("Signatures")
struct SignatureTests {
  private static let unlimited = ["--rate-per-address", "0", "--rate-per-token", "0"]

  /// The same token with another signature.
  private static func spoiled(_ token: String) -> String {
    String(token.dropLast(8)) + (token.hasSuffix("AAAAAAAA") ? "BBBBBBBB" : "AAAAAAAA")
  }

  private static func get(_ path: String, _ token: String) -> String {
    "GET \(path) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token)\r\n\r\n"
  }

  @Test(
    "RS256 and ES256 are accepted over HTTP and in hello, on one loop and several; spoiled ones are not",
    arguments: [AccessKey.Algorithm.rs256, .es256], [1, 3])
  func acceptsBoth(_ algorithm: AccessKey.Algorithm, loops: Int) throws {
    try TestServer.with(FixLifeTests.trace, loops: loops, pairs: KeyPair.both) { server in
      try server.addTechnicians(["t1"], to: "alpha")
      let service = try server.token(algorithm, .service)
      #expect(try server.ask("GET", "/v1/technicians/t1", token: service).status == 200)
      let refused = try server.ask("GET", "/v1/technicians/t1", token: Self.spoiled(service))
      #expect(refused.status == 401)
      #expect(try refused.faultyFields == ["token.signature"])

      let own = try server.token(algorithm, .technician, subject: "t1")
      let phone = try Session(server, token: own, extra: #""device":"phone""#)
      try phone.send(FixLifeTests.fix(1).message)
      #expect(try phone.next("ack")["seq"].int == 1)

      let bad = try server.socket()
      try bad.send(text: #"{"type":"hello","token":"\#(Self.spoiled(own))"}"#)
      let end = try Session.end(bad)
      #expect(end.code == 4401)
      #expect(end.messages.last?["field"].string == "token.signature")
      for secret in [service, own, Self.spoiled(own)] {
        let signature = try #require(secret.split(separator: ".").last)
        #expect(!server.log.contains(signature), "no part of a token is logged")
      }
    }
  }

  @Test("a token is checked once; later requests and a hello are answered from memory")
  func checksOnce() throws {
    try TestServer.with(FixLifeTests.trace, pairs: KeyPair.both) { server in
      try server.addTechnicians(["t1"], to: "alpha")
      let own = try server.token(.es256, .technician, subject: "t1")
      for _ in 0..<5 { #expect(try server.ask("GET", "/v1/technicians/t1", token: own).status == 200) }
      _ = try Session(server, token: own, extra: #""device":"phone""#)
      let numbers = try server.metrics()
      #expect(numbers["geod_signature_checks_total"] == 1)
      #expect(numbers["geod_signature_checks_refused_total"] == 0)
      #expect(numbers["geod_signature_checks_pending"] == 0)
    }
  }

  @Test("the requests of one connection are carried out in their order, whoever checks their tokens")
  func keepsTheOrder() throws {
    try TestServer.with(FixLifeTests.trace + Self.unlimited, pairs: KeyPair.both) { server in
      let analyst = try server.token("alpha", .analyst)
      _ = try server.data("GET", "/v1/clock", token: analyst)
      for round in 1...20 {
        // The first token needs a thread, the second one is good at once, the third needs a thread again.
        let admin = try server.token(.es256, .admin, subject: "admin-1", number: Int64(round))
        let other = try server.token(.rs256, .analyst, number: Int64(round))
        let time = FixLifeTests.start + Int64(round) * 1000
        let body = #"{"time":\#(time)}"#
        let socket = try RawSocket(port: server.port)
        try socket.send(
          "PUT /v1/clock HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(admin)\r\n"
            + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
            + Self.get("/v1/clock", analyst) + Self.get("/v1/clock", other)
            + "GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        let text = try socket.read { _ in false }
        #expect(
          text.matches(of: /HTTP\/1\.1 (\d+)/).map { String($0.output.1) } == ["200", "200", "200", "200"])
        let times = text.matches(of: /"time":(\d+)/).map { Int64($0.output.1) }
        #expect(times.suffix(2) == [time, time], "\(text)")
      }
    }
  }

  @Test("a flood of bad ES256 tokens stops nobody else, with keys of either kind")
  func survivesAFlood() throws {
    try TestServer.with(FixLifeTests.trace + Self.unlimited, pairs: KeyPair.both) { server in
      try server.addTechnicians(["t1"], to: "alpha")
      let bad = Self.spoiled(try server.token(.es256, .service))
      let port = server.port
      let isOver = Flag()
      let flooders = (0..<4).map { number in
        let thread = Flooder(isOver) { try Self.flood(port, bad, number: number) }
        thread.start()
        return thread
      }
      for number in 0..<30 {
        #expect(try server.ask("GET", "/v1/clock", token: server.token("alpha", .service)).status == 200)
        let fresh = try server.token(.es256, .service, number: Int64(number))
        #expect(try server.ask("GET", "/v1/clock", token: fresh).status == 200)
      }
      let own = try server.token(.es256, .technician, subject: "t1")
      let phone = try Session(server, token: own, extra: #""device":"phone""#)
      try phone.send(FixLifeTests.fix(1).message)
      #expect(try phone.next("ack")["seq"].int == 1)
      isOver.turnOn()
      for flooder in flooders { flooder.waitUntilEnded() }
      #expect(try #require(server.metrics()["geod_signature_checks_total"]) > 100)
    }
  }

  /// Sixteen bad requests at a time, or a bad hello; every fourth hangs up without hearing the answer.
  private static func flood(_ port: UInt16, _ bad: String, number: Int) throws {
    switch number % 4 {
    case 0:
      let socket = try WebSocketClient(host: "127.0.0.1", port: port, path: "/ws")
      try socket.send(text: #"{"type":"hello","token":"\#(bad)"}"#)
      _ = try socket.receive()
    case 1:
      try RawSocket(port: port).send(String(repeating: get("/v1/clock", bad), count: 16))
      // Without a rate limit somebody who never waits would take the loop for parsing alone.
      Thread.sleep(forTimeInterval: 0.02)
    default:
      let socket = try RawSocket(port: port)
      try socket.send(String(repeating: get("/v1/clock", bad), count: 16))
      _ = try socket.read { $0.components(separatedBy: "HTTP/1.1 401").count > 16 }
    }
  }

  private final class Flag: Sendable {
    private let state = Lock(false)
    var isOn: Bool { state.withLock { $0 } }
    func turnOn() { state.withLock { $0 = true } }
  }

  /// A thread that repeats something until told otherwise.
  private final class Flooder: Sendable {
    private let isOver: Flag
    private let body: @Sendable () throws -> Void
    private let ended = DispatchSemaphore(value: 0)

    init(_ isOver: Flag, _ body: @escaping @Sendable () throws -> Void) {
      self.isOver = isOver
      self.body = body
    }

    func start() {
      Thread { [self] in
        while !isOver.isOn { try? body() }
        ended.signal()
      }.start()
    }

    func waitUntilEnded() { #expect(ended.waitPatiently(), "a flooder goes on") }
  }

  private final class Numbers: Sendable {
    private let numbers = Lock<[Int]>([])
    var all: [Int] { numbers.withLock { $0 } }
    func note(_ number: Int) { numbers.withLock { $0.append(number) } }
  }

  @Test("the queue of the threads has its bound; what is beyond is refused and counted")
  func boundsTheQueue() {
    let threads = SignatureThreads(threadCount: 1, capacity: 3)
    let gate = DispatchSemaphore(value: 0)
    let hasBegun = DispatchSemaphore(value: 0)
    #expect(
      threads.post {
        hasBegun.signal()
        gate.waitPatiently()
      })
    #expect(hasBegun.waitPatiently(), "no thread has begun")
    let log = Numbers()
    for number in 0..<3 { #expect(threads.post { log.note(number) }) }
    #expect(!threads.post { log.note(3) })
    #expect(threads.counts.waiting == 3 && threads.counts.refused == 1 && threads.counts.begun == 1)
    gate.signal()
    #expect(Poll.until { log.all.count == 3 })
    #expect(log.all == [0, 1, 2], "one thread keeps the order")
    #expect(threads.post { log.note(4) })
    #expect(Poll.until { log.all.last == 4 })
    threads.stop()
    #expect(!threads.post { log.note(5) }, "a stopped pool takes nothing")
    #expect(threads.counts.begun == 5)
  }
}
