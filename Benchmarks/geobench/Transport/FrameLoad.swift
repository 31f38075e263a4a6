// The load: WebSockets to one server, writes to one after the other, and never more under way than a window.

import Foundation
import TestPrograms

/// The clients of a measured server.
///
/// Closed loop, as the reference's own load generator: every connection in turn gets one write, and as many messages may
/// be under way as there are frames in one round. So a server is as busy as it can be, whichever it is, and both get
/// the same bytes in the same order.
final class FrameLoad {
  private let server: MeasuredServer
  private let mode: TransportMode
  private var sockets: [LoopbackSocket] = []
  /// Whose turn it is to be written to, and to be read from where all of them are.
  private var next = 0
  private var nextRead = 0
  private var buffer = [UInt8](repeating: 0, count: 256 * 1024)
  /// Bytes of answers that have come in the present run.
  private var answered = 0

  /// What was sent in a run.
  private struct Sent {
    var messages = 0
    var checksum: UInt64 = 0
  }

  private static let patienceSeconds = 20
  /// Connections that shake hands at a time.
  private static let handshakesAtOnce = 200
  /// Writes between two looks at the clock.
  private static let writesPerLook = 32
  private static let warmUpSeconds = 0.08

  /// Opens the WebSockets.
  init(_ server: MeasuredServer, mode: TransportMode, connections: Int) throws {
    self.server = server
    self.mode = mode
    for first in stride(from: 0, to: connections, by: Self.handshakesAtOnce) {
      try open(min(Self.handshakesAtOnce, connections - first))
    }
    try Poll.require("all connections to be counted") { server.page[.connections] == UInt64(connections) }
  }

  deinit { for socket in sockets { socket.end() } }

  /// Sends for so long, waits for all answers, and compares what the server has counted with what was sent.
  /// - Returns: the server's processor time for each message, in nanoseconds.
  func run(_ frames: FrameWrites, seconds: Double) throws -> Double {
    rest()
    _ = try exchange(frames, seconds: min(seconds, Self.warmUpSeconds))
    let before = try server.processorNanoseconds()
    let messages = try exchange(frames, seconds: seconds)
    return (try server.processorNanoseconds() - before) / Double(messages)
  }

  /// Sends every connection so many writes.
  /// - Returns: how often the server's loop has asked for memory meanwhile.
  func allocations(_ frames: FrameWrites, rounds: Int) throws -> Int64 {
    let before = server.page[.allocations]
    _ = try exchange(frames, writes: rounds * sockets.count, seconds: .infinity)
    return Int64(bitPattern: server.page[.allocations]) - Int64(bitPattern: before)
  }

  private func exchange(_ frames: FrameWrites, writes: Int = .max, seconds: Double) throws -> Int {
    let before = (server.page[.messages], server.page[.checksum])
    answered = 0
    let sent = try send(frames, writes: writes, seconds: seconds, countedBefore: before.0)
    try receiveRest(of: sent, countedBefore: before.0)
    // The loop ends its turn, and the kernel its accounts, when it waits again.
    rest()
    guard server.page[.messages] - before.0 == UInt64(sent.messages),
      server.page[.checksum] &- before.1 == sent.checksum,
      answered == sent.messages * mode.answerBytes
    else {
      throw MeasuredServer.Fault(
        description:
          "MISMATCH: \(sent.messages) messages sent, \(server.page[.messages] - before.0) counted, "
          + "\(answered) bytes of answers, \(sent.messages * mode.answerBytes) expected")
    }
    return sent.messages
  }

  private func rest() { usleep(20_000) }

  private func send(
    _ frames: FrameWrites, writes: Int, seconds: Double, countedBefore: UInt64
  ) throws -> Sent {
    let end = Stopwatch.wallNanoseconds() + seconds * 1e9
    let window = sockets.count * frames.framesPerWrite
    var sent = Sent()
    var write = 0
    while Stopwatch.wallNanoseconds() < end {
      for _ in 0..<Self.writesPerLook {
        guard write < writes else { return sent }
        // What this connection was answered in its last round is there by now.
        if mode.answerBytes > 0 { try receive(from: next) }
        let counted = Int(server.page[.messages] - countedBefore)
        let room = window - frames.framesPerWrite
        if sent.messages - counted > room { break }
        if mode.answerBytes > 0, sent.messages - answered / mode.answerBytes > room {
          try receiveFromSome()
          break
        }
        let choice = write % frames.writes.count
        try send(frames.writes[choice], to: next)
        sent.messages += frames.framesPerWrite
        sent.checksum &+= frames.checksums[choice]
        write += 1
        next = next + 1 == sockets.count ? 0 : next + 1
      }
    }
    return sent
  }

  private func send(_ bytes: [UInt8], to place: Int) throws {
    var start = 0
    while start < bytes.count {
      guard let count = sockets[place].send(bytes, from: start) else { throw lost }
      start += count
      if count == 0, mode.answerBytes > 0 { try receiveFromSome() }
    }
  }

  private func receive(from place: Int) throws {
    guard let count = sockets[place].receive(into: &buffer) else { throw lost }
    answered += count
  }

  private func receiveFromSome() throws {
    for _ in 0..<Self.writesPerLook {
      nextRead = nextRead + 1 < sockets.count ? nextRead + 1 : 0
      try receive(from: nextRead)
    }
  }

  private func receiveRest(of sent: Sent, countedBefore: UInt64) throws {
    let end = Stopwatch.wallNanoseconds() + Double(Self.patienceSeconds) * 1e9
    while Int(server.page[.messages] - countedBefore) < sent.messages
      || answered < sent.messages * mode.answerBytes
    {
      if mode.answerBytes > 0 { try receiveFromSome() }
      // What is missing after that is told as a difference.
      guard Stopwatch.wallNanoseconds() < end else { return }
    }
  }

  private var lost: MeasuredServer.Fault { .init(description: "the server has closed a connection") }
}

extension FrameLoad {
  private static let request = Array(
    ("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").utf8)
  /// What that key is answered with (RFC 6455 section 1.3).
  private static let acceptance = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

  /// Opens some more WebSockets, all at once.
  private func open(_ count: Int) throws {
    let fresh = sockets.count..<sockets.count + count
    for _ in fresh {
      guard let socket = LoopbackSocket(port: server.port, seconds: Self.patienceSeconds) else {
        throw MeasuredServer.Fault(description: "the server cannot be reached")
      }
      sockets.append(socket)
    }
    for place in fresh { try send(Self.request, to: place) }
    for place in fresh {
      var answer: [UInt8] = []
      while !answer.ends(with: "\r\n\r\n".utf8) {
        guard let count = sockets[place].receive(into: &buffer, waiting: true), count > 0 else { throw lost }
        answer += buffer[..<count]
      }
      let text = String(decoding: answer, as: UTF8.self)
      guard text.hasPrefix("HTTP/1.1 101"), text.contains(Self.acceptance) else {
        throw MeasuredServer.Fault(description: "the server refuses a WebSocket: \(text)")
      }
    }
  }
}

extension [UInt8] {
  fileprivate func ends(with tail: some Collection<UInt8>) -> Bool { suffix(tail.count).elementsEqual(tail) }
}
