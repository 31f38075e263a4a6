// HTTP over real sockets: order, framing, limits, patience.

import Testing

@testable import Transport

@Suite struct LoopHTTPTests {
  /// Keeps what is to be answered later.
  final class Later: Sendable {
    let tokens = Lock<[RequestToken]>([])
    func keep(_ token: RequestToken) { tokens.withLock { $0.append(token) } }
  }

  static let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"

  @Test func keepsAConnectionForManyRequests() throws {
    let server = try TestServer()
    let client = server.http()
    for index in 0..<100 {
      let answer = try client.get("/n%20\(index)?q=1")
      #expect(answer.status == 200 && answer.text == "GET /n \(index)")
      #expect(
        answer.headers["Content-Length"] == "\(answer.body.count)" && answer.headers["Date"]?.count == 29)
    }
    let head = try client.request("HEAD", "/h")
    #expect(head.body.isEmpty && head.headers["Content-Length"] == "7")
    #expect(try client.post("/p", body: Array("x".utf8)).text == "POST /p")
    #expect(server.counters.accepted == 1 && server.counters.requests == 102)
  }

  @Test func answersPipelinedRequestsInOrder() throws {
    let later = Later()
    var behaviour = Behaviour()
    behaviour.request = { request, loop in
      later.keep(request.token)
      let kept = later.tokens.withLock { $0 }
      guard kept.count == 12 else { return }
      // All are known: the last is answered first.
      for token in kept.reversed() {
        loop.respond(to: token, HTTPResponse(status: 200, text: "<\(token.number)>"))
      }
    }
    let server = try TestServer(behaviour)
    let requests =
      String(repeating: Self.get, count: 11) + "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
    let answer = try server.raw(requests)
    let order = answer.split(separator: "<").dropFirst().compactMap { Int($0.prefix { $0 != ">" }) }
    #expect(order == Array(0..<12))
  }

  @Test func pausesReadingWhenThePipelineIsFull() throws {
    let later = Later()
    var behaviour = Behaviour()
    behaviour.request = { request, _ in later.keep(request.token) }
    var limits = TransportLimits()
    limits.pipelinedRequestsMax = 4
    let server = try TestServer(limits: limits, behaviour)
    var socket = try RawSocket(port: server.port)
    try socket.send(String(repeating: Self.get, count: 50))
    #expect(eventually { later.tokens.withLock { $0.count } == 4 })
    pause(milliseconds: 50)
    #expect(later.tokens.withLock { $0.count } == 4)
    for number in 0..<50 {
      #expect(eventually { later.tokens.withLock { $0.count } > number })
      let token = later.tokens.withLock { $0[number] }
      server.group.post(.run { $0.respond(to: token, HTTPResponse(status: 200, text: "<\(number)>")) }, to: 0)
    }
    #expect(socket.read(until: "<49>").contains("<49>"))
  }

  @Test(arguments: HTTPRequestParserTests.malformed) func refusesOverTheSocket(
    _ malformed: HTTPRequestParserTests.Malformed
  ) throws {
    let server = try TestServer()
    let answer = try server.raw("GET /first HTTP/1.1\r\nHost: h\r\n\r\n" + malformed.text + "more")
    // One empty line before a request is forgiven, so a second one after a request counts anew.
    #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.contains("GET /first"))
    #expect(answer.contains("HTTP/1.1 \(malformed.status) ") && answer.hasSuffix("\(malformed.reason)\n"))
    #expect(answer.contains("Connection: close\r\n"))
    #expect(server.counters.requests == 1 && server.counters.requestsRefused == 1)
  }

  @Test func refusesFiveThousandHeaders() throws {
    let server = try TestServer()
    let request = "GET / HTTP/1.1\r\nHost: h\r\n" + String(repeating: "A: b\r\n", count: 5000) + "\r\n"
    #expect(try server.raw(request).hasPrefix("HTTP/1.1 431 "))
  }

  @Test func takesATenMegabyteBodyWhereAllowed() throws {
    var behaviour = Behaviour()
    behaviour.bodyLimitBytes = 10 << 20
    behaviour.request = { $1.respond(to: $0.token, HTTPResponse(status: 200, body: $0.body)) }
    let server = try TestServer(behaviour)
    let body = (0..<(10 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let client = server.http()
    #expect(try client.post("/", body: body).body == body)
    let large = try server.raw("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10485761\r\n\r\n")
    #expect(large.hasPrefix("HTTP/1.1 413 "))
    #expect(eventually { server.counters.queuedBytes == 0 })
  }

  @Test func continuesWhenTheClientWaits() throws {
    let server = try TestServer()
    var socket = try RawSocket(port: server.port)
    try socket.send("POST /e HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
    #expect(socket.read(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
    try socket.send("ok")
    #expect(socket.read(until: "POST /e").contains("200 OK"))
    let refused = try server.raw(
      "POST /e HTTP/1.1\r\nHost: h\r\nContent-Length: 2000000\r\nExpect: 100-continue\r\n\r\n")
    #expect(refused.hasPrefix("HTTP/1.1 413 "))
  }

  @Test func speaksHTTP10() throws {
    let server = try TestServer()
    let closed = try server.raw("GET / HTTP/1.0\r\n\r\n")
    #expect(closed.contains("Connection: close") && closed.hasSuffix("GET /"))
    var socket = try RawSocket(port: server.port)
    try socket.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    #expect(socket.read(until: "GET /a").contains("Connection: keep-alive"))
    try socket.send("GET /b HTTP/1.0\r\n\r\n")
    #expect(socket.read(until: "GET /b").contains("Connection: close"))
  }

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
    #expect(try server.raw(Self.get).hasSuffix("GET /"), "an idle one too")
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

  @Test func answersAClientThatHasEndedItsSide() throws {
    let later = Later()
    var behaviour = Behaviour()
    behaviour.request = { request, _ in later.keep(request.token) }
    let server = try TestServer(behaviour)
    var socket = try RawSocket(port: server.port)
    try socket.send(Self.get)
    #expect(eventually { later.tokens.withLock { $0.count } == 1 })
    socket.endWriting()
    pause(milliseconds: 30)
    let token = later.tokens.withLock { $0[0] }
    server.group.post(.run { $0.respond(to: token, HTTPResponse(status: 200, text: "late")) }, to: 0)
    #expect(socket.readToEnd(milliseconds: 3000).hasSuffix("late"))
    #expect(eventually { server.counters.connections == 0 })
  }

  @Test func answersForgottenConnectionsWithNothing() throws {
    let later = Later()
    var behaviour = Behaviour()
    behaviour.request = { request, _ in later.keep(request.token) }
    let server = try TestServer(behaviour)
    do {
      let socket = try RawSocket(port: server.port)
      try socket.send(Self.get)
      #expect(eventually { later.tokens.withLock { $0.count } == 1 })
    }
    let token = later.tokens.withLock { $0[0] }
    server.group.post(.run { $0.abort(token.connection) }, to: 0)
    #expect(eventually { server.counters.connections == 0 })
    server.group.post(
      .run { loop in
        loop.respond(to: token, HTTPResponse(status: 200, text: "x"))
        #expect(!loop.upgradeToWebSocket(token) && loop.peer(of: token.connection) == nil)
        loop.schedule(afterMilliseconds: 0, token: 1)
      }, to: 0)
    #expect(server.journal.waits(for: .timer(1)))
  }
}
