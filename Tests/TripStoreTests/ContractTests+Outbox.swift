// The store contract: messages to the outside.

import Bedrock
import Testing

@testable import TripStore

extension ContractTests {
  /// A store with the tenant red and the endpoint `Sample.hook`.
  private func withEndpoint(_ kind: StoreUnderTest, _ body: (any Store) throws -> Void) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      try Sample.put(to: store)
      try body(store)
    }
  }

  /// Commits the next transition of a booking with messages of those numbers.
  /// - Returns: how many were queued.
  @discardableResult
  private func queue(
    _ messages: [Int], _ booking: String, after version: Int64, _ store: any Store
  ) throws -> Int {
    var transition = Sample.transition(booking, after: version)
    transition.outbox = messages.map(Sample.message)
    return try store.commit(transition, of: Sample.red).queuedCount
  }

  /// The numbers of the messages that are taken at a time, in hundreds of seconds, for a hundred seconds.
  private func take(
    _ time: Int64, _ store: any Store, for endpoint: ClientID = Sample.hook, limit: Int = 10
  ) throws -> [Int] {
    let now = Instant(seconds: time * 100)
    let records = try store.takeOutbox(
      for: endpoint, of: Sample.red, limit: limit, now: now, until: now.advanced(byMilliseconds: 100_000))
    return records.map { Int($0.message.document[0]) }
  }

  private func deliver(
    _ number: Int, _ attempt: Int, _ store: any Store, to endpoint: ClientID = Sample.hook
  ) throws -> Bool {
    try store.markDelivered(
      Sample.id(number), to: endpoint, attempt: attempt, of: Sample.red, at: Instant(seconds: 100))
  }

  private func fail(
    _ number: Int, _ attempt: Int, again: Instant?, _ store: any Store, to endpoint: ClientID = Sample.hook
  ) throws -> Bool {
    try store.markFailed(
      Sample.id(number), to: endpoint, attempt: attempt, of: Sample.red, at: Instant(seconds: 100),
      nextAttemptAt: again, reason: "gone")
  }

  private func dead(_ store: any Store, after: Int64 = 0) throws -> [DeadLetterRecord] {
    try store.deadLetters(of: Sample.hook, tenant: Sample.red, after: after, limit: 10)
  }

  @Test(arguments: kinds)
  func messagesOfABookingAreTakenOneAfterTheOther(_ kind: StoreUnderTest) throws {
    try withEndpoint(kind) { store throws in
      try queue([3, 1], "a", after: 0, store)
      try queue([2], "b", after: 0, store)
      try queue([4], "a", after: 1, store)
      #expect(try take(1, store) == [3, 2])
      #expect(try store.outboxDueAt(for: Sample.hook, of: Sample.red) == Instant(seconds: 200))
      #expect(try take(1, store) == [])
      #expect(try deliver(3, 1, store))
      #expect(try !deliver(3, 1, store))
      #expect(try !deliver(4, 1, store))
      // Message 2 was not settled, so it comes again; 1 has followed 3; 4 waits for 1.
      #expect(try take(2, store) == [1, 2])
      #expect(try !deliver(2, 1, store))
      #expect(try deliver(2, 2, store))
      #expect(try fail(1, 1, again: Instant(seconds: 450), store))
      #expect(try store.outboxDueAt(for: Sample.hook, of: Sample.red) == Instant(seconds: 450))
      #expect(try take(4, store) == [])
      #expect(try take(5, store) == [1])
    }
  }

  @Test(arguments: kinds)
  func everyEndpointHasAQueueOfItsOwn(_ kind: StoreUnderTest) throws {
    try withEndpoint(kind) { store throws in
      let (other, off) = (ClientID(trusted: "other"), ClientID(trusted: "off"))
      try Sample.put(Sample.endpoint(other, kinds: ["booking.placed", "booking.changed"]), to: store)
      try Sample.put(Sample.endpoint(ClientID(trusted: "picky"), kinds: ["booking.placed"]), to: store)
      try Sample.put(Sample.endpoint(off, isActive: false), to: store)
      #expect(try queue([1, 2], "a", after: 0, store) == 4)
      #expect(try take(1, store) == [1])
      #expect(try take(1, store, for: other) == [1])
      #expect(try take(1, store, for: off) == [] && take(1, store, for: ClientID(trusted: "no")) == [])
      // What one endpoint has got, the other one has not.
      #expect(try deliver(1, 1, store, to: other))
      #expect(try !deliver(1, 1, store, to: off))
      #expect(try take(1, store, for: other) == [2])
      #expect(try take(1, store) == [])
      #expect(try fail(1, 1, again: nil, store))
      #expect(try take(1, store) == [2])
      #expect(try store.deadLetters(of: other, tenant: Sample.red, after: 0, limit: 10) == [])
      #expect(fault { try queue([2], "b", after: 0, store) } == .exists)
      #expect(try store.outboxDueAt(for: off, of: Sample.red) == nil)
    }
  }

  @Test(arguments: kinds)
  func withoutAnEndpointNothingIsQueued(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      #expect(try queue([1], "a", after: 0, store) == 0)
      try Sample.put(to: store)
      #expect(try take(1, store) == [])
      #expect(try queue([1], "a", after: 1, store) == 1)
      #expect(try take(1, store) == [1])
    }
  }

  @Test(arguments: kinds)
  func deadLettersLetOthersPassAndMayBeSentAgain(_ kind: StoreUnderTest) throws {
    try withEndpoint(kind) { store throws in
      try queue([1, 2, 3], "a", after: 0, store)
      let now = Instant(seconds: 100)
      #expect(try take(1, store) == [1])
      #expect(try fail(1, 1, again: nil, store))
      let letters = try dead(store)
      #expect(letters.map(\.record.message) == [Sample.message(1)])
      #expect(letters.map(\.reason) == ["gone"] && letters.map(\.failedAt) == [now])
      #expect(try dead(store, after: letters[0].record.sequence) == [])
      #expect(
        try store.outboxBacklog(for: Sample.hook, of: Sample.red)
          == OutboxBacklog(waiting: 2, dead: 1, oldestQueuedAt: Instant(milliseconds: 1000)))
      #expect(try take(2, store) == [2])
      #expect(try store.resend(Sample.id(1), to: Sample.hook, of: Sample.red, at: now))
      #expect(try !store.resend(Sample.id(1), to: Sample.hook, of: Sample.red, at: now))
      #expect(try dead(store) == [])
      // It waits behind 2 and 3 now.
      for number in [2, 3, 1] {
        let records = try store.takeOutbox(
          for: Sample.hook, of: Sample.red, limit: 10, now: Instant(seconds: 1000),
          until: Instant(seconds: 1001))
        #expect(records.map(\.message) == [Sample.message(number)])
        #expect(records.map(\.resent) == [number == 1 ? .init(at: now, attempts: 1) : nil])
        for record in records { #expect(try deliver(number, record.attempt, store)) }
      }
      #expect(try store.outboxBacklog(for: Sample.hook, of: Sample.red) == OutboxBacklog())
    }
  }

  @Test(arguments: kinds)
  func allDeadLettersAreSentAgainInTheirOrder(_ kind: StoreUnderTest) throws {
    try withEndpoint(kind) { store throws in
      let (red, hook) = (Sample.red, Sample.hook)
      try queue([1, 2, 3], "a", after: 0, store)
      try queue([4], "b", after: 0, store)
      try Sample.put(Sample.endpoint(isActive: false), to: store)
      #expect(try dead(store).map { $0.record.message.document[0] } == [1, 2, 3, 4])
      #expect(try dead(store).allSatisfy { $0.reason == EndpointRecord.deactivated })
      #expect(try store.resendAll(to: hook, of: red, limit: 9, at: Instant(seconds: 10)) == 0)
      #expect(try !store.resend(Sample.id(1), to: hook, of: red, at: Instant(seconds: 10)))
      try Sample.put(to: store)
      #expect(try store.resendAll(to: hook, of: red, limit: 3, at: Instant(seconds: 10)) == 3)
      #expect(try store.resendAll(to: hook, of: red, limit: 3, at: Instant(seconds: 10)) == 1)
      #expect(try store.resendAll(to: hook, of: red, limit: 3, at: Instant(seconds: 10)) == 0)
      #expect(try take(1, store) == [1, 4])
      #expect(try deliver(1, 1, store))
      #expect(try take(2, store) == [2, 4])
    }
  }
}
