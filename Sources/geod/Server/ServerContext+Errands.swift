// Errands of the server's own clocks: work for the store's thread that a thread of ours waits for.

import Bedrock
import Dispatch
import Foundation
import Transport
import TripStore

extension ServerContext {
  /// Has work done by the store's thread and waits for it; nil when it came to nothing. A fault of the store is logged and
  /// shows in readiness; work for which the store's thread has no room is only logged. Not for loops, which never wait.
  /// - Parameter isDurable: as a part of a group of several tenants, awaited until it is durable; otherwise by itself.
  func ask<Value: Sendable>(
    doing errand: StaticString, isDurable: Bool = false,
    _ work: @escaping @Sendable (any Store) throws(StoreError) -> Value
  ) -> Value? {
    let result = isDurable ? store.answerWhenDurable(for: nil, work) : store.answer(work)
    guard let result else {
      log.warning("too much waits for the store; an errand is put off", ["doing": .text("\(errand)")])
      return nil
    }
    noteStore(result, doing: errand)
    return try? result.get()
  }
}

/// A thread of the server's own that does something now and then, until it is told to stop.
final class ErrandThread: Sendable {
  private let isOver = Lock(false)
  private let wake = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)

  /// Whether there is still time: errands of several pieces look after each.
  var hasTime: Bool { isOver.withLock { !$0 } }

  /// Starts the thread, which lives until `stop()`.
  /// - Parameters:
  ///   - name: the thread's name in a debugger.
  ///   - errand: runs on the thread, at once for the first time; says after how many seconds it runs again.
  func start(name: String, _ errand: @escaping @Sendable () -> TimeInterval) {
    let thread = Thread { [self] in
      while hasTime {
        let pause = errand()
        _ = wake.wait(timeout: .now() + pause)
      }
      ended.signal()
    }
    thread.name = name
    thread.start()
  }

  /// Lets the errand under way come to the end of its piece, and waits for that, but no longer than the deadline. Call it
  /// once, after `start` and before the store is stopped.
  func stop(by deadline: DispatchTime) {
    isOver.withLock { $0 = true }
    wake.signal()
    _ = ended.wait(timeout: deadline)
  }
}
