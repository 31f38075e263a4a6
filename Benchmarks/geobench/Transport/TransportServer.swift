// The server that is measured: what the reference server does, by Transport's public interface, as geod uses it.

import Allocations
import Transport

/// What a measured server does with a message.
enum TransportMode: String, CaseIterable {
  /// Counts it.
  case count
  /// Counts it and answers with 16 bytes.
  case ack
  /// Counts it and sends it to the ten connections behind its own.
  case fan10

  /// How the reference server calls it.
  var referenceName: String { self == .fan10 ? "fanc" : rawValue }

  /// How many frames leave for each message.
  var answers: Int {
    switch self {
    case .count: 0
    case .ack: 1
    case .fan10: TransportServer.fanOut
    }
  }

  /// How many bytes leave for each message: headers of frames to clients have two.
  var answerBytes: Int { answers * (2 + (self == .ack ? 16 : FrameWrites.payloadBytes)) }
}

/// Tells on a shared page what it has received.
final class TransportServer: LoopHandler {
  static let fanOut = 10

  private let mode: TransportMode
  private let page: SharedPage
  private var messages: UInt64 = 0
  private var checksum: UInt64 = 0
  /// Everybody, in the order of their coming, and where in it each one is. Nobody leaves while it is measured.
  private var everybody: [ConnectionID] = []
  private var places: [ConnectionID: Int] = [:]
  /// A message for many, encoded once.
  private var frame = WebSocketFrame()

  init(mode: TransportMode, page: SharedPage) {
    self.mode = mode
    self.page = page
  }

  func request(_ request: HTTPRequest, on connection: ConnectionID, _ loop: inout LoopControl) {
    if request.webSocketOffer == nil {
      loop.respond(to: request.token, HTTPResponse(status: 426, text: "this server speaks WebSocket\n"))
    } else {
      loop.upgradeToWebSocket(request.token)
    }
  }

  func webSocketOpened(_ connection: ConnectionID, _ loop: inout LoopControl) {
    page[.connections] += 1
    guard mode == .fan10 else { return }
    places[connection] = everybody.count
    everybody.append(connection)
  }

  func webSocketClosed(_ connection: ConnectionID, code: UInt16?, _ loop: inout LoopControl) {
    page[.connections] -= 1
  }

  func message(_ payload: Span<UInt8>, isText: Bool, on connection: ConnectionID, _ loop: inout LoopControl) {
    if payload.count > 0 { checksum &+= UInt64(payload[0]) + UInt64(payload[payload.count - 1]) }
    page[.checksum] = checksum
    switch mode {
    case .count: break
    case .ack: acknowledge(connection, &loop)
    case .fan10: pass(payload, isText, from: connection, &loop)
    }
    messages += 1
    page[.messages] = messages
  }

  func turnEnded(_ loop: inout LoopControl) {
    page[.allocations] = UInt64(bitPattern: Allocations.ofThread)
  }

  func mail(_ mail: Never, _ loop: inout LoopControl) {}

  /// Answers with the number of the message and the name of the connection.
  private func acknowledge(_ connection: ConnectionID, _ loop: inout LoopControl) {
    var answer = InlineArray<16, UInt8>(repeating: 0)
    for index in 0..<8 {
      answer[index] = UInt8(truncatingIfNeeded: messages >> UInt64(8 * index))
      answer[8 + index] = UInt8(truncatingIfNeeded: connection.rawValue >> UInt64(8 * index))
    }
    loop.send(binary: answer.span, to: connection)
  }

  private func pass(
    _ payload: Span<UInt8>, _ isText: Bool, from connection: ConnectionID, _ loop: inout LoopControl
  ) {
    guard var place = places[connection] else { return }
    frame.encode(payload, isText: isText)
    for _ in 0..<Self.fanOut {
      place = place + 1 == everybody.count ? 0 : place + 1
      loop.send(frame: frame, to: everybody[place])
    }
  }
}
