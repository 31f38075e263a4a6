// Phones that all lose their connection in one moment and all come back in that moment.

import Bedrock
import FleetClient
import Foundation
import Transport

/// What the phones' thread is told.
enum StormMail: Sendable {
  /// Connect everybody for the first time, a few at a time.
  case gather
  /// In so many milliseconds everybody drops the connection and connects.
  case storm(afterMilliseconds: Int64)
  case ask(@Sendable (StormFindings) -> Void)
}

/// How a storm went.
struct StormFindings: Sendable {
  let phones: Int
  /// Phones that were welcomed and are connected.
  var ready = 0
  /// Whether the storm has begun.
  var hasBegun = false
  /// From the storm's begin to each welcome behind it.
  var backNanoseconds = Histogram()
  /// Connections that failed or ended on the way; their phones tried again.
  var retries = 0
  var firstRetries: [String] = []

  init(phones: Int) { self.phones = phones }

  /// Whether everybody is connected, and not because nothing has happened yet.
  var areBack: Bool { hasBegun && ready == phones }
}

/// All phones of a storm. Belongs to one loop's thread.
final class StormPhones: LoopHandler {
  typealias Mail = StormMail

  private enum Stage {
    case absent, arriving, ready
  }

  private struct Phone {
    let token: String
    var connection: ConnectionID?
    var stage = Stage.absent
  }

  private static let gatheredAtOnce = 128
  /// Who did not get through comes again after this, spread over as long again.
  private static let retryMilliseconds: Int64 = 500
  private static let stormToken = UInt64.max

  private let address: PeerAddress
  private let trust: TLSClientContext?
  private var phones: [Phone]
  private var owners: [ConnectionID: Int] = [:]
  private var findings: StormFindings
  private var next = 0
  private var startNanoseconds: UInt64 = 0
  private var isLeaving = false

  init(_ address: PeerAddress, _ trust: TLSClientContext?, tokens: [String]) {
    self.address = address
    self.trust = trust
    phones = tokens.map { Phone(token: $0) }
    findings = StormFindings(phones: tokens.count)
  }

  func mail(_ mail: StormMail, _ loop: inout LoopControl) {
    switch mail {
    case .gather: gather(&loop)
    case .storm(let delay): loop.schedule(afterMilliseconds: delay, token: Self.stormToken)
    case .ask(let question): question(findings)
    }
  }

  private func gather(_ loop: inout LoopControl) {
    while next < phones.count, next - findings.ready < Self.gatheredAtOnce {
      connect(next, &loop)
      next += 1
    }
  }

  private func connect(_ phone: Int, _ loop: inout LoopControl) {
    let connection = loop.connect(
      to: WebSocketTarget(
        address: address, path: "/ws", subprotocols: ["geod.v1.json"], tls: trust,
        serverName: "phone-\(phone).load"))
    owners[connection] = phone
    phones[phone].connection = connection
    phones[phone].stage = .arriving
  }

  private func storm(_ loop: inout LoopControl) {
    startNanoseconds = MonotonicClock.nanoseconds()
    findings.hasBegun = true
    findings.ready = 0
    let before = owners.keys
    owners = [:]
    for connection in before { loop.abort(connection) }
    for phone in phones.indices { connect(phone, &loop) }
  }

  func timer(_ token: UInt64, _ loop: inout LoopControl) {
    if isLeaving { return }
    if token == Self.stormToken { return storm(&loop) }
    if phones[Int(token)].stage == .absent { connect(Int(token), &loop) }
  }

  func request(_ request: HTTPRequest, on connection: ConnectionID, _ loop: inout LoopControl) {
    preconditionFailure("phones listen nowhere")
  }

  func webSocketOpened(_ connection: ConnectionID, _ loop: inout LoopControl) {
    guard let phone = owners[connection] else { return }
    let hello = Array(#"{"type":"hello","token":"\#(phones[phone].token)"}"#.utf8)
    loop.send(text: hello.span, to: connection)
  }

  /// The first message is the welcome; there is nothing else to be said to phones that say nothing.
  func message(_ payload: Span<UInt8>, isText: Bool, on connection: ConnectionID, _ loop: inout LoopControl) {
    guard let phone = owners[connection], phones[phone].stage == .arriving else { return }
    phones[phone].stage = .ready
    findings.ready += 1
    if findings.hasBegun {
      findings.backNanoseconds.record(MonotonicClock.nanoseconds() - startNanoseconds)
    } else {
      gather(&loop)
    }
  }

  func webSocketClosed(_ connection: ConnectionID, code: UInt16?, _ loop: inout LoopControl) {
    ended(connection, "closed with \(code.map(String.init) ?? "no code")", &loop)
  }

  func connectFailed(_ connection: ConnectionID, _ failure: ConnectFailure, _ loop: inout LoopControl) {
    ended(connection, "not connected: \(failure)", &loop)
  }

  private func ended(_ connection: ConnectionID, _ reason: String, _ loop: inout LoopControl) {
    guard let phone = owners.removeValue(forKey: connection), !isLeaving else { return }
    if phones[phone].stage == .ready { findings.ready -= 1 }
    phones[phone].stage = .absent
    findings.retries += 1
    if findings.firstRetries.count < 8 {
      findings.firstRetries.append("phone \(phone) came again: \(reason)")
    }
    let delay = Self.retryMilliseconds + Int64(phone % 97) * Self.retryMilliseconds / 97
    loop.schedule(afterMilliseconds: delay, token: UInt64(phone))
  }

  func draining(_ loop: inout LoopControl) {
    isLeaving = true
    loop.closeAllWebSockets(.normal)
  }
}
