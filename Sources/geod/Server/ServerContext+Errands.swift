// Errands of the server's own clocks: work for the store's thread that a thread of ours waits for.

import Bedrock
import Dispatch
import Foundation
import Transport
import TripStore

extension ServerContext {
  /// Has work done by the store's thread, outside of groups, and waits for it; nil when it came to nothing, which is
  /// logged and shows in readiness. Not for loops, which never wait.
  func ask<Value: Sendable>(
    doing errand: StaticString, _ work: @escaping @Sendable (any Store) throws(StoreError) -> Value
  ) -> Value? {
    let result: Result<Value, StoreError>
    do throws(StoreError) {
      result = .success(try store.ask(work))
    } catch {
      result = .failure(error)
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
