// Connections that move between loops, connections that this side opens, and groups that end.

import Testing

@testable import Transport

@Suite struct LoopMovingTests {
  /// The mailboxes of a group, known to its handlers after it was made.
  final class Mailboxes: Sendable {
    let all = Lock<[Mailbox<TestHandler.Mail>]>([])
    func post(_ mail: TestHandler.Mail, to loop: Int) {
      all.withLock { mailboxes in #expect(mailboxes[loop].post(mail)) }
    }
  }

  /// Every third message the connection goes to the other loop, in the middle of a burst; every message comes
  /// back once, in order.
  @Test func movesUnderLoad() throws {
    let mailboxes = Mailboxes()
    var behaviour = Behaviour()
    behaviour.message = { bytes, _, id, loop in
      loop.send(binary: bytes.span, to: id)
      guard bytes[0] % 3 == 0, let detached = loop.detach(id) else { return }
      #expect(!loop.isOpenWebSocket(id) && loop.send(binary: bytes.span, to: id) == .refused)
      mailboxes.post(.adopt(detached), to: 1 - loop.index)
    }
    let server = try TestServer(loops: 2, behaviour)
    mailboxes.all.withLock { $0 = server.group.mailboxes }
    let clients = try (0..<8).map { _ in try server.webSocket() }
    for round in 0..<10 {
      for client in clients {
        var burst: [UInt8] = []
        for number in 0..<50 {
          let payload = [UInt8(number), UInt8(round)] + [UInt8](repeating: 9, count: number * 20)
          burst += WebSocketDecoderTests.frame(0x82, payload)
        }
        try client.send(raw: burst)
      }
      for client in clients {
        for number in 0..<50 {
          let payload = [UInt8(number), UInt8(round)] + [UInt8](repeating: 9, count: number * 20)
          #expect(try client.receive() == .binary(payload))
        }
      }
    }
    for client in clients { #expect(client.close() == 1000) }
    #expect(eventually { server.group.counters().allSatisfy { $0.connections == 0 && $0.webSockets == 0 } })
    #expect(server.journal.all.filter { $0 == .closed(1000) }.count == 8)
    let totals = server.group.counters()
    #expect(totals[0].detached == totals[1].adopted && totals[1].detached == totals[0].adopted)
    #expect(totals[0].detached + totals[1].detached == 8 * 10 * 17)
  }

  @Test func aDetachedConnectionThatNobodyTakesIsClosed() throws {
    var behaviour = Behaviour()
    behaviour.message = { _, _, id, loop in _ = loop.detach(id) }
    let server = try TestServer(behaviour)
    let client = try server.webSocket()
    try client.send(text: "go")
    #expect(throws: ClientError.disconnected) { try client.receive() }
    #expect(server.journal.all == [.opened])
  }

  @Test func opensOutgoingConnections() throws {
    let server = try TestServer()
    var behaviour = Behaviour()
    behaviour.opened = { $1.send(text: "hello from a loop", to: $0) }
    behaviour.message = { bytes, _, id, loop in
      #expect(String(decoding: bytes, as: UTF8.self) == "hello from a loop")
      loop.close(id, .goingAway)
    }
    let caller = try TestServer(behaviour)
    let target = WebSocketTarget(address: server.group.addresses[0], path: "/ws")
    for _ in 0..<50 { caller.group.post(.run { _ = $0.connect(to: target) }, to: 0) }
    #expect(eventually { server.journal.all.filter { $0 == .closed(1001) }.count == 50 })
    #expect(eventually { caller.journal.all.filter { $0 == .closed(1001) }.count == 50 })
    #expect(eventually { caller.counters.connections == 0 && server.counters.connections == 0 })
  }

  @Test func tellsWhyAConnectionFailed() throws {
    var behaviour = Behaviour()
    behaviour.request = { request, loop in
      if request.path == "/silent" { return }
      loop.respond(to: request.token, HTTPResponse(status: request.path == "/no" ? 403 : 200, text: "x"))
    }
    let server = try TestServer(behaviour)
    var limits = TransportLimits()
    limits.connectMilliseconds = 300
    let caller = try TestServer(limits: limits)
    let address = server.group.addresses[0]
    let nobody = PeerAddress.loopback(port: 1)
    for target in [
      WebSocketTarget(address: address, path: "/no"), WebSocketTarget(address: address, path: "/silent"),
      WebSocketTarget(address: nobody, path: "/"),
    ] {
      caller.group.post(.run { _ = $0.connect(to: target) }, to: 0)
    }
    #expect(caller.journal.waits(for: .failed(.refused(status: 403))))
    #expect(caller.journal.waits(for: .failed(.timeout)))
    #expect(caller.journal.waits(for: .failed(.system(111))))
    #expect(caller.journal.all.count == 3 && eventually { caller.counters.connections == 0 })
  }

  @Test func drains() throws {
    let server = try TestServer(loops: 2)
    let clients = try (0..<6).map { _ in try server.webSocket() }
    let http = server.http()
    #expect(try http.get("/").status == 200)
    #expect(eventually { server.group.counters().reduce(0) { $0 + $1.connections } == 7 })
    let left = Lock(-1)
    let result = Result(left)
    let drainer = LoopThread(name: "drainer", processor: nil) {
      let open = server.group.drain(withinMilliseconds: 10_000)
      result.value.withLock { $0 = open }
    }
    drainer.start()
    for client in clients { #expect(try client.receive() == .closed(code: 4503, reason: "")) }
    drainer.join()
    #expect(result.value.withLock { $0 } == 0)
    #expect(throws: ClientError.self) { try http.get("/") }
    #expect(server.group.post(.run { _ in }, to: 0) == false)
    #expect(server.journal.all.filter { $0 == .closed(4503) }.count == 6)
  }

  final class Result: Sendable {
    let value: Lock<Int>
    init(_ value: consuming sending Lock<Int>) { self.value = value }
  }

  @Test func drainAbortsThoseWhoStay() throws {
    var limits = TransportLimits()
    limits.closeMilliseconds = 60_000
    let server = try TestServer(limits: limits)
    let stubborn = try server.webSocket()
    #expect(server.journal.waits(for: .opened))
    #expect(server.group.drain(withinMilliseconds: 200) == 1)
    #expect(server.journal.all == [.opened, .closed(nil)])
    _ = stubborn.subprotocol
  }

  @Test func speaksIPv6() throws {
    var behaviour = Behaviour()
    behaviour.request = { $1.respond(to: $0.token, HTTPResponse(status: 200, text: $0.peer.host)) }
    let server = try TestServer(listen: "::1", behaviour)
    #expect(try HTTPClient(host: "::1", port: server.port).get("/").text == "::1")
    #expect(server.group.addresses[0].description == "[::1]:\(server.port)")
  }

  @Test func refusesATakenAddress() throws {
    let server = try TestServer()
    let configuration = LoopGroupConfiguration(listen: server.group.addresses)
    #expect(throws: SystemError(operation: "listen on 127.0.0.1:\(server.port)", number: 98)) {
      try LoopGroup(configuration) { _ in TestHandler(Behaviour(), Journal()) }
    }
  }
}
