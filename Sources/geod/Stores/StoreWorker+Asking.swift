// Asking the store and waiting for the answer: for threads that have nothing better to do. Loops never wait.

import Dispatch
import Transport
import TripStore

extension StoreWorker {
  /// Has work done by the store's thread, outside of groups, and waits for it.
  ///
  /// Not for loops, and not for the store's own thread.
  /// - Throws: what `work` throws; `unavailable` when too much waits already or the worker is stopping.
  func ask<Value: Sendable>(
    _ work: @escaping @Sendable (any Store) throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    let answer = Lock<Result<Value, StoreError>?>(nil)
    let done = DispatchSemaphore(value: 0)
    let isPosted = post { store in
      let result: Result<Value, StoreError>
      do throws(StoreError) {
        result = .success(try work(store))
      } catch {
        result = .failure(error)
      }
      answer.withLock { $0 = result }
      done.signal()
    }
    guard isPosted else { throw .unavailable(reason: "too much work is waiting") }
    done.wait()
    guard let result = answer.withLock({ $0 }) else { preconditionFailure("signalled without an answer") }
    return try result.get()
  }
}
