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

  @Test func blocksNobodyByASlowRequest() throws {
    let later = Later()
    var behaviour = Behaviour()
    behaviour.request = { request, loop in
      if request.path == "/slow" { return later.keep(request.token) }
      loop.respond(to: request.token, HTTPResponse(status: 200, text: "quick"))
    }
    let server = try TestServer(behaviour)
    var slow = try RawSocket(port: server.port)
    try slow.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n" + Self.get)
    #expect(eventually { later.tokens.withLock { $0.count } == 1 })
    let quick = server.http()
    for _ in 0..<50 { #expect(try quick.get("/").text == "quick") }
    let token = later.tokens.withLock { $0[0] }
    server.group.post(.run { $0.respond(to: token, HTTPResponse(status: 200, text: "slow")) }, to: 0)
    let answers = slow.read(until: "quick")
    #expect(answers.contains("slow") && answers.hasSuffix("quick"))
  }

  /// Each answer has Date, and Connection and Content-Length as its request, its status and its place ask for; the next
  /// answer on the connection proves that the framing is true.
  @Test(arguments: ["GET", "HEAD"], [200, 204, 304, 404, 503]) func framesEveryAnswer(
    _ method: String, _ status: Int
  ) throws {
    var behaviour = Behaviour()
    behaviour.request = {
      $1.respond(to: $0.token, HTTPResponse(status: $0.path == "/" ? status : 200, text: "body"))
    }
    let server = try TestServer(behaviour)
    for (version, connection, persistence) in [
      ("1.1", "", ""), ("1.1", "keep-alive", ""), ("1.1", "close", "close"),
      ("1.0", "", "close"), ("1.0", "keep-alive", "keep-alive"), ("1.0", "keep-alive, close", "close"),
    ] {
      let answers = try server.raw(
        "\(method) / HTTP/\(version)\r\nHost: h\r\nConnection: \(connection)\r\n\r\nGET /end HTTP/1.0\r\n\r\n"
      )
      let hasNoBody = status == 204 || status == 304
      var expected = "HTTP/1.1 \(status) \(HTTPResponse.reasonPhrase(status))\r\nDate: D\r\n"
      if !hasNoBody { expected += "Content-Length: 4\r\n" }
      if !persistence.isEmpty { expected += "Connection: \(persistence)\r\n" }
      expected +=
        "Content-Type: text/plain; charset=utf-8\r\n\r\n" + (hasNoBody || method == "HEAD" ? "" : "body")
      if persistence != "close" {
        expected += "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 4\r\nConnection: close\r\n"
        expected += "Content-Type: text/plain; charset=utf-8\r\n\r\nbody"
      }
      let date = /Date: (Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT/
      #expect(
        answers.replacing(date, with: "Date: D") == expected, "HTTP/\(version), Connection: \(connection)")
    }
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
