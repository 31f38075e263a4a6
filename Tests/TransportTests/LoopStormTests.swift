// Many connections: none is forgotten, no descriptor leaks. Alone, because it counts the process's descriptors.

import Testing

@testable import Transport

@Suite(.serialized) struct LoopStormTests {
  @Test func opensAndClosesThousands() async {
    // Alone: with some 1 365 descriptors in one process Foundation cannot start another.
    await #expect(processExitsWith: .success) {
      var limits = TransportLimits()
      limits.connectionsMax = 600
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

  /// The bound is of the whole group, whichever loops have them.
  @Test func tellsThoseWhoAreTooMany() throws {
    var limits = TransportLimits()
    limits.connectionsMax = 6
    limits.refusalsAtOnceMax = 2
    let server = try TestServer(loops: 2, limits: limits)
    var clients = try (0..<6).map { _ in try server.webSocket() }
    for _ in 0..<3 {
      let answer = try server.http().get("/")
      #expect(answer.status == 503 && answer.headers["Retry-After"] == "1")
      #expect(eventually { server.totals.connections == 6 }, "who was told leaves")
    }
    // Two stay to be told, who say nothing themselves; the third is closed.
    var waiting = try RawSocket(port: server.port)
    let alsoWaiting = try RawSocket(port: server.port)
    #expect(waiting.read(until: "full\n").hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
    #expect(eventually { server.totals.connections == 8 })
    #expect(try server.raw("") == "")
    #expect(eventually { server.totals.connectionsRefused == 6 && server.totals.connections == 8 })
    for client in clients {
      try client.send(text: "still here")
      #expect(try client.receive() == .text("still here"))
    }
    waiting.endWriting()
    alsoWaiting.endWriting()
    #expect(clients.removeLast().close() == 1000)
    #expect(eventually { server.totals.connections <= 7 })
    #expect(eventually { (try? server.http().get("/").status) == 200 })
  }

  @Test func closesThoseWhoAreTooManyForTLS() throws {
    let identity = try TestIdentity()
    var limits = TransportLimits()
    limits.connectionsMax = 2
    let server = try TestServer(limits: limits, tls: try identity.server())
    var clients = try (0..<2).map { _ in try server.webSocket(identity.client()) }
    #expect(throws: ClientError.self) { try server.webSocket(identity.client()) }
    #expect(eventually { server.totals.connectionsRefused == 1 })
    #expect(server.totals.handshakesBegun == 2)
    #expect(clients.removeLast().close() == 1000)
    #expect(eventually { (try? server.http(identity.client()).get("/").status) == 200 })
    #expect(
      eventually {
        let totals = server.totals
        return totals.accepted - totals.closed == UInt64(totals.connections) && totals.connections == 1
      })
  }

  /// The most that happened between the ends of two turns.
  private final class Extremes: Sendable {
    struct Values {
      var accepted: UInt64 = 0
      var handshakesInFlight = 0
    }
    let values = Lock(Values())
  }

  private final class TurnWatch: LoopHandler {
    private let extremes: Extremes
    private var accepted: UInt64 = 0

    init(_ extremes: Extremes) { self.extremes = extremes }

    func request(_ request: HTTPRequest, on connection: ConnectionID, _ loop: inout LoopControl) {
      loop.respond(to: request.token, HTTPResponse(status: 200, text: "ok"))
    }

    func mail(_ mail: @Sendable () -> Void, _ loop: inout LoopControl) { mail() }

    func turnEnded(_ loop: inout LoopControl) {
      let counters = loop.counters
      extremes.values.withLock {
        $0.accepted = max($0.accepted, counters.accepted - accepted)
        $0.handshakesInFlight = max($0.handshakesInFlight, counters.handshakesInFlight)
      }
      accepted = counters.accepted
    }
  }

  /// A hundred wait when the loop comes back from something long: it takes them a few at a time.
  @Test func acceptsAShareInEachTurn() throws {
    var limits = TransportLimits()
    limits.acceptsPerTurnMax = 8
    let extremes = Extremes()
    let group = try LoopGroup<TurnWatch>(
      LoopGroupConfiguration(listen: [.loopback(port: 0)], limits: limits)
    ) { _ in TurnWatch(extremes) }
    let isConnected = TLSTrafficTests.Switch()
    group.post({ while !isConnected.isOn { pause(milliseconds: 1) } }, to: 0)
    let sockets = try (0..<100).map { _ in try Held(port: group.addresses[0].port) }
    isConnected.turnOn()
    #expect(eventually { group.counters()[0].accepted == 100 })
    #expect(extremes.values.withLock { $0.accepted } == 8)
    withExtendedLifetime(sockets) {}
  }

  /// However many want to shake hands, and say nothing then.
  @Test func shakesHandsWithSoManyAtATime() throws {
    let identity = try TestIdentity()
    var limits = TransportLimits()
    limits.handshakesInFlightMax = 5
    limits.handshakePressedMilliseconds = 100
    let extremes = Extremes()
    let group = try LoopGroup<TurnWatch>(
      LoopGroupConfiguration(listen: [.loopback(port: 0)], limits: limits, tls: try identity.server())
    ) { _ in TurnWatch(extremes) }
    let port = group.addresses[0].port
    let silent = try (0..<40).map { _ in try Held(port: port) }
    #expect(try HTTPClient(host: "127.0.0.1", port: port, tls: identity.client()).get("/").status == 200)
    #expect(extremes.values.withLock { $0.handshakesInFlight } == 5)
    #expect(eventually { group.counters()[0].handshakesFailed == 40 })
    withExtendedLifetime(silent) {}
  }

  /// A connected socket that does nothing.
  private final class Held {
    private let socket: RawSocket
    init(port: UInt16) throws { socket = try RawSocket(port: port) }
  }

  /// What a connection leaves in the wheel does not grow with what happens on it.
  @Test func leavesFewEntriesInTheWheel() throws {
    let server = try TestServer()
    var raw = try RawSocket(port: server.port)
    for number in 0..<200 {
      // Heads and bodies that come in two pieces, so that each stretch has its deadline.
      try raw.send("POST /\(number) HTTP/1.1\r\nHost: x\r\nConten")
      pause(milliseconds: 1)
      try raw.send("t-Length: 4\r\n\r\nab")
      pause(milliseconds: 1)
      try raw.send("cd")
      #expect(raw.read(until: "POST /\(number)").contains("200 OK"))
    }
    let client = try server.webSocket()
    for number in 0..<500 {
      try client.send(text: "\(number)")
      #expect(try client.receive() == .text("\(number)"))
    }
    let entries = Lock(-1)
    let result = LoopMovingTests.Result(entries)
    server.group.post(.run { loop in result.value.withLock { $0 = loop.wheel.count } }, to: 0)
    #expect(eventually { result.value.withLock { $0 } >= 0 })
    let count = result.value.withLock { $0 }
    #expect((2...10).contains(count), "\(count) entries of two connections")
  }
}
