// The thread that owns a store, so that event loops never wait for a disk.

internal import Dispatch
internal import Foundation
internal import Synchronization

/// One thread with a bounded queue in front of a store.
///
/// Work is done in the order in which it was posted, one piece at a time. Results travel back by whatever the
/// work does at its end, usually a mailbox of the loop that asked; the worker knows no loops.
///
/// Each piece of work is its own transaction today. `post(_:then:)` already keeps the work apart from the telling,
/// so that a group commit can run several pieces in one `Store.transaction` and tell afterwards, without a change for
/// the callers: it belongs into `StoreThread.run`.
public final class StoreWorker: Sendable {
  private let shared: StoreThread

  /// Starts the thread.
  /// - Parameters:
  ///   - store: an open store; the worker owns it from here on and lets go of it at the end of `stop()`.
  ///   - capacity: the most pieces of work that may wait; at least 1.
  ///   - name: the thread's name in a debugger, at most 15 characters.
  public init(_ store: sending any Store, capacity: Int = 4096, name: String = "geod-store") {
    precondition(capacity > 0, "a queue without room")
    shared = StoreThread(store, capacity: capacity)
    let thread = Thread { [shared] in shared.run() }
    thread.name = name
    thread.start()
  }

  deinit { shared.close() }

  /// Puts a piece of work at the end of the queue. Never blocks; O(1).
  /// - Returns: false when the queue is full or the worker is stopping; then `job` will never run.
  public func post(_ job: @escaping @Sendable (any Store) -> Void) -> Bool {
    shared.append(job)
  }

  /// Puts a piece of work at the end of the queue, and tells its outcome when it is durable. Never blocks; O(1).
  /// - Parameters:
  ///   - work: runs on the store's thread; may be one of several in a transaction.
  ///   - then: runs on the store's thread after the commit; must be short, and must not use the store.
  /// - Returns: false when the queue is full or the worker is stopping; then neither will ever run.
  public func post<Value: Sendable>(
    _ work: @escaping @Sendable (any Store) throws(StoreError) -> Value,
    then: @escaping @Sendable (Result<Value, StoreError>) -> Void
  ) -> Bool {
    shared.append { store in
      do throws(StoreError) {
        then(.success(try work(store)))
      } catch {
        then(.failure(error))
      }
    }
  }

  /// How many pieces of work are waiting now; for metrics.
  public var pendingCount: Int { shared.pendingCount }

  /// Takes no more work, does what is in the queue, closes the store and returns when all that is done. May be
  /// called again, and by several threads; not by work on the worker itself.
  public func stop() {
    shared.close()
    shared.waitUntilEnded()
  }
}
