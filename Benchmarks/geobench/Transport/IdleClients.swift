// Clients that say something once and then only stay: what their connections take in the server.

import Synchronization
import TestPrograms
import Transport

/// Opens WebSockets in one loop, a few at a time, each of which sends one message and waits for its answer.
final class IdleClients {
  private let group: LoopGroup<Handler>
  private let progress = Progress()

  /// How many clients have been answered, and how many were lost.
  private final class Progress: Sendable {
    let answered = Atomic(0)
    let lost = Atomic(0)
  }

  /// - Parameter tls: whom to trust; nil to speak without TLS.
  init(port: UInt16, tls: TLSClientContext?) throws {
    let target = WebSocketTarget(address: .loopback(port: port), path: "/", tls: tls)
    let progress = progress
    group = try LoopGroup(LoopGroupConfiguration()) { _ in Handler(target, progress) }
  }

  /// Opens so many more, and returns when all of them have been answered; false when one was lost, or it takes too long.
  func open(_ count: Int) -> Bool {
    let wanted = progress.answered.load(ordering: .acquiring) + count
    group.post(count, to: 0)
    let progress = progress
    let isOver = Poll.until(seconds: Poll.patienceSeconds) {
      progress.answered.load(ordering: .acquiring) >= wanted || progress.lost.load(ordering: .acquiring) > 0
    }
    return isOver && progress.lost.load(ordering: .acquiring) == 0
  }

  func stop() { group.stop() }

  private final class Handler: LoopHandler {
    /// Connections that shake hands at a time.
    private static let atOnce = 64

    private let target: WebSocketTarget
    private let progress: Progress
    private let message = [UInt8](repeating: 0x20, count: FrameWrites.payloadBytes)
    private var waiting = 0
    private var underWay = 0

    init(_ target: WebSocketTarget, _ progress: Progress) {
      self.target = target
      self.progress = progress
    }

    func mail(_ count: Int, _ loop: inout LoopControl) {
      waiting += count
      connectSome(&loop)
    }

    private func connectSome(_ loop: inout LoopControl) {
      while waiting > 0, underWay < Self.atOnce {
        waiting -= 1
        underWay += 1
        _ = loop.connect(to: target)
      }
    }

    func request(_ request: HTTPRequest, on connection: ConnectionID, _ loop: inout LoopControl) {}

    func webSocketOpened(_ connection: ConnectionID, _ loop: inout LoopControl) {
      let message = message
      loop.send(binary: message.span, to: connection)
    }

    func message(
      _ payload: Span<UInt8>, isText: Bool, on connection: ConnectionID, _ loop: inout LoopControl
    ) {
      underWay -= 1
      progress.answered.add(1, ordering: .releasing)
      connectSome(&loop)
    }

    func connectFailed(_ connection: ConnectionID, _ failure: ConnectFailure, _ loop: inout LoopControl) {
      progress.lost.add(1, ordering: .releasing)
    }

    func webSocketClosed(_ connection: ConnectionID, code: UInt16?, _ loop: inout LoopControl) {
      progress.lost.add(1, ordering: .releasing)
    }
  }
}
