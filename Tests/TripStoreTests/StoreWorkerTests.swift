// The thread in front of a store.

import Bedrock
import Dispatch
import Foundation
import Synchronization
import TestPrograms
import Testing

@testable import TripStore

@Suite("The store's worker")
struct StoreWorkerTests {
  /// A place where jobs leave what they saw.
  private final class Box<Value: Sendable>: Sendable {
    let content: Mutex<Value>
    init(_ value: Value) { content = Mutex(value) }
    var value: Value { content.withLock { $0 } }
  }

  @Test func workIsDoneInOrderOnOneOtherThread() {
    let worker = StoreWorker(ModelStore())
    let seen = Box<[Int]>([])
    let threads = Box<Set<UInt>>([])
    for index in 0..<500 {
      let accepted = worker.post { _ in
        seen.content.withLock { $0.append(index) }
        threads.content.withLock { _ = $0.insert(UInt(pthread_self())) }
      }
      #expect(accepted)
    }
    worker.stop()
    #expect(seen.value == Array(0..<500))
    #expect(threads.value.count == 1 && !threads.value.contains(UInt(pthread_self())))
  }

  @Test(arguments: StoreUnderTest.real)
  func stoppingDoesWhatIsQueuedAndRefusesTheRest(_ kind: StoreUnderTest) throws {
    try kind.withPlace { place throws in
      let worker = StoreWorker(try place.open())
      for index in 0..<20 {
        let tenant = Sample.tenant(ClientID(trusted: "t\(index)"))
        let accepted = worker.post(
          for: tenant.id, { store throws(StoreError) in try store.addTenant(tenant) }, then: { _ in })
        #expect(accepted)
      }
      worker.stop()
      let accepted = worker.post { _ in Issue.record("ran after the end") }
      #expect(!accepted)
      worker.stop()
      #expect(try place.open().tenants().count == 20)
    }
  }

  @Test func theQueueIsBounded() {
    let worker = StoreWorker(ModelStore(), capacity: 3)
    let started = DispatchSemaphore(value: 0)
    let gate = DispatchSemaphore(value: 0)
    _ = worker.post { _ in
      started.signal()
      gate.waitPatiently()
    }
    #expect(started.waitPatiently(), "the worker has not begun")
    let ran = Box(0)
    let accepted = (0..<5).map { _ in worker.post { _ in ran.content.withLock { $0 += 1 } } }
    #expect(accepted == [true, true, true, false, false])
    #expect(worker.pendingCount == 3)
    gate.signal()
    worker.stop()
    #expect(ran.value == 3)
    #expect(worker.pendingCount == 0)
  }

  @Test func theEndIsNotWaitedForLongerThanAllowed() {
    let worker = StoreWorker(ModelStore())
    let started = DispatchSemaphore(value: 0)
    let gate = DispatchSemaphore(value: 0)
    _ = worker.post { _ in
      started.signal()
      gate.waitPatiently()
    }
    for _ in 0..<3 { _ = worker.post { _ in } }
    #expect(started.waitPatiently(), "the worker has not begun")
    #expect(worker.stop(by: .now() + .milliseconds(50)) == 3)
    let isAccepted = worker.post { _ in Issue.record("ran after the end") }
    #expect(!isAccepted)
    gate.signal()
    #expect(worker.stop(by: .now() + 10) == nil)
    #expect(worker.stop(by: .now()) == nil)
  }

  @Test func outcomesAreTold() {
    let worker = StoreWorker(ModelStore())
    let outcomes = Box<[Result<Int, StoreError>]>([])
    for _ in 0..<2 {
      _ = worker.post(
        for: Sample.red,
        { store throws(StoreError) in
          try store.addTenant(Sample.tenant(Sample.red))
          return try store.tenants().count
        }, then: { outcome in outcomes.content.withLock { $0.append(outcome) } })
    }
    worker.stop()
    #expect(outcomes.value == [.success(1), .failure(.exists)])
  }

  @Test func aWorkerThatIsForgottenEndsAndLetsGoOfItsStore() throws {
    let released = DispatchSemaphore(value: 0)
    do {
      let worker = StoreWorker(ModelStore())
      let token = Token(released)
      _ = worker.post { _ in withExtendedLifetime(token) {} }
    }
    #expect(released.wait(timeout: .now() + 10) == .success)
  }

  private final class Token: Sendable {
    let released: DispatchSemaphore
    init(_ released: DispatchSemaphore) { self.released = released }
    deinit { released.signal() }
  }
}
