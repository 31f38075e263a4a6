// Who takes new connections when there are two loops: each from its own socket (SO_REUSEPORT), or one of them, which hands
// every other one over.

import Bedrock
import Dispatch
import Transport

extension Suite {
  static let accept = Suite(
    name: "accept",
    summary:
      "a connection taken by two loops, from a socket each or by handing over: processor time, and who gets how many"
  ) { options, report in
    do {
      return try AcceptBench(options).run(&report)
    } catch {
      report.note("\(error)")
      return false
    }
  }
}

/// What a server's loop is told.
private enum ServerMail: Sendable {
  case adopt(DetachedConnection)
  /// Tells the time that the loop's thread has run.
  case tellTime(@Sendable (Double) -> Void)
}

/// Echoes what it gets; hands every other WebSocket to another loop, if there is one.
private final class ServerHandler: LoopHandler {
  private let other: Mailbox<ServerMail>?
  private var opened = 0

  init(handingTo other: Mailbox<ServerMail>?) { self.other = other }

  func request(_ request: HTTPRequest, on connection: ConnectionID, _ loop: inout LoopControl) {
    loop.upgradeToWebSocket(request.token)
  }

  func webSocketOpened(_ connection: ConnectionID, _ loop: inout LoopControl) {
    opened += 1
    guard let other, opened % 2 == 0, let detached = loop.detach(connection) else { return }
    _ = other.post(.adopt(detached))
  }

  func message(_ payload: Span<UInt8>, isText: Bool, on connection: ConnectionID, _ loop: inout LoopControl) {
    loop.send(text: payload, to: connection)
  }

  func mail(_ mail: ServerMail, _ loop: inout LoopControl) {
    switch mail {
    case .adopt(let detached): _ = loop.adopt(detached)
    case .tellTime(let tell): tell(Stopwatch.threadNanoseconds())
    }
  }
}

/// Makes so many connections, some at a time: each says a word, hears it again, and leaves.
private final class CallerHandler: LoopHandler {
  private static let atOnce = 64

  private let target: WebSocketTarget
  private var left = 0
  private var open = 0
  private var wrong = 0
  private var isOver: (@Sendable (Int) -> Void)?

  init(_ target: WebSocketTarget) { self.target = target }

  func mail(_ mail: (count: Int, isOver: @Sendable (Int) -> Void), _ loop: inout LoopControl) {
    (left, wrong, isOver) = (mail.count, 0, mail.isOver)
    connect(&loop)
  }

  private func connect(_ loop: inout LoopControl) {
    while left > 0, open < Self.atOnce {
      left -= 1
      open += 1
      _ = loop.connect(to: target)
    }
    if open == 0 { isOver?(wrong) }
  }

  func request(_ request: HTTPRequest, on connection: ConnectionID, _ loop: inout LoopControl) {
    preconditionFailure("callers listen nowhere")
  }

  func webSocketOpened(_ connection: ConnectionID, _ loop: inout LoopControl) {
    loop.send(text: "word", to: connection)
  }

  func message(_ payload: Span<UInt8>, isText: Bool, on connection: ConnectionID, _ loop: inout LoopControl) {
    if payload.count != 4 { wrong += 1 }
    loop.close(connection)
  }

  func webSocketClosed(_ connection: ConnectionID, code: UInt16?, _ loop: inout LoopControl) {
    if code != 1000 { wrong += 1 }
    ended(&loop)
  }

  func connectFailed(_ connection: ConnectionID, _ failure: ConnectFailure, _ loop: inout LoopControl) {
    wrong += 1
    ended(&loop)
  }

  private func ended(_ loop: inout LoopControl) {
    open -= 1
    connect(&loop)
  }
}

private struct AcceptBench {
  private static let rounds = 9
  /// Connections per second that a round is made for; only its length depends on it.
  private static let guessedRate = 8_000.0

  let options: BenchmarkOptions

  init(_ options: BenchmarkOptions) { self.options = options }

  /// What a round has shown.
  private struct Round {
    var microseconds = 0.0
    var perSecond = 0.0
    var busierShare = 0.0
    var wrong = 0
  }

