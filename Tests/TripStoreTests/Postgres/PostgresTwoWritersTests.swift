// Two processes on one endpoint: one queues a message while the other stops the endpoint. Whoever comes second waits, and sees
// what the first has done.

import Dispatch
import Foundation
import TestDatabase
import TestPrograms
import Testing

@testable import TripStore

@Suite("Two writers on one endpoint", .enabled(if: TestDatabase.isAvailable, "\(TestDatabase.missing)"))
struct PostgresTwoWritersTests {
  /// Works on a thread of its own, with whatever it opens there.
  private final class Second: Sendable {
    private let outcome = Guarded<Result<Int, StoreError>?>(nil)
    private let done = DispatchSemaphore(value: 0)

    init(_ work: @escaping @Sendable () throws(StoreError) -> Int) {
      Thread.detachNewThread { [self] in
        let result: Result<Int, StoreError>
        do throws(StoreError) {
          result = .success(try work())
        } catch {
          result = .failure(error)
        }
        outcome.withLock { $0 = result }
        done.signal()
      }
    }

    func result() throws -> Result<Int, StoreError> {
      try #require(done.waitPatiently(), "the second writer never ends")
      return try #require(outcome.withLock { $0 })
    }
  }

  /// Waits until somebody waits for a lock in this database.
  private static func awaitBlocked(_ database: String) {
    let waiting =
      "SELECT count(*) FROM pg_stat_activity WHERE datname = '\(database)' AND wait_event_type = 'Lock'"
    let isBlocked = Poll.until(seconds: Poll.patienceSeconds) {
      (try? PostgresProbe.rows(waiting, in: database).first).map { $0 != "0" } ?? false
    }
    #expect(isBlocked, "nobody waits for a lock")
  }

  private static func stop(_ store: PostgresStore) throws(StoreError) {
    _ = try store.putEndpoint(
      Sample.endpoint(isActive: false), secret: Sample.secret, of: Sample.red, expectedVersion: nil,
      note: Sample.note(9))
  }

  private static func queue(_ store: PostgresStore) throws(StoreError) -> Int {
    var transition = Sample.transition("b")
    transition.outbox = [Sample.message(1)]
    return try store.commit(transition, of: Sample.red).queuedCount
  }

  @Test("the store's calls take turns by the tenant's lock", arguments: [true, false])
  func calls(queuesFirst: Bool) throws {
    try withPostgres { urls throws in
      let store = try PostgresStore(urls)
      try store.addTenant(Sample.tenant(Sample.red))
      try Sample.put(to: store)
      let second = try store.transaction { () throws(StoreError) in
        if queuesFirst { _ = try Self.queue(store) } else { try Self.stop(store) }
        // Waits until all of it has been carried out.
        _ = try store.endpoint(Sample.hook, of: Sample.red)
        let second = Second { () throws(StoreError) in
          let other = try PostgresStore(
            PostgresURL(urls.app), systemURL: PostgresURL(urls.system), options: .init())
          guard queuesFirst else { return try Self.queue(other) }
          try Self.stop(other)
          return 0
        }
        Self.awaitBlocked(urls.database)
        return second
      }
      #expect(try second.result() == .success(0), "nothing is queued for an endpoint that has stopped")
      let backlog = try store.outboxBacklog(for: Sample.hook, of: Sample.red)
      #expect(backlog.waiting == 0 && backlog.dead == (queuesFirst ? 1 : 0))
      #expect(try store.endpoint(Sample.hook, of: Sample.red)?.endpoint.isActive == false)
    }
  }

  private static let queueing = PostgresRuleTests.message(endpoint: "e2")
  private static let stopping = "UPDATE endpoints SET is_active = false WHERE tenant = 'red' AND id = 'e2'"

  @Test("the rules of the tables hold for whoever takes no lock", arguments: [true, false])
  func rules(queuesFirst: Bool) throws {
    try TestDatabase.withDatabase(.filled) { (urls) throws in
      try TestDatabase.sharedCluster().psql(PostgresRuleTests.endpoint(), in: urls.database)
      let (one, other) = queuesFirst ? (Self.queueing, Self.stopping) : (Self.stopping, Self.queueing)
      let connection = try PostgresConnection(PostgresURL(urls.owner))
      let second = try connection.transaction { () throws(StoreError) in
        try connection.script(one)
        let second = Second { () throws(StoreError) in
          let connection = try PostgresConnection(PostgresURL(urls.owner))
          try connection.transaction { () throws(StoreError) in try connection.script(other) }
          return 0
        }
        Self.awaitBlocked(urls.database)
        return second
      }
      guard case .failure(let fault) = try second.result() else {
        Issue.record("both have happened")
        return
      }
      #expect("\(fault)".contains("Postgres 23000"), "\(fault)")
    }
  }
}
