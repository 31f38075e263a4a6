// What the fleet does when the server misbehaves: shown with a scripted server over real sockets.

import Bedrock
import FleetClient
import Testing
import Transport

/// A server that follows a script: what to do with the n-th connection's messages.
private final class ScriptedServer: LoopHandler {
  typealias Mail = Int

  /// What happened, for the test to look at.
  final class Record: Sendable {
    private let lines = Lock<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    func add(_ line: String) { lines.withLock { $0.append(line) } }
  }

  /// What to do about a message.
  enum Step: Sendable {
    case answer(String)
    case close(UInt16)
    case abort
    case nothing
  }

  typealias Script = @Sendable (_ connection: Int, _ message: Int, _ text: String) -> Step

  private let record: Record
  private let script: Script
  private var numbers: [ConnectionID: Int] = [:]
  private var counts: [ConnectionID: Int] = [:]

  init(_ record: Record, _ script: @escaping Script) {
    self.record = record
    self.script = script
  }

  func mail(_ mail: Int, _ loop: inout LoopControl) {}

  func request(_ request: HTTPRequest, on connection: ConnectionID, _ loop: inout LoopControl) {
    numbers[connection] = numbers.count
    loop.upgradeToWebSocket(request.token, subprotocol: request.webSocketOffer?.subprotocols.first)
  }

  func message(_ payload: Span<UInt8>, isText: Bool, on connection: ConnectionID, _ loop: inout LoopControl) {
    var bytes: [UInt8] = []
    for index in payload.indices { bytes.append(payload[index]) }
    let text = String(decoding: bytes, as: UTF8.self)
    let number = numbers[connection] ?? -1
    let count = counts[connection, default: 0]
    counts[connection] = count + 1
    record.add("\(number) \(text)")
    switch script(number, count, text) {
    case .answer(let answer): loop.send(text: answer, to: connection)
    case .close(let code): loop.close(connection, WebSocketCloseCode(rawValue: code))
    case .abort: loop.abort(connection)
    case .nothing: break
    }
  }
}

@Suite("Fleet reconnect")
struct FleetReconnectTests {
  private static let welcome =
    #"{"type":"welcome","session":"s","epoch":1,"time":0,"lastSeq":0,"contract":{}}"#

  /// Runs a test with one phone against a scripted server.
  private func with(
    reconnects: Bool = true, batches: Bool = false, _ script: @escaping ScriptedServer.Script,
    _ body: (Fleet, ScriptedServer.Record) throws -> Void
  ) throws {
    let record = ScriptedServer.Record()
    let group = try LoopGroup<ScriptedServer>(LoopGroupConfiguration(listen: [.loopback(port: 0)])) { _ in
      ScriptedServer(record, script)
    }
    defer { group.stop() }
    let address = try #require(group.addresses.first)
    var configuration = FleetConfiguration(
      address: address, phones: [FleetPhone(id: ClientID(trusted: "tech-1"), token: "t")])
    configuration.reconnects = reconnects
    configuration.batches = batches
    let fleet = try Fleet(configuration)
    defer { fleet.stop() }
    fleet.connect()
    try body(fleet, record)
  }

  private func reports(_ seconds: ClosedRange<Int>) -> [PhoneReport] {
    seconds.map { second in
      PhoneReport(
        phone: 0,
        fix: OutgoingFix(
          time: Instant(seconds: Int64(second)), latitudeDegrees: Double(second), longitudeDegrees: 46))
    }
  }

  @Test(arguments: [false, true])
  func whatWasNotAcknowledgedIsSentAgain(batches: Bool) throws {
    try with(batches: batches) { connection, message, text in
      if message == 0 { return .answer(Self.welcome) }
      // The first socket dies on the last fix without a word; the second acknowledges it.
      guard text.contains(#""seq":3"#) else { return .nothing }
      return connection == 0
        ? .abort : .answer(#"{"type":"ack","seq":3,"refused":[{"seq":2,"code":"jump"}]}"#)
    } _: { fleet, record in
      #expect(fleet.waitUntilReady(timeoutMilliseconds: 10_000))
      fleet.report(reports(1...3))
      #expect(fleet.waitUntilSettled(timeoutMilliseconds: 10_000))
      let statistics = fleet.statistics()
      #expect(statistics.sent == 3)
      #expect(statistics.accepted == 2)
      #expect(statistics.refused == ["jump": 1])
      #expect(statistics.disconnects == 1)
      #expect(statistics.errors == 0)
      #expect(fleet.lastAccepted().first??.latitudeDegrees == 3)
      let first = record.all.filter { $0.hasPrefix("0 ") && !$0.contains("hello") }.map { $0.dropFirst(2) }
      let second = record.all.filter { $0.hasPrefix("1 ") && !$0.contains("hello") }.map { $0.dropFirst(2) }
      #expect(first.count == (batches ? 1 : 3))
      #expect(first == second, "the same bytes go out again")
    }
  }

  @Test(arguments: [4401, 4403, 4409] as [UInt16])
  func someCodesAreFinal(_ code: UInt16) throws {
    try with { _, message, _ in
      message == 0 ? .close(code) : .nothing
    } _: { fleet, record in
      #expect(!fleet.waitUntilReady(timeoutMilliseconds: 500))
      let statistics = fleet.statistics()
      #expect(statistics.disconnects == 1)
      #expect(statistics.firstFaults.first?.contains("\(code)") == true)
      #expect(record.all.count == 1, "nobody comes back")
    }
  }

  @Test func withoutReconnectsALossIsALoss() throws {
    try with(reconnects: false) { _, message, _ in
      message == 0 ? .answer(Self.welcome) : .abort
    } _: { fleet, _ in
      #expect(fleet.waitUntilReady(timeoutMilliseconds: 10_000))
      fleet.report(reports(1...1))
      #expect(!fleet.waitUntilSettled(timeoutMilliseconds: 300))
      #expect(fleet.statistics().unacknowledged == 1)
      #expect(fleet.statistics().phonesReady == 0)
    }
  }

  @Test(arguments: [
    #"{"type":"error","code":"malformed","message":"no"}"#, #"{"type":"ack","seq":"x"}"#, "nonsense",
  ])
  func whatShouldNotBeSaidIsAnError(_ answer: String) throws {
    try with { _, message, _ in
      .answer(message == 0 ? Self.welcome : answer)
    } _: { fleet, _ in
      #expect(fleet.waitUntilReady(timeoutMilliseconds: 10_000))
      fleet.report(reports(1...1))
      #expect(!fleet.waitUntilSettled(timeoutMilliseconds: 300))
      #expect(fleet.statistics().errors == 1)
      #expect(fleet.statistics().firstFaults.count == 1)
    }
  }

  @Test func aReportBeforeTheWelcomeIsAnError() throws {
    try with { _, _, _ in
      .nothing
    } _: { fleet, _ in
      fleet.report(reports(1...2))
      #expect(fleet.statistics().errors == 2)
      #expect(fleet.statistics().sent == 0)
    }
  }
}