  func run(_ report: inout BenchmarkReport) throws -> Bool {
    report.note(
      "accept, two loops: connection, upgrade, a word there and back, close; processor time of the loops' threads"
    )
    let count = max(200, Int(Self.guessedRate * options.secondsPerRow / Double(2 * Self.rounds)))
    var own: [Round] = []
    var handed: [Round] = []
    for _ in 0..<Self.rounds {
      own.append(try withOwnSockets(count))
      handed.append(try withHandingOver(count))
    }
    let ratio = median(zip(own, handed).map { $0.microseconds / $1.microseconds })
    report.row("accept_own_socket", median(own.map(\.microseconds)), "us")
    report.row("accept_handed_over", median(handed.map(\.microseconds)), "us", ratio: ratio)
    report.row("accept_own_socket_rate", median(own.map(\.perSecond)), "1/s")
    report.row("accept_handed_over_rate", median(handed.map(\.perSecond)), "1/s")
    report.row("accept_own_socket_share", 100 * median(own.map(\.busierShare)), "%")
    report.row("accept_handed_over_share", 100 * median(handed.map(\.busierShare)), "%")
    let wrong = (own + handed).reduce(0) { $0 + $1.wrong }
    report.row("answers_wrong", Double(wrong), "connections")
    return wrong == 0
  }

  /// Two loops with a listening socket each, between which the kernel chooses by a hash of the addresses.
  private func withOwnSockets(_ count: Int) throws -> Round {
    let configuration = LoopGroupConfiguration(loopCount: 2, listen: [.loopback(port: 0)])
    let servers = try LoopGroup(configuration) { _ in ServerHandler(handingTo: nil) }
    defer { servers.stop() }
    return try measure(count, at: servers.addresses[0], [(servers, 0), (servers, 1)]) {
      servers.counters().map { Int($0.accepted) }
    }
  }

  /// One loop that listens and shakes hands, and another that gets every second connection from it.
  private func withHandingOver(_ count: Int) throws -> Round {
    let second = try LoopGroup(LoopGroupConfiguration()) { _ in ServerHandler(handingTo: nil) }
    defer { second.stop() }
    let mailbox = second.mailboxes[0]
    let first = try LoopGroup(LoopGroupConfiguration(listen: [.loopback(port: 0)])) { _ in
      ServerHandler(handingTo: mailbox)
    }
    defer { first.stop() }
    return try measure(count, at: first.addresses[0], [(first, 0), (second, 0)]) {
      let (accepted, adopted) = (Int(first.counters()[0].accepted), Int(second.counters()[0].adopted))
      return [accepted - adopted, adopted]
    }
  }

  private func measure(
    _ count: Int, at address: PeerAddress, _ loops: [(group: LoopGroup<ServerHandler>, loop: Int)],
    taken: () -> [Int]
  ) throws -> Round {
    let target = WebSocketTarget(address: address, path: "/")
    let callers = try LoopGroup(LoopGroupConfiguration()) { _ in CallerHandler(target) }
    defer { callers.stop() }
    func call(_ count: Int) -> Int {
      let over = Answer()
      callers.post((count, { over.give(Double($0)) }), to: 0)
      return Int(over.wait())
    }
    func time() -> Double {
      loops.reduce(0) { sum, place in
        let answer = Answer()
        place.group.post(.tellTime { answer.give($0) }, to: place.loop)
        return sum + answer.wait()
      }
    }
    var round = Round()
    round.wrong = call(100)
    let (before, start, taken0) = (time(), Stopwatch.wallNanoseconds(), taken())
    round.wrong += call(count)
    let seconds = (Stopwatch.wallNanoseconds() - start) / 1e9
    round.microseconds = (time() - before) / Double(count) / 1000
    round.perSecond = Double(count) / seconds
    let shares = zip(taken(), taken0).map { Double($0 - $1) }
    round.busierShare = (shares.max() ?? 0) / max(1, shares.reduce(0, +))
    return round
  }

  private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}

/// A number from another thread.
private final class Answer: Sendable {
  private let given = DispatchSemaphore(value: 0)
  private let number = Lock(0.0)

  func give(_ value: Double) {
    number.withLock { $0 = value }
    given.signal()
  }

  func wait() -> Double {
    given.wait()
    return number.withLock { $0 }
  }
}
