// Two ends of TLS over sockets with next to no room, driven step by step, so that each of them meets a socket that is
// full or empty in whatever it does.

import Glibc
import Testing

@testable import Transport

@Suite struct TLSPairTests {
  /// A server's and a client's session on a pair of sockets.
  private final class Pair {
    let server: TLSSession
    let client: TLSSession
    private(set) var sockets: [Int32]

    init(
      _ identity: TestIdentity, _ version: ClosedRange<TLSVersion>, chain: [UInt8] = [], roomBytes: Int32
    ) throws {
      sockets = [-1, -1]
      try #require(
        socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0, &sockets) == 0)
      var room = roomBytes
      for socket in sockets {
        try #require(
          setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &room, socklen_t(MemoryLayout<Int32>.size)) == 0)
      }
      let context = try TLSServerContext(
        certificatePEM: identity.certificate + chain, keyPEM: identity.key, versions: version)
      server = TLSSession(socket: sockets[0], server: context)
      client = TLSSession(socket: sockets[1], client: try identity.client(version), name: "localhost")
    }

    deinit {
      server.free()
      client.free()
      for socket in sockets where socket >= 0 { close(socket) }
    }

    /// Ends one side without a word of TLS.
    func cut(_ index: Int) {
      close(sockets[index])
      sockets[index] = -1
    }

    /// Lets both shake hands until they are done.
    /// - Returns: how often a step of the server and of the client had to wait for room.
    func shakeHands() throws -> (server: Int, client: Int) {
      var waits = [0, 0]
      var isDone = [false, false]
      for _ in 0..<10_000 where isDone != [true, true] {
        for (index, side) in [server, client].enumerated() where !isDone[index] {
          switch side.shakeHands() {
          case .done: isDone[index] = true
          case .wantsRead: break
          case .wantsWrite: waits[index] += 1
          case .failed(let failure): throw failure
          }
        }
      }
      try #require(isDone == [true, true])
      return (waits[0], waits[1])
    }
  }

  /// One direction of a pair: what is still to be written, and what has come.
  private struct Stream {
    let writer: TLSSession
    let reader: TLSSession
    var written = 0
    var received: [UInt8] = []
    var blockedWrites = 0
    var blockedReads = 0

    init(from writer: TLSSession, to reader: TLSSession) {
      self.writer = writer
      self.reader = reader
    }

    mutating func write(_ bytes: [UInt8]) throws {
      guard written < bytes.count else {
        _ = writer.channel.drain()
        return
      }
      let outcome = bytes[written...].withUnsafeBytes { writer.write($0) }
      switch outcome {
      case .moved(let count): written += count
      case .blocked: blockedWrites += 1
      case .crossed, .ended, .broken: throw ClientError.badAnswer("\(outcome)")
      }
    }

    mutating func read() throws {
      var room = [UInt8](repeating: 0, count: 10_000)
      let outcome = room.withUnsafeMutableBytes { reader.read(into: $0) }
      switch outcome {
      case .moved(let count): received += room[..<count]
      case .blocked: blockedReads += 1
      case .crossed, .ended, .broken: throw ClientError.badAnswer("\(outcome)")
      }
    }
  }

  /// A hundred certificates are some 40 kB, for which the server's socket has no room, nor the client's for its answer.
  @Test(arguments: TLSHandshakeTests.versions)
  func shakesHandsWithoutRoom(_ version: ClosedRange<TLSVersion>) throws {
    let identity = try TestIdentity()
    let other = try TestIdentity()
    let chain = [[UInt8]](repeating: other.certificate, count: 100).flatMap { $0 }
    let pair = try Pair(identity, version, chain: chain, roomBytes: 1)
    #expect(try pair.shakeHands().server > 2)
    #expect(pair.server.version == version.lowerBound && pair.client.version == version.lowerBound)
  }

  /// Both sides send at once more than the sockets take, and in the middle of it each asks the other for new keys.
  @Test(arguments: TLSHandshakeTests.versions)
  func sendsBothWaysWithoutRoom(_ version: ClosedRange<TLSVersion>) throws {
    let pair = try Pair(TestIdentity(), version, roomBytes: 1)
    _ = try pair.shakeHands()
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 131 ^ $0 >> 9) }
    var up = Stream(from: pair.client, to: pair.server)
    var down = Stream(from: pair.server, to: pair.client)
    for turn in 0..<100_000 where up.received.count < bytes.count || down.received.count < bytes.count {
      if version == .tls13 ... .tls13, turn % 7 == 0, turn < 700 {
        _ = (turn % 2 == 0 ? pair.client : pair.server).requestKeyUpdate()
      }
      try up.write(bytes)
      try down.write(bytes)
      try up.read()
      try down.read()
    }
    #expect(up.received == bytes && down.received == bytes)
    for stream in [up, down] { #expect(stream.blockedWrites > 10 && stream.blockedReads > 0) }
  }

  /// Whoever asks for new keys and never reads the answers costs a bounded queue, and then its connection.
  @Test func giveUpOnWhoOnlyAsksForKeys() throws {
    let pair = try Pair(TestIdentity(), .tls13 ... .tls13, roomBytes: 1)
    _ = try pair.shakeHands()
    var up = Stream(from: pair.client, to: pair.server)
    var asked = 0
    #expect(throws: ClientError.badAnswer("\(Wire.Outcome.broken)")) {
      for _ in 0..<20_000 {
        _ = pair.client.requestKeyUpdate()
        try up.write([UInt8](repeating: 1, count: up.written + 1))
        asked += 1
        try up.read()
      }
    }
    // An answer has some 27 bytes, and 64 KiB of them may wait.
    #expect((2_000...4_000).contains(asked), "\(asked)")
  }

  @Test(arguments: TLSHandshakeTests.versions)
  func endsBothWays(_ version: ClosedRange<TLSVersion>) throws {
    let pair = try Pair(TestIdentity(), version, roomBytes: 1)
    _ = try pair.shakeHands()
    // Each direction ends for itself: the server still writes when the client has ended.
    #expect(pair.client.endWriting())
    #expect(outcome(pair.server) == .ended)
    var down = Stream(from: pair.server, to: pair.client)
    try down.write(Array("last words".utf8))
    try down.read()
    #expect(down.received == Array("last words".utf8))
    #expect(pair.server.endWriting())
    #expect(outcome(pair.client) == .ended)
  }

  @Test(arguments: TLSHandshakeTests.versions)
  func tellsACutFromAnEnd(_ version: ClosedRange<TLSVersion>) throws {
    let pair = try Pair(TestIdentity(), version, roomBytes: 1)
    _ = try pair.shakeHands()
    var up = Stream(from: pair.client, to: pair.server)
    try up.write(Array("half".utf8))
    pair.cut(1)
    try up.read()
    #expect(up.received == Array("half".utf8))
    #expect(outcome(pair.server) == .broken)
  }

  private enum End { case ended, broken, other }

  /// What a read says that finds nothing more.
  private func outcome(_ session: TLSSession) -> End {
    var room = [UInt8](repeating: 0, count: 100)
    return switch room.withUnsafeMutableBytes({ session.read(into: $0) }) {
    case .ended: .ended
    case .broken: .broken
    default: .other
    }
  }
}
