// Threads for signatures that cost too much for an event loop.

import Foundation
import Synchronization
import Transport

/// A few threads with one bounded queue in front of them.
///
/// Jobs begin in the order in which they were posted. Their outcome travels back by whatever they do at their end,
/// usually the mailbox of the loop that asked.
final class SignatureThreads: Sendable {
  /// How many checks may wait: what one thread does in about a tenth of a second, with ES256.
  static let capacity = 1024
  /// Half of the processors, but two at most: the loops need the others, and a thread checks ten thousand a second.
  static var usualCount: Int { min(2, max(1, ProcessInfo.processInfo.activeProcessorCount / 2)) }

  /// What was counted since the start.
  struct Counts: Sendable {
    /// Checks that have begun.
    var begun: UInt64 = 0
    /// Checks for which there was no room.
    var refused: UInt64 = 0
    /// Checks that wait now.
    var waiting = 0
  }

  private struct Queue {
    var jobs: [@Sendable () -> Void] = []
    var counts = Counts()
    var isClosed = false
  }

  private let capacity: Int
  private let threadCount: Int
  private let queue = Lock(Queue())
  /// Signalled once for each job, and once for each thread at the end.
  private let wake = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)

  /// Starts the threads.
  init(threadCount: Int = SignatureThreads.usualCount, capacity: Int = SignatureThreads.capacity) {
    precondition(threadCount > 0 && capacity > 0, "threads without room or room without threads")
    self.threadCount = threadCount
    self.capacity = capacity
    for number in 0..<threadCount {
      let thread = Thread { [self] in run() }
      thread.name = "geod-sign-\(number)"
      thread.start()
    }
  }

  /// Puts a check at the end of the queue. Never blocks. False when there is no room or no future; then `job` will
  /// never run.
  func post(_ job: @escaping @Sendable () -> Void) -> Bool {
    let isAccepted = queue.withLock { queue in
      guard !queue.isClosed, queue.jobs.count < capacity else {
        queue.counts.refused += 1
        return false
      }
      queue.jobs.append(job)
      return true
    }
    if isAccepted { wake.signal() }
    return isAccepted
  }

  /// For metrics.
  var counts: Counts {
    queue.withLock { queue in
      var counts = queue.counts
      counts.waiting = queue.jobs.count
      return counts
    }
  }

  /// Drops what waits and returns when the threads have ended; once, when nobody waits for an outcome any more.
  func stop() {
    queue.withLock { queue in
      queue.isClosed = true
      queue.jobs = []
    }
    for _ in 0..<threadCount { wake.signal() }
    for _ in 0..<threadCount { ended.wait() }
  }

  private func run() {
    while true {
      wake.wait()
      let (job, isOver) = queue.withLock { queue -> ((@Sendable () -> Void)?, Bool) in
        guard !queue.jobs.isEmpty else { return (nil, queue.isClosed) }
        queue.counts.begun += 1
        return (queue.jobs.removeFirst(), false)
      }
      job?()
      if isOver { break }
    }
    ended.signal()
  }
}
