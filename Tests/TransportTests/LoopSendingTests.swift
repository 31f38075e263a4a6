// Bytes out: one write per connection and turn, frames that many queues share, and readers that do not read.

import Bedrock
import Foundation
import Testing

@testable import Transport

@Suite struct LoopSendingTests {
  /// A server whose first message of a client is answered to everybody by `answer`.
  private final class Crowd: Sendable {
    private let ids = Lock<[ConnectionID]>([])

    func server(
      limits: TransportLimits = TransportLimits(),
      _ answer: @escaping @Sendable ([ConnectionID], inout LoopControl) -> Void
    ) throws -> TestServer {
      var behaviour = Behaviour()
      behaviour.opened = { [self] id, _ in ids.withLock { $0.append(id) } }
      behaviour.message = { [self] _, _, _, loop in answer(ids.withLock { $0 }, &loop) }
      return try TestServer(limits: limits, behaviour)
    }

    func clients(_ count: Int, of server: TestServer) throws -> [WebSocketClient] {
      let clients = try (0..<count).map { _ in try server.webSocket() }
      #expect(eventually { ids.withLock { $0.count } == count })
      return clients
    }
  }

  private static let pattern = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }

  /// Some bytes, others for each seed. Out of one pattern, because loops of tests wait while they are made.
  private static func bytes(_ count: Int, _ seed: Int) -> [UInt8] { Array(pattern[seed..<(seed + count)]) }

  @Test func aTurnsMessagesLeaveWithOneWrite() throws {
    let crowd = Crowd()
    let server = try crowd.server { ids, loop in
      for number in 0..<50 {
        for id in ids { loop.send(text: "message \(number)", to: id) }
      }
    }
    let clients = try crowd.clients(10, of: server)
    // Each was answered its handshake.
    #expect(eventually { server.counters.flushes == 10 })
    try clients[3].send(text: "go")
    for client in clients {
      for number in 0..<50 { #expect(try client.receive() == .text("message \(number)")) }
    }
    #expect(eventually { server.counters.flushes >= 20 })
    #expect(server.counters.flushes == 20 && server.counters.messagesOut == 500)
  }

  /// Short frames are copied, long ones shared; both stay in order, in one write, also beside messages of one's own.
  @Test func sharedFramesStayInOrder() throws {
    let crowd = Crowd()
    let sizes = [10, 5_000, 0, 4_096, 70_000, 30, 4_095, 9_000, 1]
    let server = try crowd.server { ids, loop in
      for (number, size) in sizes.enumerated() {
        let frame = WebSocketFrame.encode(Self.bytes(size, number).span, isText: false)
        for id in ids { loop.send(frame: frame, to: id) }
        if number % 2 == 0 { for id in ids { loop.send(text: "between \(number)", to: id) } }
      }
    }
    let clients = try crowd.clients(5, of: server)
    let before = server.counters
    try clients[0].send(text: "go")
    for client in clients {
      for (number, size) in sizes.enumerated() {
        #expect(try client.receive() == .binary(Self.bytes(size, number)))
        if number % 2 == 0 { #expect(try client.receive() == .text("between \(number)")) }
      }
    }
    #expect(eventually { server.counters.queuedBytes == 0 })
    #expect(server.counters.bytesOut - before.bytesOut > UInt64(5 * sizes.reduce(0, +)))
  }

  /// A socket takes what it takes: the rest of shared and own bytes follows as the reader reads.
  @Test func sharedFramesSurviveASlowReader() throws {
    var limits = TransportLimits()
    limits.outboundHardBytes = 64 << 20
    let crowd = Crowd()
    let server = try crowd.server(limits: limits) { ids, loop in
      for number in 0..<200 {
        let frame = WebSocketFrame.encode(Self.bytes(100_000 + number, number).span, isText: false)
        for id in ids {
          loop.send(frame: frame, to: id)
          loop.send(binary: Self.bytes(number, number).span, to: id)
        }
      }
    }
    let clients = try crowd.clients(2, of: server)
    try clients[0].send(text: "go")
    #expect(eventually { server.counters.messagesOut == 800 })
    for client in clients {
      for number in 0..<200 {
        #expect(try client.receive() == .binary(Self.bytes(100_000 + number, number)))
        #expect(try client.receive() == .binary(Self.bytes(number, number)))
      }
    }
    #expect(eventually { server.counters.queuedBytes == 0 })
  }

  /// What waits travels along, wherever a write has stopped.
  @Test func aQueueTellsItsContentsInOrder() {
    var random = Seed.random(30)
    var pool = BlockPool()
    for _ in 0..<200 {
      var queue = Outbox()
      var expected: [UInt8] = []
      for number in 0..<random.below(12) {
        let bytes = Self.bytes(random.chance(0.5) ? random.below(300) : 4_000 + random.below(3_000), number)
        if random.chance(0.7) {
          queue.append(shared: bytes, pool: &pool)
        } else {
          queue.append(bytes.span, pool: &pool)
        }
        expected += bytes
      }
      #expect(queue.contents() == expected && queue.count == expected.count, "seed \(Seed.value)")
      #expect(queue.isEmpty == expected.isEmpty)
      queue.release(to: &pool)
      #expect(queue.isEmpty && queue.count == 0)
    }
  }

  @Test func aFrameForManyIsKeptOnce() throws {
    func residentBytes() throws -> Int {
      let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")[1]
      return (Int(pages) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
    var pool = BlockPool()
    let frame = WebSocketFrame.encode(Self.bytes(256 << 10, 1).span, isText: false)
    let before = try residentBytes()
    var queues = [Outbox](repeating: Outbox(), count: 1_000)
    for index in queues.indices { queues[index].append(shared: frame.encoded, pool: &pool) }
    // A copy for each of them would be 256 MiB.
    #expect(try residentBytes() - before < 64 << 20)
    #expect(queues.allSatisfy { $0.count == frame.encoded.count })
    for index in queues.indices { queues[index].release(to: &pool) }
  }

  /// Whoever pings and does not read is not answered for ever.
  @Test func pongsDoNotPileUp() throws {
    var limits = TransportLimits()
    limits.outboundHighBytes = 8 * 1024
    let server = try TestServer(limits: limits)
    let client = try server.webSocket()
    let pings = (0..<500).flatMap { _ in WebSocketDecoderTests.frame(0x89, [UInt8](repeating: 9, count: 125))
    }
    var most = 0
    for _ in 0..<200 {
      try client.send(raw: pings)
      most = max(most, server.counters.queuedBytes)
    }
    #expect(most <= limits.outboundHighBytes + 127)
    #expect(server.counters.webSockets == 1 && server.counters.slowReadersClosed == 0)
  }

  @Test func aKeptFrameIsEncodedAnew() {
    var frame = WebSocketFrame()
    #expect(frame.encoded == [0x82, 0])
    for size in [5, 70_000, 0, 200] {
      let bytes = Self.bytes(size, size)
      frame.encode(bytes.span, isText: size > 100)
      let fresh = WebSocketFrame.encode(bytes.span, isText: size > 100)
      #expect(frame.encoded == fresh.encoded && frame.isText == fresh.isText)
      #expect(frame.payloadStart == fresh.payloadStart)
    }
  }
}
