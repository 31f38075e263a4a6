// Asking the store and waiting for the answer: for threads that have nothing better to do. Loops never wait.

import Bedrock
import Dispatch
import Transport
import TripStore

extension StoreWorker {
  /// Has work done by the store's thread, outside of groups, and waits for it.
  ///
  /// Not for loops, and not for the store's own thread; nor is `answerWhenDurable`.
  /// - Returns: nil when too much waits already or the worker is stopping; nothing was done then.
  func answer<Value: Sendable>(
    _ work: @escaping @Sendable (any Store) throws(StoreError) -> Value
  ) -> Result<Value, StoreError>? {
    awaited { tell in
      post { store in
        do throws(StoreError) {
          tell(.success(try work(store)))
        } catch {
          tell(.failure(error))
        }
      }
    }
  }

  /// The same as a part of a group: waits until it is durable.
  /// - Parameter tenant: as with `post`.
  func answerWhenDurable<Value: Sendable>(
    for tenant: ClientID?, _ work: @escaping @Sendable (any Store) throws(StoreError) -> Value
  ) -> Result<Value, StoreError>? {
    awaited { tell in post(for: tenant, work, then: tell) }
  }

  /// As `answer`, for those who cannot go on without.
  /// - Throws: what `work` throws; `unavailable` when nothing was done.
  func ask<Value: Sendable>(
    _ work: @escaping @Sendable (any Store) throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    guard let result = answer(work) else { throw .unavailable(reason: "too much work is waiting") }
    return try result.get()
  }

  private func awaited<Value: Sendable>(
    _ post: (@escaping @Sendable (Result<Value, StoreError>) -> Void) -> Bool
  ) -> Result<Value, StoreError>? {
    let answer = Lock<Result<Value, StoreError>?>(nil)
    let done = DispatchSemaphore(value: 0)
    let isPosted = post { result in
      answer.withLock { $0 = result }
      done.signal()
    }
    guard isPosted else { return nil }
    done.wait()
    guard let result = answer.withLock({ $0 }) else { preconditionFailure("signalled without an answer") }
    return result
  }
}
