// What those who operate geod rely on: limits, metrics, readiness, the log, addresses.

import Foundation
import Testing
import Transport

@Suite("Operations")
struct OperationsTests {
  /// The statuses and the whole text of requests that are sent in one write, so that no time passes between.
  private static func pipelined(
    _ server: TestServer, _ path: String, tokens: [String?]
  ) throws -> (statuses: [String], text: String) {
    let socket = try RawSocket(port: server.port)
    try socket.send(
      tokens.map { token in
        "GET \(path) HTTP/1.1\r\nHost: x\r\n"
          + (token.map { "Authorization: Bearer \($0)\r\n" } ?? "") + "\r\n"
      }.joined())
    let text = try socket.read { $0.components(separatedBy: "\"requestId\"").count > tokens.count }
    return (text.matches(of: /HTTP\/1\.1 (\d+)/).map { String($0.output.1) }, text)
  }

  @Test("too many requests of one caller are 429 with the time to wait; others are served")
  func rateOfCaller() throws {
    try TestServer.with(["--rate-per-token", "2"]) { server in
      let token = try server.token("alpha", .service)
      // Tenants are known from here on, so that all that follows is answered in one turn.
      for tenant in ["alpha", "beta"] {
        _ = try server.data("GET", "/v1/clock", token: server.token(tenant, .analyst))
      }
      // Another token of the same subject is the same caller; another subject and another tenant's are not.
      let (statuses, text) = try Self.pipelined(
        server, "/v1/clock",
        tokens: [
          token, token, token, token, token, server.token("alpha", .service, seconds: 60),
          server.token("beta", .service), server.token("alpha", .dispatcher),
        ])
      #expect(statuses == ["200", "200", "200", "200", "429", "429", "200", "200"], "twice the rate at once")
      #expect(text.contains("Retry-After: 1\r\n"))
      #expect(text.contains("urn:geod:problem:tooManyRequests"))
      #expect(try Poll.until { try server.ask("GET", "/v1/clock", token: token).status == 200 })
    }
  }

  @Test("too many requests and handshakes of one address are 429, whoever asks")
  func rateOfAddress() throws {
    try TestServer.with(["--rate-per-address", "0.01"]) { server in
      // One request at once, and the next in 100 s.
      let (statuses, text) = try Self.pipelined(server, "/healthz", tokens: [nil, nil, nil])
      #expect(statuses == ["200", "429", "429"])
      #expect(text.contains("Retry-After: 100\r\n"))
      let error = #expect(throws: ClientError.self) { try server.socket() }
      guard case .refused(let answer) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(answer.status == 429)
      #expect(answer.headers["Retry-After"] != nil)
    }
  }

  @Test("a phone that sends more than it may is closed with 4429; what it was acknowledged stays")
  func rateOfPhone() throws {
    try TestServer.with(FixLifeTests.trace + ["--rate-fixes", "1"]) { server in
      try server.addTechnicians(["t1", "t2"], to: "alpha")
      let phone = try Phone(server, "alpha", "t1")
      let batch = (1...499).map { FixLifeTests.fix($0) }
      try phone.report(batch)
      try phone.report(batch.map { FixLifeTests.fix($0.sequence + 499) })
      try phone.sendBatch(batch.map { FixLifeTests.fix($0.sequence + 998) })
      let end = try Session.end(phone.socket)
      #expect(end.code == 4429)
      #expect(end.messages.last?["code"].string == "tooMany")
      #expect(try Phone(server, "alpha", "t1").lastSequence == 998)
      #expect(try Phone(server, "alpha", "t2").report(FixLifeTests.fix(1)) == [])
    }
  }

