// The relay's thread: one loop over all sockets.

import Foundation
import TestPrograms

/// Forwards until it is told to stop.
final class RelayThread: @unchecked Sendable {  // everything that changes belongs to the thread itself
  /// One connection: the side that came, the side that was made for it, and what waits for each of them.
  private struct Line {
    /// The client's socket and the database's.
    let ends: [RelaySocket]
    /// Bytes on their way to the client and to the database.
    var waiting: [[UInt8]] = [[], []]
  }

  /// No more is read for a side that does not take what it has got.
  private static let waitingMax = 1 << 20

  private let listener: RelaySocket
  private let target: Int
  private let wiring: RelayWiring
  private let ended = DispatchSemaphore(value: 0)
  private var lines: [Line] = []
  private var isSilent = false

  init(listener: RelaySocket, target: Int, wiring: RelayWiring) {
    self.listener = listener
    self.target = target
    self.wiring = wiring
  }

  func start() {
    let thread = Thread { self.run() }
    thread.name = "relay"
    thread.start()
  }

  func waitUntilEnded() {
    ended.waitPatiently()
    ended.signal()
  }

  private func run() {
    while obey() {
      var interests = [pollfd(fd: wiring.wakeUp.descriptor, events: Int16(POLLIN), revents: 0)]
      if !isSilent {
        interests.append(pollfd(fd: listener.descriptor, events: Int16(POLLIN), revents: 0))
        for line in lines { interests += Self.interests(of: line) }
      }
      _ = poll(&interests, nfds_t(interests.count), -1)
      _ = wiring.wakeUp.receive()
      guard !isSilent, interests.count > 1 else { continue }
      forward()
      while let client = listener.accepted() { open(client) }
    }
    for line in lines { for end in line.ends { end.reset() } }
    listener.close()
    ended.signal()
  }

  /// Does what it was told; false to stop.
  private func obey() -> Bool {
    let orders = wiring.take()
    defer { wiring.note(done: orders.count) }
    for order in orders {
      switch order {
      case .reset:
        for line in lines { for end in line.ends { end.reset() } }
        lines.removeAll()
      case .silence: isSilent = true
      case .comeBack: isSilent = false
      case .stop: return false
      }
    }
    return true
  }

  private func open(_ client: RelaySocket) {
    guard let database = try? RelaySocket.connecting(to: target) else { return client.reset() }
    lines.append(Line(ends: [client, database]))
  }

  /// A side is read while the other one keeps up, and written while something waits for it.
  private static func interests(of line: Line) -> [pollfd] {
    (0...1).map { side in
      var events: Int16 = 0
      if line.waiting[1 - side].count < waitingMax { events |= Int16(POLLIN) }
      if !line.waiting[side].isEmpty { events |= Int16(POLLOUT) }
      return pollfd(fd: line.ends[side].descriptor, events: events, revents: 0)
    }
  }

  /// One step of every connection in both directions. Those that are over are closed on both sides.
  private func forward() {
    for index in lines.indices.reversed() where !Self.step(&lines[index]) {
      for end in lines[index].ends { end.close() }
      lines.remove(at: index)
    }
  }

  private static func step(_ line: inout Line) -> Bool {
    for side in 0...1 {
      if line.waiting[1 - side].count < waitingMax {
        switch line.ends[side].receive() {
        case .bytes(let bytes): line.waiting[1 - side] += bytes
        case .over:
          // What came before the end still arrives.
          _ = line.ends[1 - side].send(line.waiting[1 - side])
          return false
        case .later, .sent: break
        }
      }
    }
    for side in 0...1 where !line.waiting[side].isEmpty {
      switch line.ends[side].send(line.waiting[side]) {
      case .sent(let count): line.waiting[side].removeFirst(count)
      case .over: return false
      case .later, .bytes: break
      }
    }
    return true
  }
}
