// The inside of a StoreWorker: the queue, and the loop of its thread. How jobs share a flush is in StoreGroup.swift.

internal import Dispatch
internal import Foundation
internal import Synchronization

/// What the worker and its thread share. The worker may go away while the thread still drains.
final class StoreThread: Sendable {
  private struct Queue {
    /// What was appended since the thread took everything for the last time.
    var jobs: [StoreJob] = []
    /// Those, and the ones that were taken and have not begun.
    var waiting = 0
    var closed = false
    /// The thread, while it runs.
    var thread: ObjectIdentifier?
  }

  private let capacity: Int
  private let group: StoreGroup
  private let queue = Guarded(Queue())
  /// Touched by the thread only; the lock is what lets the compiler see it.
  private let store: Mutex<(any Store)?>
  /// Signalled when the queue is no longer empty, and when it is closed.
  private let wake = DispatchSemaphore(value: 0)
  /// Open from the end of the thread on.
  private let ended = DispatchSemaphore(value: 0)

  init(_ store: sending any Store, capacity: Int, group: StoreGroup) {
    self.capacity = capacity
    self.group = group
    self.store = Mutex(store)
  }

  var pendingCount: Int { queue.withLock { $0.waiting } }

  /// Queues a job; false when there is no room or no future.
  func append(_ job: StoreJob) -> Bool {
    let (accepted, wasEmpty) = queue.withLock { queue in
      guard !queue.closed, queue.waiting < capacity else { return (false, false) }
      queue.jobs.append(job)
      queue.waiting += 1
      return (true, queue.jobs.count == 1)
    }
    if wasEmpty { wake.signal() }
    return accepted
  }

  /// Refuses work from now on; the thread ends when the queue is empty.
  func close() {
    queue.withLock { $0.closed = true }
    wake.signal()
  }

  /// Blocks until the thread has ended, or the time is over. Passes the signal on to the next who waits.
  /// - Returns: whether the thread has ended.
  func waitUntilEnded(by deadline: DispatchTime) -> Bool {
    let thread = queue.withLock { $0.thread }
    precondition(thread != ObjectIdentifier(Thread.current), "a worker cannot wait for itself")
    guard ended.wait(timeout: deadline) == .success else { return false }
    ended.signal()
    return true
  }

  /// The thread's whole life: everything that waits is taken at once, then done in order.
  func run() {
    queue.withLock { $0.thread = ObjectIdentifier(Thread.current) }
    while true {
      wake.wait()
      let (jobs, closed) = takeAll()
      store.withLock { store in
        guard let store else { return }
        perform(jobs, store)
      }
      if closed { break }
    }
    store.withLock { $0 = nil }
    queue.withLock { $0.thread = nil }
    ended.signal()
  }

  /// Does everything in order: neighbours that may share a flush as groups, the others one by one.
  private func perform(_ jobs: [StoreJob], _ store: any Store) {
    var rest = jobs[...]
    while let job = rest.first {
      switch job {
      case .alone(let body):
        rest.removeFirst()
        begin()
        body(store)
      case .grouped:
        let done = group.perform(rest, store, begin: begin)
        rest.removeFirst(done)
      }
    }
  }

  /// A job leaves the queue.
  private func begin() { queue.withLock { $0.waiting -= 1 } }

  /// Empties the queue. When it is closed, nothing can follow.
  private func takeAll() -> ([StoreJob], Bool) {
    queue.withLock { queue in
      let jobs = queue.jobs
      queue.jobs.removeAll(keepingCapacity: true)
      return (jobs, queue.closed)
    }
  }
}
