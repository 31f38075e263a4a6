// A server whose behaviour a test writes down, and a plain socket to speak to it.

import TestPrograms
import Testing

@testable import Transport

/// What a test server does; every closure runs on the loop.
struct Behaviour: Sendable {
  var request: @Sendable (HTTPRequest, inout LoopControl) -> Void = { request, loop in
    if request.webSocketOffer == nil {
      loop.respond(to: request.token, HTTPResponse(status: 200, text: "\(request.method) \(request.path)"))
    } else {
      loop.upgradeToWebSocket(request.token)
    }
  }
  var message: @Sendable ([UInt8], Bool, ConnectionID, inout LoopControl) -> Void = {
    bytes, isText, id, loop in
    if isText { loop.send(text: bytes.span, to: id) } else { loop.send(binary: bytes.span, to: id) }
  }
  var opened: @Sendable (ConnectionID, inout LoopControl) -> Void = { _, _ in }
  var bodyLimitBytes: Int?
}

/// What happened to a server's WebSockets.
enum Happening: Equatable {
  case opened
  case closed(UInt16?)
  case blocked
  case drained
  case failed(ConnectFailure)
  case timer(UInt64)
}

final class Journal: Sendable {
  private let entries = Lock<[Happening]>([])

  func note(_ happening: Happening) { entries.withLock { $0.append(happening) } }
  var all: [Happening] { entries.withLock { $0 } }

  /// Waits until the journal has this entry; false when it did not come in time.
  func waits(for happening: Happening, milliseconds: Int64 = 10_000) -> Bool {
    eventually(milliseconds: milliseconds) { all.contains(happening) }
  }
}

/// Asks again and again until it is so; false when it was not in time.
func eventually(milliseconds: Int64 = 10_000, _ condition: () -> Bool) -> Bool {
  Poll.until(seconds: Double(milliseconds) / 1000, condition)
}

final class TestHandler: LoopHandler {
  enum Mail: Sendable {
    case run(@Sendable (inout LoopControl) -> Void)
    case adopt(DetachedConnection)
  }

  let behaviour: Behaviour
  let journal: Journal

  init(_ behaviour: Behaviour, _ journal: Journal) {
    self.behaviour = behaviour
    self.journal = journal
  }

  func bodyLimitBytes(for head: HTTPRequestHead, _ loop: inout LoopControl) -> Int {
    behaviour.bodyLimitBytes ?? loop.limits.bodyBytesMax
  }

  func request(_ request: HTTPRequest, on connection: ConnectionID, _ loop: inout LoopControl) {
    behaviour.request(request, &loop)
  }

  func webSocketOpened(_ connection: ConnectionID, _ loop: inout LoopControl) {
    journal.note(.opened)
    behaviour.opened(connection, &loop)
  }

  func message(_ payload: Span<UInt8>, isText: Bool, on connection: ConnectionID, _ loop: inout LoopControl) {
    let bytes = payload.withUnsafeBufferPointer { Array($0) }
    behaviour.message(bytes, isText, connection, &loop)
  }

  func webSocketClosed(_ connection: ConnectionID, code: UInt16?, _ loop: inout LoopControl) {
    journal.note(.closed(code))
  }

  func connectFailed(_ connection: ConnectionID, _ failure: ConnectFailure, _ loop: inout LoopControl) {
    journal.note(.failed(failure))
  }

  func outboundBlocked(_ connection: ConnectionID, _ loop: inout LoopControl) { journal.note(.blocked) }
  func outboundDrained(_ connection: ConnectionID, _ loop: inout LoopControl) { journal.note(.drained) }
  func timer(_ token: UInt64, _ loop: inout LoopControl) { journal.note(.timer(token)) }

  func mail(_ mail: Mail, _ loop: inout LoopControl) {
    switch mail {
    case .run(let body): body(&loop)
    case .adopt(let detached): _ = loop.adopt(detached)
    }
  }
}

struct TestServer {
  let group: LoopGroup<TestHandler>
  let journal = Journal()
  var port: UInt16 { group.addresses[0].port }

  init(
    loops: Int = 1, listen: String = "127.0.0.1", limits: TransportLimits = TransportLimits(),
    tls: TLSServerContext? = nil, _ behaviour: Behaviour = Behaviour()
  ) throws {
    let address = try #require(PeerAddress(listen, port: 0))
    let configuration = LoopGroupConfiguration(loopCount: loops, listen: [address], limits: limits, tls: tls)
    group = try LoopGroup(configuration) { [journal] _ in TestHandler(behaviour, journal) }
  }

  var counters: TransportCounters { group.counters()[0] }

  func http() -> HTTPClient { HTTPClient(host: "127.0.0.1", port: port) }

  func webSocket(subprotocols: [String] = []) throws -> WebSocketClient {
    try WebSocketClient(host: "127.0.0.1", port: port, path: "/ws", subprotocols: subprotocols)
  }

  /// Sends bytes and returns all that comes until the server ends or falls silent.
  func raw(_ text: String, silenceMilliseconds: Int64 = 3000) throws -> String {
    var socket = try RawSocket(port: port)
    try socket.send(text)
    return socket.readToEnd(milliseconds: silenceMilliseconds)
  }
}

/// A blocking socket without any protocol.
struct RawSocket: ~Copyable {
  private let socket: BlockingSocket

  init(port: UInt16) throws {
    socket = try BlockingSocket(
      host: "127.0.0.1", port: port, deadline: SystemClock.monotonicMilliseconds() + 10_000)
  }

  func send(_ text: String) throws { try send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) throws {
    try socket.write(bytes, deadline: SystemClock.monotonicMilliseconds() + 10_000)
  }

  /// Sends nothing any more, but listens.
  func endWriting() { socket.endWriting() }

  /// Everything until the end, or until nothing came for so long.
  mutating func readToEnd(milliseconds: Int64) -> String {
    var bytes: [UInt8] = []
    while (try? socket.read(into: &bytes, deadline: SystemClock.monotonicMilliseconds() + milliseconds))
      == true
    {}
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Everything until the server ends its side; nil when it does not in time, or by a reset.
  mutating func readToClose() -> String? {
    var bytes: [UInt8] = []
    let deadline = SystemClock.monotonicMilliseconds() + 10_000
    do {
      while try socket.read(into: &bytes, deadline: deadline) {}
    } catch {
      return nil
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Reads until the text has come; what came in any case.
  mutating func read(until text: String) -> String {
    var bytes: [UInt8] = []
    let deadline = SystemClock.monotonicMilliseconds() + 10_000
    while !String(decoding: bytes, as: UTF8.self).contains(text) {
      guard (try? socket.read(into: &bytes, deadline: deadline)) == true else { break }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
