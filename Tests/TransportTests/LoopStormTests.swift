// Many connections: none is forgotten, no descriptor leaks. Alone, because it counts the process's descriptors.

import Testing

@testable import Transport

@Suite(.serialized) struct LoopStormTests {
  @Test func opensAndClosesThousands() throws {
    var limits = TransportLimits()
    limits.connectionsMax = 300
    let server = try TestServer(loops: 2, limits: limits)
    for round in 0..<8 {
      var clients: [WebSocketClient] = []
      for _ in 0..<250 { clients.append(try server.webSocket()) }
      for (index, client) in clients.enumerated() {
        try client.send(text: "\(round) \(index)")
        #expect(try client.receive() == .text("\(round) \(index)"))
        if index % 3 == 0 { #expect(client.close() == 1000) }
      }
      for _ in 0..<100 { _ = try server.raw("GET / HTTP/1.0\r\n\r\n") }
    }
    #expect(
      eventually { server.group.counters().allSatisfy { $0.connections == 0 && $0.webSockets == 0 } })
    let totals = server.group.counters()
    #expect(totals.reduce(0) { $0 + $1.accepted } == 2800 && totals.reduce(0) { $0 + $1.closed } == 2800)
    #expect(totals.reduce(0) { $0 + $1.queuedBytes } == 0)
  }

  @Test func leavesNoDescriptorBehind() async {
    await #expect(processExitsWith: .success) {
      // The runtime and the test runner open descriptors of their own when they like; a leak of ours would be
      // at least one in each round.
      let rounds = 20
      let before = openDescriptors()
      for _ in 0..<rounds {
        let server = try TestServer(loops: 2)
        let clients = try (0..<20).map { _ in try server.webSocket() }
        _ = try server.http().get("/")
        server.group.stop()
        let counters = server.group.counters()
        precondition(counters.allSatisfy { $0.connections == 0 && $0.webSockets == 0 }, "all are closed")
        _ = clients.count
      }
      let gained = openDescriptors() - before
      precondition(gained < rounds / 2, "\(gained) descriptors leaked in \(rounds) rounds")
    }
  }

  @Test func survivesTheLastDescriptor() async {
    await #expect(processExitsWith: .success) {
      let server = try TestServer()
      let kept = try server.webSocket()
      setDescriptorLimit(openDescriptors() + 12)
      var sockets: [WebSocketClient] = []
      var spare = try GzipLineReader(path: "/dev/null")
      // Both ends are here: whether the client or the server finds no descriptor depends on an odd one out.
      for isOdd in [false, true] where server.counters.descriptorsExhausted == 0 {
        sockets.removeAll()
        precondition(eventually { server.counters.connections == 1 }, "only the first is open")
        if isOdd { spare = try GzipLineReader(bytes: Gzip.compress([])) }
        while let client = try? WebSocketClient(
          host: "127.0.0.1", port: server.port, path: "/ws", timeoutMilliseconds: 1000)
        { sockets.append(client) }
      }
      precondition(server.counters.descriptorsExhausted > 0, "the limit was reached")
      _ = try spare.nextLine()
      try kept.send(text: "still here")
      let answer = try kept.receive()
      precondition(answer == .text("still here"), "who is connected is served")
      sockets.removeAll()
      precondition(eventually { server.counters.connections == 1 }, "the others are gone")
      let again = try server.webSocket()
      try again.send(text: "and again")
      let another = try again.receive()
      precondition(another == .text("and again"), "new ones are accepted")
    }
  }
}
