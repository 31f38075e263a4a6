// HTTP over real sockets: how long a loop waits for slow requests, and for whom it waits as long as it takes.

import Testing

@testable import Transport

@Suite struct LoopPatienceTests {
  private static let post = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n"

  @Test func losesPatience() throws {
    var limits = TransportLimits()
    (limits.headMilliseconds, limits.bodyMilliseconds, limits.keepAliveIdleMilliseconds) = (200, 300, 400)
    let server = try TestServer(limits: limits)
    let began = SystemClock.monotonicMilliseconds()
    #expect(try server.raw("GET / HT").hasPrefix("HTTP/1.1 408 "), "a slow head")
    #expect(
      try server.raw("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nslow").hasPrefix("HTTP/1.1 408 ")
    )
    #expect(try server.raw("") == "", "a connection that says nothing is closed without a word")
    #expect(try server.raw(LoopHTTPTests.get).hasSuffix("GET /"), "an idle one too")
    #expect(
      SystemClock.monotonicMilliseconds() - began < 2900, "none of these waited for the client's own limit")
    // A head that drips is measured from its beginning, not from its last byte.
    var socket = try RawSocket(port: server.port)
    let slow = SystemClock.monotonicMilliseconds()
    for byte in "GET / HTTP/1.1\r\nHost: h\r\nX: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy" {
      guard (try? socket.send(String(byte))) != nil, SystemClock.monotonicMilliseconds() - slow < 600 else {
        break
      }
      pause(milliseconds: 20)
    }
    #expect(socket.readToEnd(milliseconds: 2000).hasPrefix("HTTP/1.1 408 "))
    #expect(server.counters.timeouts == 5)
  }

  /// What drips: the deadlines are far away, the least rate is not.
  @Test(arguments: [
    "GET / HTTP/1.1\r\nHost: h\r\nX: ", post + "\r\n",
    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5000\r\n",
  ])
  func refusesWhatDrips(_ beginning: String) throws {
    var limits = TransportLimits()
    (limits.requestGraceMilliseconds, limits.requestBytesPerSecondMin) = (300, 10_000)
    let server = try TestServer(limits: limits)
    var socket = try RawSocket(port: server.port)
    try socket.send(beginning)
    let began = SystemClock.monotonicMilliseconds()
    while (try? socket.send("y")) != nil, server.counters.timeouts == 0 { pause(milliseconds: 20) }
    let waited = SystemClock.monotonicMilliseconds() - began
    #expect(waited >= 250 && waited < 5_000, "\(waited) ms")
    let said = socket.readToClose()
    let answer = try #require(said)
    #expect(answer.hasPrefix("HTTP/1.1 408 ") && answer.contains("Connection: close\r\n"))
    #expect(server.counters.requests == 0 && server.counters.requestsRefused == 1)
  }

  /// Slow, but not slower than allowed: each byte buys time.
  @Test func waitsForWhatIsOnlySlow() throws {
    var limits = TransportLimits()
    (limits.requestGraceMilliseconds, limits.requestBytesPerSecondMin) = (200, 2_000)
    let server = try TestServer(limits: limits)
    var socket = try RawSocket(port: server.port)
    try socket.send("POST /slow HTTP/1.1\r\nHost: h\r\nContent-Length: 5000\r\n\r\n")
    for _ in 0..<10 {
      try socket.send(String(repeating: "x", count: 500))
      pause(milliseconds: 80)
    }
    #expect(socket.read(until: "POST /slow").contains("200 OK"))
    #expect(server.counters.timeouts == 0)
  }

  /// The client waits for `100 Continue`, which waits for the answer before: nobody is late.
  @Test func isPatientWhileItOwesAContinue() throws {
    let later = LoopHTTPTests.Later()
    var behaviour = Behaviour()
    behaviour.request = { request, loop in
      if request.path == "/late" { return later.keep(request.token) }
      loop.respond(to: request.token, HTTPResponse(status: 200, text: "done"))
    }
    var limits = TransportLimits()
    (limits.bodyMilliseconds, limits.requestGraceMilliseconds) = (300, 200)
    let server = try TestServer(limits: limits, behaviour)
    var socket = try RawSocket(port: server.port)
    try socket.send("GET /late HTTP/1.1\r\nHost: h\r\n\r\n")
    try socket.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
    #expect(eventually { later.tokens.withLock { $0.count } == 1 })
    pause(milliseconds: 600)
    let token = later.tokens.withLock { $0[0] }
    server.group.post(.run { $0.respond(to: token, HTTPResponse(status: 200, text: "late")) }, to: 0)
    #expect(socket.read(until: "100 Continue\r\n\r\n").contains("late"))
    try socket.send("ok")
    #expect(socket.read(until: "done").contains("200 OK"))
    #expect(server.counters.timeouts == 0)
  }

  /// A client that is not read, because it does not read, is not late with its next request.
  @Test func isPatientWhileItDoesNotRead() throws {
    let later = LoopHTTPTests.Later()
    var behaviour = Behaviour()
    behaviour.request = { request, loop in
      if request.path == "/large" { return later.keep(request.token) }
      loop.respond(to: request.token, HTTPResponse(status: 200, text: "small"))
    }
    var limits = TransportLimits()
    (limits.headMilliseconds, limits.requestGraceMilliseconds) = (1_500, 1_500)
    let server = try TestServer(limits: limits, behaviour)
    var socket = try RawSocket(port: server.port)
    try socket.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\nGET /small HTTP/1.1\r\nHo")
    #expect(eventually { later.tokens.withLock { $0.count } == 1 })
    let token = later.tokens.withLock { $0[0] }
    let large = HTTPResponse(status: 200, body: [UInt8](repeating: 0x78, count: 16 << 20))
    server.group.post(.run { $0.respond(to: token, large) }, to: 0)
    #expect(eventually { server.counters.queuedBytes > limits.outboundHighBytes })
    try socket.send("s")
    pause(milliseconds: 2_200)
    try socket.send("t: h\r\nConnection: close\r\n\r\n")
    let said = socket.readToClose()
    let answers = try #require(said)
    #expect(answers.hasSuffix("\r\n\r\nsmall") && answers.utf8.count > 16 << 20)
    #expect(server.counters.requests == 2 && server.counters.timeouts == 0)
  }
}
