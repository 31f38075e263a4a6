// Group commit: who shares a flush, who is told what, and when.

import Bedrock
import Dispatch
import Glibc
import Synchronization
import TestDatabase
import TestPrograms
import Testing

@testable import TripStore

@Suite("Group commit")
struct StoreGroupTests {
  /// What was seen, in order.
  private final class Log: Sendable {
    private let content = Mutex<[String]>([])
    func add(_ line: String) { content.withLock { $0.append(line) } }
    var lines: [String] { content.withLock { $0 } }
  }

  /// Holds a worker until everything of a test is queued, so that the groups do not depend on timing.
  private func queue(on worker: StoreWorker, _ body: () -> Void) {
    let (started, gate) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let accepted = worker.post { _ in
      started.signal()
      gate.waitPatiently()
    }
    #expect(accepted)
    #expect(started.waitPatiently(), "the worker has not begun")
    body()
    gate.signal()
    worker.stop()
  }

  /// A worker whose groups are bounded by count only.
  private func patientWorker(_ store: sending any Store) -> StoreWorker {
    StoreWorker(store, capacity: 4096, name: "patient", groupWork: .seconds(600))
  }

  private func put(
    _ id: String, on worker: StoreWorker, _ log: Log, failing: StoreError? = nil
  ) {
    let accepted = worker.post(for: Sample.red) { store throws(StoreError) in
      log.add("work \(id)")
      _ = try store.putTechnician(Sample.draft(id), of: Sample.red, expectedVersion: nil)
      if let failing { throw failing }
    } then: { outcome in
      switch outcome {
      case .success: log.add("told \(id)")
      case .failure(let error): log.add("told \(id): \(error)")
      }
    }
    #expect(accepted)
  }

  @Test(arguments: StoreUnderTest.real)
  func neighboursShareATransactionAndAreToldAfterIt(_ kind: StoreUnderTest) throws {
    try kind.withPlace { place throws in
      try place.open().addTenant(Sample.tenant(Sample.red))
      let worker = patientWorker(try place.open())
      let log = Log()
      queue(on: worker) {
        put("a", on: worker, log)
        put("b", on: worker, log, failing: .conflict(found: 7))
        put("c", on: worker, log)
        #expect(worker.post { _ in log.add("alone") })
        put("d", on: worker, log)
      }
      #expect(
        log.lines == [
          "work a", "work b", "work c", "told a", "told b: changed meanwhile: version 7 is there", "told c",
          "alone", "work d", "told d",
        ])
      #expect(try technicians(of: Sample.red, in: place.open()).map(\.id.text) == ["a", "c", "d"])
    }
  }

  @Test func aGroupIsBounded() {
    let worker = patientWorker(ModelStore())
    let log = Log()
    queue(on: worker) {
      for _ in 0..<(StoreWorker.groupMax + 1) {
        _ = worker.post(
          for: nil, { (_) throws(StoreError) in log.add("work") }, then: { _ in log.add("told") })
      }
    }
    let group = Array(repeating: "work", count: StoreWorker.groupMax)
    #expect(log.lines == group + group.map { _ in "told" } + ["work", "told"])
  }

  @Test func aGroupThatHasWorkedLongTakesNoMore() {
    let worker = StoreWorker(ModelStore())
    let log = Log()
    queue(on: worker) {
      for id in 0..<3 {
        _ = worker.post(for: nil) { (_) throws(StoreError) in
          log.add("work \(id)")
          let clock = ContinuousClock()
          let end = clock.now + StoreWorker.groupWork * 1.2
          while clock.now < end {}
        } then: { _ in
          log.add("told \(id)")
        }
      }
    }
    #expect(log.lines == ["work 0", "told 0", "work 1", "told 1", "work 2", "told 2"])
  }

  @Test(arguments: StoreUnderTest.real)
  func whenTheTransactionIsLostAllAreToldSo(_ kind: StoreUnderTest) throws {
    try kind.withPlace { place throws in
      try place.open().addTenant(Sample.tenant(Sample.red))
      let worker = patientWorker(try place.open())
      let log = Log()
      queue(on: worker) {
        put("a", on: worker, log)
        // As SQLite does by itself when input or output fails, and as it is when a server goes away.
        _ = worker.post(for: Sample.red) { store throws(StoreError) in
          try (store as? SQLiteStore)?.connection.script("ROLLBACK; SELECT nothing FROM nowhere")
          try (store as? PostgresStore)?.app.script("SELECT pg_terminate_backend(pg_backend_pid())")
        } then: { outcome in
          log.add("told: \(outcome.isFailure)")
        }
        put("b", on: worker, log)
      }
      #expect(log.lines.filter { $0.hasPrefix("work") } == ["work a"])
      #expect(log.lines.count == 4 && log.lines[1].hasPrefix("told a: ") && log.lines[2] == "told: true")
      #expect(log.lines[3].hasPrefix("told b: "))
      #expect(try technicians(of: Sample.red, in: place.open()) == [])
    }
  }

  /// Two processes whose work comes in two orders do not wait for each other.
  @Test(.enabled(if: TestDatabase.isAvailable, "no Postgres is installed"))
  func tenantsAreLockedInOneOrder() throws {
    try StoreUnderTest.postgres.withPlace { place throws in
      for tenant in [Sample.blue, Sample.red] { try place.open().addTenant(Sample.tenant(tenant)) }
      let workers = [patientWorker(try place.open()), patientWorker(try place.open())]
      let begun = Mutex([false, false])
      let told = Mutex<[Bool]>([])
      let gate = DispatchSemaphore(value: 0)
      for (number, tenants) in [[Sample.red, Sample.blue], [Sample.blue, Sample.red]].enumerated() {
        #expect(workers[number].post { _ in gate.waitPatiently() })
        for (place, tenant) in tenants.enumerated() {
          let accepted = workers[number].post(for: tenant) { store throws(StoreError) in
            _ = try store.putTechnician(Sample.draft("t-\(number)"), of: tenant, expectedVersion: nil)
            guard place == 0 else { return }
            // Goes on when the other one holds its first tenant, too.
            begun.withLock { $0[number] = true }
            _ = Poll.until { !begun.withLock { $0 }.contains(false) }
          } then: { outcome in
            told.withLock { $0.append(!outcome.isFailure) }
          }
          #expect(accepted)
        }
      }
      for _ in workers { gate.signal() }
      for worker in workers { worker.stop() }
      #expect(told.withLock { $0 } == [true, true, true, true])
    }
  }

  @Test func whenTheTransactionCannotBeginAllAreToldSo() throws {
    try withTemporaryDirectory { directory in
      var options = SQLiteStore.Options()
      options.busyTimeoutMilliseconds = 20
      let other = try SQLiteStore(directory: directory)
      try other.addTenant(Sample.tenant(Sample.red))
      let worker = StoreWorker(try SQLiteStore(directory: directory, options: options))
      let log = Log()
      try other.transaction { () throws(StoreError) in
        queue(on: worker) { for id in ["a", "b"] { put(id, on: worker, log) } }
      }
      #expect(log.lines.count == 2)
      #expect(log.lines.allSatisfy { $0.hasPrefix("told") && $0.contains("not available") })
      #expect(worker.pendingCount == 0)
    }
  }
}

extension Result {
  fileprivate var isFailure: Bool { if case .failure = self { true } else { false } }
}
