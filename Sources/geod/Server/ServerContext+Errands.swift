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
    let answer = Lock<Result<Value, StoreError>?>(nil)
    let done = DispatchSemaphore(value: 0)
    let isPosted = store.post { store in
      let result: Result<Value, StoreError>
      do throws(StoreError) {
        result = .success(try work(store))
      } catch {
        result = .failure(error)
      }
      answer.withLock { $0 = result }
      done.signal()
    }
    guard isPosted else { return nil }
    done.wait()
    guard let result = answer.withLock({ $0 }) else { return nil }
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
  ///   - interval: seconds between the end of an errand and the beginning of the next; the first begins at once.
  ///   - errand: runs on the thread.
  func start(name: String, every interval: Double, _ errand: @escaping @Sendable () -> Void) {
    let thread = Thread { [self] in
      while hasTime {
        errand()
        _ = wake.wait(timeout: .now() + interval)
      }
      ended.signal()
    }
    thread.name = name
    thread.start()
  }

  /// Lets the errand under way come to the end of its piece, and waits for that. Call it once, after `start` and before
  /// the store is stopped.
  func stop() {
    isOver.withLock { $0 = true }
    wake.signal()
    ended.wait()
  }
}
