// Phones that accept what they are offered, all who are asked in one moment.

import Bedrock
import FleetClient
import Foundation
import Transport

/// Who contends, and where.
struct ContestPlan: Sendable {
  /// The servers, over which the phones are spread in turn.
  var servers: [(address: PeerAddress, security: ServerSecurity?)]
  /// A token per phone.
  var tokens: [String]
}

/// What the phones' thread is told.
enum ContestMail: Sendable {
  case connect
  case whenReady(DispatchSemaphore)
  /// A booking is about to be offered to these phones.
  case expect(booking: String, Contest, ContestWaiter)
  case ask(@Sendable (ContestPhones) -> Void)
}

/// All phones of the contests. Belongs to one loop's thread.
final class ContestPhones: LoopHandler {
  typealias Mail = ContestMail

  private struct Phone {
    let token: String
    var connection: ConnectionID?
    var isReady = false
  }

  private let plan: ContestPlan
  private var phones: [Phone]
  private var owners: [ConnectionID: Int] = [:]
  /// Every contest, also those that are over: nobody may win afterwards.
  private(set) var contests: [String: Contest] = [:]
  private var waiters: [String: ContestWaiter] = [:]
  /// Offers that came before their contest was announced: sockets are read before mail.
  private var early: [String: [(offer: String, phone: Int)]] = [:]
  private var readyWaiters: [DispatchSemaphore] = []
  private var nextPhone = 0
  private var readyCount = 0
  private var isLeaving = false
  /// Connections that ended by themselves.
  private(set) var disconnects = 0
  /// Everything else that should not happen, in words.
  private(set) var faults: [String] = []

  /// Accepts that were said again.
  private(set) var repeated = 0

  private static let handshakesMax = 64
  private static let repeatedMax = 100_000

  init(_ plan: ContestPlan) {
    self.plan = plan
    phones = plan.tokens.map { Phone(token: $0) }
  }

  func mail(_ mail: ContestMail, _ loop: inout LoopControl) {
    switch mail {
    case .connect: connectMore(&loop)
    case .whenReady(let waiter): readyWaiters.append(waiter)
    case .expect(let booking, let contest, let waiter):
      contests[booking] = contest
      waiters[booking] = waiter
      for offered in early.removeValue(forKey: booking) ?? [] {
        heard(offered.offer, booking, offered.phone, &loop)
      }
    case .ask(let question): question(self)
    }
  }

  private func connectMore(_ loop: inout LoopControl) {
    while nextPhone < phones.count, nextPhone - readyCount < Self.handshakesMax {
      let server = plan.servers[nextPhone % plan.servers.count]
      let connection = loop.connect(
        to: WebSocketTarget(
          address: server.address, path: "/ws", subprotocols: ["geod.v1.json"], tls: server.security?.trust,
          serverName: server.security?.serverName))
      owners[connection] = nextPhone
      phones[nextPhone].connection = connection
      nextPhone += 1
    }
  }

  func request(_ request: HTTPRequest, on connection: ConnectionID, _ loop: inout LoopControl) {
    preconditionFailure("phones listen nowhere")
  }

