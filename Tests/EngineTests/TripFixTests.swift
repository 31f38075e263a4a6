// Fixes of trips are acknowledged when they are durable, whatever the phone and the store do meanwhile.

import Bedrock
import Engine
import Testing
import TrackHub
import Trips

@Suite struct TripFixTests {
  /// A bench with `a` on the way, and its phone.
  static func travelling() throws -> BookingBench {
    var bench = try BookingBench()
    try bench.assignToFirst()
    try bench.move(.start)
    bench.serve()
    bench.bench.pass(1)
    return bench
  }

  /// The numbers that a phone was acknowledged since the last look.
  static func acks(_ bench: inout BookingBench, _ phone: SessionID) throws -> [Int] {
    let frames = try bench.bench.flushed(phone)
    bench.collect()
    return frames.filter { $0.text("type") == "ack" }.compactMap { $0.whole("seq") }
  }

  @Test func theyWaitForTheStore() throws {
    var bench = try Self.travelling()
    let phone = try bench.phone("a")
    bench.bench.send(2, north: 900, phone)
    #expect(try Self.acks(&bench, phone) == [])
    // The next batch gathers behind the one under way.
    bench.bench.pass(1)
    bench.bench.send(3, north: 890, phone)
    #expect(try Self.acks(&bench, phone) == [] && bench.store.waiting.count == 1)
    bench.carryOut(.undoneInDoubt)
    #expect(try Self.acks(&bench, phone) == [])
    bench.bench.pass(1)
    #expect(try Self.acks(&bench, phone) == [] && bench.store.waiting.count == 1)
    bench.carryOut()
    #expect(try Self.acks(&bench, phone) == [2])
    bench.carryOut()
    #expect(try Self.acks(&bench, phone) == [3])
    #expect(bench.store.points.map(\.sequence) == [2, 3])
    // Whoever does not travel does not wait.
    let other = try bench.phone("b")
    bench.bench.send(2, north: 2_000, other)
    #expect(try Self.acks(&bench, other) == [2])
  }

  @Test func aReconnectionDoesNotBringThemForward() throws {
    var bench = try Self.travelling()
    let phone = try bench.phone("a")
    bench.bench.send(2, north: 900, phone)
    #expect(try Self.acks(&bench, phone) == [])
    let next = try bench.bench.open("a")
    #expect(try bench.bench.flushed(next).first?.whole("lastSeq") == 1)
    bench.bench.now = bench.bench.now.advanced(byMilliseconds: -1_000)
    // The very same fix again.
    bench.bench.now = bench.bench.now.advanced(byMilliseconds: 1_000)
    bench.bench.send(2, north: 900, next)
    #expect(try Self.acks(&bench, next) == [])
    bench.carryOut()
    #expect(try Self.acks(&bench, next) == [2])
  }

  @Test func aConnectionThatBreaksInTheSameTurnDoesNotEither() throws {
    var bench = try Self.travelling()
    let phone = try bench.phone("a")
    bench.bench.send(2, north: 900, phone)
    // Gone before anything was flushed.
    bench.bench.engine.close(phone)
    bench.bench.engine.flush(into: &bench.bench.actions)
    bench.collect()
    let next = try bench.phone("a")
    bench.bench.send(2, north: 900, next)
    #expect(try Self.acks(&bench, next) == [])
    bench.carryOut()
    #expect(try Self.acks(&bench, next) == [2])
  }

  @Test func anotherPhoneInheritsNothing() throws {
    var bench = try Self.travelling()
    let phone = try bench.phone("a")
    bench.bench.send(40, north: 900, phone)
    #expect(try Self.acks(&bench, phone) == [])
    _ = bench.bench.engine.remove(
      technician: ClientID(trusted: "a"), now: bench.bench.now, into: &bench.bench.actions)
    bench.bench.put("new")
    let new = try bench.phone("new")
    bench.bench.send(1, north: 100, new)
    #expect(try Self.acks(&bench, new) == [1])
    bench.serve()
    bench.bench.engine.close(new)
    let again = try bench.bench.open("new")
    #expect(try bench.bench.flushed(again).first?.whole("lastSeq") == 1)
  }

  @Test func aBacklogSendsPhonesAway() throws {
    var bench = try Self.travelling()
    let phone = try bench.phone("a")
    bench.bench.send(2, north: 900, phone)
    bench.bench.engine.flush(into: &bench.bench.actions)
    bench.collect()
    var sequence: UInt64 = 2
    while bench.bench.engine.technician(of: phone) != nil, sequence < 100_100 {
      sequence += 1
      bench.bench.now = bench.bench.now.advanced(byMilliseconds: 100)
      bench.bench.send(sequence, north: 900 + Double(sequence % 7), phone)
    }
    // The last one counts as never arrived.
    #expect(sequence == 100_003)
    bench.bench.actions.removeAll()
    bench.bench.engine.flush(into: &bench.bench.actions)
    #expect(bench.bench.closes.map(\.1) == [CloseCode.draining.rawValue])
    bench.bench.actions.removeAll()
    let next = try bench.phone("a")
    // Batches have a bound; the acknowledgement is that of the last one.
    var sizes: [Int] = []
    while let order = bench.store.waiting.first {
      if case .points(let order) = order { sizes.append(order.points.count) }
      bench.store.points = []
      bench.carryOut()
    }
    #expect(sizes == [1] + Array(repeating: 10_000, count: 10))
    bench.bench.send(sequence, north: 900, next)
    bench.serve()
    bench.bench.engine.close(next)
    let last = try bench.bench.open("a")
    #expect(try bench.bench.flushed(last).first?.whole("lastSeq") == 100_003)
  }

  @Test func arrivalsTeachTravelTimes() throws {
    var bench = try BookingBench()
    try bench.assignToFirst()
    let speed = bench.bench.engine.travelTimes.speedMetersPerSecond(at: bench.bench.now)
    try bench.move(.start)
    bench.serve()
    bench.bench.pass(1_000)
    try bench.move(.arrive(.said))
    bench.serve()
    // 1000 metres in 1000 seconds: slower than thought.
    #expect(bench.bench.engine.travelTimes.speedMetersPerSecond(at: bench.bench.now) < speed)
  }
}