  @Test("metrics are Prometheus text and agree with what was sent; readiness and health")
  func metrics() throws {
    try TestServer.with(FixLifeTests.trace, loops: 1) { server in
      #expect(try server.ask("GET", "/healthz", token: nil).json["data"]["status"].string == "ok")
      #expect(try server.ask("GET", "/readyz", token: nil).json["data"]["status"].string == "ready")
      try server.addTechnicians(["t1", "t2", "t3"], to: "alpha")
      let phone = try Phone(server, "alpha", "t1")
      try phone.report((1...7).map { FixLifeTests.fix($0) })
      try phone.report([
        FixLifeTests.fix(8, latitude: 91), FixLifeTests.fix(9, latitude: 40), FixLifeTests.fix(7),
      ])
      let viewer = try Viewer(server, "alpha")
      _ = try viewer.watch("technician:t1")
      for _ in 0..<3 {
        _ = try server.data(
          "GET", "/v1/technicians:nearby?lat=24.7&lon=46.7", token: server.token("alpha", .service))
      }
      _ = try server.ask("GET", "/v1/technicians:nearby?lat=91&lon=0", token: server.token("alpha", .service))

      let answer = try server.ask("GET", "/metrics", token: nil)
      #expect(answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
      let page = try MetricsPage(answer.text)
      let values = page.values
      #expect(values["geod_fixes_total{verdict=\"accepted\"}"] == 8, "one of them twice")
      #expect(values["geod_fixes_total{verdict=\"outOfRange\"}"] == 1)
      #expect(values["geod_fixes_total{verdict=\"jump\"}"] == 1)
      #expect(values["geod_fix_repeats_total"] == 1)
      #expect(values["geod_technicians{presence=\"online\"}"] == 1)
      #expect(values["geod_technicians{presence=\"offline\"}"] == 2)
      #expect(values["geod_positions"] == 1)
      #expect(values["geod_sessions"] == 2)
      #expect(values["geod_websockets"] == 2)
      #expect(values["geod_subscriptions"] == 1)
      #expect(values["geod_tenants"] == 2)
      #expect(values["geod_engine_time_seconds"] == Double(FixLifeTests.start / 1000))
      let nearby = "route=\"/v1/technicians:nearby\""
      #expect(values["geod_http_requests_total{\(nearby),status=\"200\"}"] == 3)
      #expect(values["geod_http_requests_total{\(nearby),status=\"422\"}"] == 1)
      #expect(values["geod_http_request_seconds_count{\(nearby)}"] == 4)
      #expect(values["geod_http_request_seconds_bucket{\(nearby),le=\"+Inf\"}"] == 4)
      #expect(values["geod_http_requests_total{route=\"/ws\",status=\"101\"}"] == 2)
      #expect(page.types.filter { $0.value == "counter" }.keys.allSatisfy { $0.hasSuffix("_total") })
      for (series, value) in values { #expect(value >= 0 && value.isFinite, "\(series)") }
      #expect(!answer.text.contains("alpha"), "tenants are not named")
    }
  }

  @Test("the log is JSON lines with request identifiers, and holds no token, query, secret or position")
  func log() throws {
    try TestServer.with(FixLifeTests.trace, loops: 2) { server in
      try server.addTechnicians(["t1"], to: "alpha")
      let token = try server.token("alpha", .service)
      let secret = try Tokens(server).secretText
      let phone = try Phone(server, "alpha", "t1")
      var fix = FixLifeTests.fix(1)
      (fix.latitude, fix.longitude) = (24.6813579, 46.7246802)
      try phone.report(fix)
      try phone.send(#"{"type":"fix","seq":2,"lat":24.6813579}"#)
      _ = try phone.next("error")
      _ = try server.ask(
        "GET", "/v1/technicians:nearby?lat=24.6813579&lon=46.7246802&skills=secretskill", token: token,
        headers: ["X-Request-Id": "find-me"])
      _ = try server.ask("GET", "/v1/technicians:nearby?lat=24.6813579&lon=x", token: token)
      _ = try server.ask("GET", "/v1/clock?access_token=\(token)", token: "\(token)x")
      _ = try server.ask("GET", "/nowhere/24.6813579", token: token)
      let viewer = try Viewer(server, "alpha")
      _ = try viewer.watch("map:46.7246802,24.6813579,47,25")
      #expect(Poll.until { server.log.contains("find-me") })
      server.terminate()
      _ = try viewer.closeCode()
      _ = try phone.closeCode()
      server.expectEnd(seconds: 15)

      let log = server.log
      for word in ["6813579", "7246802", "secretskill", "lat=", "access_token", "Bearer", secret, token] {
        #expect(!log.contains(word), "\(word) is in the log")
      }
      for part in token.split(separator: ".") { #expect(!log.contains(part)) }
      let lines = try server.logLines()
      for line in lines {
        #expect(line["time"].string?.hasSuffix("Z") == true && line["level"].string != nil, "\(line)")
      }
      let request = try #require(lines.first { $0["requestId"].string == "find-me" })
      #expect(request["route"].string == "/v1/technicians:nearby")
      #expect(request["status"].int == 200)
      #expect(request["microseconds"].int != nil)
      try server.startAgain()
    }
  }

  @Test("IPv6", .enabled(if: RawSocket.hasIPv6, "this machine has no IPv6 loopback"))
  func ipv6() throws {
    try TestServer.with(FixLifeTests.trace, host: "::1") { server in
      try server.addTechnicians(["t1"], to: "alpha")
      #expect(try Phone(server, "alpha", "t1").report(FixLifeTests.fix(1)) == [])
      #expect(try server.metrics()["geod_positions"] == 1)
      #expect(server.log.contains("[::1]:\(server.port)"))
    }
  }

  @Test("a scaled clock runs at its pace; a real clock and a scaled one cannot be moved")
  func clocks() throws {
    try TestServer.with(["--clock", "scaled", "--time-scale", "100"]) { server in
      let token = try server.token("alpha", .admin)
      let first = try server.data("GET", "/v1/clock", token: token)
      #expect(first["mode"].string == "scaled")
      #expect(first["scale"].double == 100)
      Thread.sleep(forTimeInterval: 0.3)
      let second = try server.data("GET", "/v1/clock", token: token)
      let passed = (second["time"].int ?? 0) - (first["time"].int ?? 0)
      #expect(passed >= 29_000, "\(passed)")
      let refused = try server.ask("PUT", "/v1/clock", token: token, body: #"{"time":9000000000000}"#)
      #expect(refused.status == 409)
      #expect(try refused.json["error"]["detail"].string?.contains("--clock trace") == true)
    }
  }

  @Test("a session ends when its token has expired", .timeLimit(.minutes(5)))
  func expiry() throws {
    try TestServer.with { server in
      // The leeway is 30 s: a token that expired 28 s ago is good for two more.
      let token = try server.token("alpha", .dispatcher, seconds: -28)
      let session = try Session(server, token: token)
      let end = try Session.end(session.socket)
      #expect(end.code == 4401)
      #expect(end.messages.map { $0["field"].string } == ["token.exp"])
      #expect(try server.ask("GET", "/v1/clock", token: token).status == 401)
    }
  }
}