  func webSocketOpened(_ connection: ConnectionID, _ loop: inout LoopControl) {
    guard let phone = owners[connection] else { return }
    send(#"{"type":"hello","token":"\#(phones[phone].token)"}"#, to: connection, &loop)
  }

  func message(_ payload: Span<UInt8>, isText: Bool, on connection: ConnectionID, _ loop: inout LoopControl) {
    guard let phone = owners[connection] else { return }
    guard let message = ContestMessage(payload) else {
      faults.append("a message that cannot be read")
      return
    }
    switch message.type {
    case "welcome": welcomed(phone, &loop)
    case "offer":
      guard let booking = message.booking, let offer = message.offer else { break }
      heard(offer, booking, phone, &loop)
    case "outcome":
      guard let booking = message.booking ?? message.ref, let outcome = message.outcome else { break }
      told(outcome, message, booking, phone)
    case "error":
      guard let booking = message.ref else {
        faults.append("error \(message.code ?? "") at \(message.field ?? "")")
        break
      }
      if message.code == "unavailable", repeated < Self.repeatedMax {
        repeated += 1
        return accept(booking, phone, &loop)
      }
      told("error \(message.code ?? "")", message, booking, phone)
    default: break
    }
  }

  private func welcomed(_ phone: Int, _ loop: inout LoopControl) {
    guard !phones[phone].isReady else { return }
    phones[phone].isReady = true
    readyCount += 1
    connectMore(&loop)
  }

  private func heard(_ offer: String, _ booking: String, _ phone: Int, _ loop: inout LoopControl) {
    guard contests[booking] != nil else { return early[booking, default: []].append((offer, phone)) }
    if contests[booking]?.heard(offer, phone: phone) == true { accept(booking, &loop) }
  }

  /// Everybody who was asked accepts: the messages leave in one turn.
  private func accept(_ booking: String, _ loop: inout LoopControl) {
    guard let contest = contests[booking], let offer = contest.offer else { return }
    contests[booking]?.startNanoseconds = MonotonicClock.nanoseconds()
    for phone in contest.phones { accept(offer, booking, phone, &loop) }
  }

  /// The server could not make it durable just then: phones say it again.
  private func accept(_ booking: String, _ phone: Int, _ loop: inout LoopControl) {
    guard let offer = contests[booking]?.offer else { return }
    accept(offer, booking, phone, &loop)
  }

  private func accept(_ offer: String, _ booking: String, _ phone: Int, _ loop: inout LoopControl) {
    guard let connection = phones[phone].connection else { return }
    send(#"{"type":"accept","offer":"\#(offer)","ref":"\#(booking)"}"#, to: connection, &loop)
  }

  private func told(_ word: String, _ message: ContestMessage, _ booking: String, _ phone: Int) {
    let now = MonotonicClock.nanoseconds()
    let isLast = contests[booking]?.told(
      word, trip: message.trip, isAnswer: message.ref != nil, phone: phone, now: now)
    guard isLast == true, let contest = contests[booking] else { return }
    waiters.removeValue(forKey: booking)?.end(contest)
  }

  private func send(_ text: String, to connection: ConnectionID, _ loop: inout LoopControl) {
    let bytes = Array(text.utf8)
    loop.send(text: bytes.span, to: connection)
  }

  func turnEnded(_ loop: inout LoopControl) {
    guard readyCount == phones.count else { return }
    for waiter in readyWaiters { waiter.signal() }
    readyWaiters.removeAll()
  }

  func webSocketClosed(_ connection: ConnectionID, code: UInt16?, _ loop: inout LoopControl) {
    ended(connection, "closed with \(code.map(String.init) ?? "no code")")
  }

  func connectFailed(_ connection: ConnectionID, _ failure: ConnectFailure, _ loop: inout LoopControl) {
    ended(connection, "not connected: \(failure)")
  }

  private func ended(_ connection: ConnectionID, _ reason: String) {
    guard let phone = owners.removeValue(forKey: connection), !isLeaving else { return }
    phones[phone].connection = nil
    disconnects += 1
    faults.append("phone \(phone): \(reason)")
  }

  func draining(_ loop: inout LoopControl) {
    isLeaving = true
    loop.closeAllWebSockets(.normal)
  }
}

/// The members of the server's messages that matter here.
private struct ContestMessage: Decodable {
  var type: String
  var offer: String?
  var booking: String?
  var outcome: String?
  var trip: String?
  var ref: String?
  var code: String?
  var field: String?

  init?(_ payload: Span<UInt8>) {
    var bytes = Data(capacity: payload.count)
    for index in payload.indices { bytes.append(payload[index]) }
    guard let message = try? JSONDecoder().decode(Self.self, from: bytes) else { return nil }
    self = message
  }
}
