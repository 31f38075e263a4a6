// The parts without sockets: mailbox, timers, wheel, gzip, signals.

import Bedrock
import Glibc
import Testing

@testable import Transport

@Suite struct PartsTests {
  @Test func aMailboxKeepsOrderAndItsBound() throws {
    let mailbox = try Mailbox<Int>(capacity: 3)
    #expect([1, 2, 3, 4].map { mailbox.post($0) } == [true, true, true, false])
    var taken: [Int] = []
    mailbox.take(into: &taken)
    #expect(taken == [1, 2, 3] && mailbox.post(5))
    mailbox.close()
    #expect(!mailbox.post(6))
    mailbox.take(into: &taken)
    #expect(taken.isEmpty)
  }

  @Test func mailFromManyThreadsArrivesOnce() throws {
    let received = Lock<[Int]>([])
    let all = Received(received)
    let server = try TestServer()
    let threads = (0..<4).map { sender in
      LoopThread(name: "sender", processor: nil) {
        for number in 0..<2000 {
          let mail = TestHandler.Mail.run { _ in all.numbers.withLock { $0.append(sender * 10_000 + number) }
          }
          while !server.group.post(mail, to: 0) { pause(milliseconds: 1) }
        }
      }
    }
    for thread in threads { thread.start() }
    for thread in threads { thread.join() }
    #expect(eventually { all.numbers.withLock { $0.count } == 8000 })
    let numbers = all.numbers.withLock { $0 }
    for sender in 0..<4 {
      #expect(numbers.filter { $0 / 10_000 == sender }.map { $0 % 10_000 } == Array(0..<2000))
    }
  }

  final class Received: Sendable {
    let numbers: Lock<[Int]>
    init(_ numbers: consuming sending Lock<[Int]>) { self.numbers = numbers }
  }

  @Test func theHeapAgreesWithSorting() {
    var random = Seed.random(4)
    var heap = TimerHeap()
    var model: [(time: Int64, token: UInt64)] = []
    for token in 0..<UInt64(3000) {
      let time = Int64(random.below(200))
      heap.insert(token: token, at: time)
      model.append((time, token))
      guard random.chance(0.4) else { continue }
      let now = Int64(random.below(200))
      model.sort { ($0.time, $0.token) < ($1.time, $1.token) }
      let expected = model.first.flatMap { $0.time <= now ? $0.token : nil }
      #expect(heap.pop(now: now) == expected, "seed \(Seed.value)")
      if expected != nil { model.removeFirst() }
    }
    #expect(heap.nextTime == model.map(\.time).min())
  }

  /// Every entry comes once, never before its time, and within a tick of it (or on the horizon).
  @Test func theWheelForgetsNothing() {
    var random = Seed.random(5)
    var now: Int64 = 1_000_000
    var wheel = DeadlineWheel(now: now)
    var waiting: [UInt32: Int64] = [:]
    var next: UInt32 = 0
    for _ in 0..<5000 {
      for _ in 0..<random.below(4) {
        let asked = now + Int64(random.below(200_000)) - 100
        let time = wheel.insert(ConnectionID(slot: next, generation: 1), at: asked)
        #expect(time <= max(asked, now + 2 * DeadlineWheel.tickMilliseconds))
        waiting[next] = time
        next += 1
      }
      let wait = wheel.millisecondsUntilNext(now: now)
      #expect((wait == nil) == waiting.isEmpty)
      now += random.chance(0.5) ? wait ?? 10 : Int64(random.below(5000))
      var due: [DeadlineWheel.Entry] = []
      wheel.collect(now: now, into: &due)
      for entry in due {
        #expect(
          waiting.removeValue(forKey: entry.id.slot) == entry.time && entry.time <= now, "seed \(Seed.value)")
      }
      #expect(waiting.values.allSatisfy { $0 > now - DeadlineWheel.tickMilliseconds }, "seed \(Seed.value)")
    }
  }

  @Test func gzipComesBack() throws {
    var random = Seed.random(6)
    for size in [0, 1, 1000, 65_536, 300_000] {
      let bytes = (0..<size).map { _ in UInt8(random.below(4)) }
      let packed = Gzip.compress(bytes)
      #expect(try Gzip.decompress(packed, bytesMax: size) == bytes)
      #expect(try Gzip.decompress(packed + packed, bytesMax: 2 * size) == bytes + bytes, "two members")
      if size > 0 {
        #expect(throws: GzipError.tooLarge) { try Gzip.decompress(packed, bytesMax: size - 1) }
        #expect(throws: GzipError.damaged) { try Gzip.decompress(packed.dropLast(9) + [], bytesMax: size) }
      }
    }
    #expect(throws: GzipError.damaged) { try Gzip.decompress(Array("plain text".utf8), bytesMax: 100) }
  }

  @Test(arguments: [true, false]) func readsLines(packed: Bool) throws {
    var random = Seed.random(7)
    let lines = (0..<3000).map { _ in
      (0..<random.below(random.chance(0.01) ? 100_000 : 80)).map { _ in UInt8(97 + random.below(26)) }
    }
    var bytes: [UInt8] = []
    for line in lines { bytes += line + (random.chance(0.2) ? [13, 10] : [10]) }
    let path = "/tmp/geod-lines-\(SystemClock.monotonicMilliseconds())-\(packed)"
    let file = try #require(fopen(path, "w"))
    let content = packed ? Gzip.compress(bytes) : bytes
    #expect(fwrite(content, 1, content.count, file) == content.count)
    fclose(file)
    defer { unlink(path) }
    var reader = try GzipLineReader(path: path)
    for line in lines { #expect(try reader.nextLine() == line) }
    for _ in 0..<2 { #expect(try reader.nextLine() == nil) }
    var short = try GzipLineReader(path: path, lineBytesMax: 10)
    #expect(throws: GzipError.lineTooLong) { while try short.nextLine() != nil {} }
  }

  @Test func readsALastLineWithoutEnd() throws {
    var reader = try GzipLineReader(bytes: Gzip.compress(Array("a\n\nlast".utf8)))
    let found = try [reader.nextLine(), reader.nextLine(), reader.nextLine(), reader.nextLine()]
    #expect(found == [[97], [], Array("last".utf8), nil])
    #expect(throws: GzipError.system(SystemError(operation: "open /no/such", number: 2))) {
      _ = try GzipLineReader(path: "/no/such")
    }
  }

  @Test func signalsAreValues() async {
    await #expect(processExitsWith: .success) {
      let signals = try Signals()
      precondition(signals.wait(timeoutMilliseconds: 10) == nil, "nothing yet")
      raise(SIGHUP)
      precondition(signals.wait(timeoutMilliseconds: 1000) == .reload, "reload")
      raise(SIGTERM)
      precondition(signals.wait(timeoutMilliseconds: 60_000) == .terminate, "terminate")
      raise(SIGPIPE)
    }
  }
}
