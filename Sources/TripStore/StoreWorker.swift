// The thread that owns a store, so that event loops never wait for a disk.

public import Bedrock
public import Dispatch
internal import Foundation
internal import Synchronization

/// One thread with a bounded queue in front of a store.
///
/// Work is done in the order in which it was posted, one piece at a time. Results travel back by whatever the
/// work does at its end, usually a mailbox of the loop that asked; the worker knows no loops.
///
/// **Group commit**: pieces posted with `then` that wait one behind the other are done in one transaction and share
/// its flush: up to `groupMax` of them, and no longer than `groupWork`. Nothing waits for a group to fill; while one is
/// being flushed, the next one gathers. Each piece is a part of its own, which takes back itself only. Pieces posted
/// without `then` stay outside of groups.
public final class StoreWorker: Sendable {
  /// The most pieces of work in one group.
  public static let groupMax = 256
  /// A group takes no more pieces when it has worked this long.
  public static let groupWork: Duration = .milliseconds(20)

  private let shared: StoreThread

  /// Starts the thread.
  /// - Parameters:
  ///   - store: an open store; the worker owns it from here on and lets go of it at the end of `stop()`.
  ///   - capacity: the most pieces of work that may wait; at least 1.
  ///   - name: the thread's name in a debugger, at most 15 characters.
  public convenience init(_ store: sending any Store, capacity: Int = 4096, name: String = "geod-store") {
    self.init(store, capacity: capacity, name: name, groupWork: Self.groupWork)
  }

  /// The same with another bound for the work of a group, for tests that must not depend on how busy a machine is.
  init(_ store: sending any Store, capacity: Int, name: String, groupWork: Duration) {
    precondition(capacity > 0, "a queue without room")
    shared = StoreThread(store, capacity: capacity, group: StoreGroup(workMax: groupWork))
    let thread = Thread { [shared] in shared.run() }
    thread.name = name
    thread.start()
  }

  deinit { shared.close() }

  /// Puts a piece of work at the end of the queue, to be done by itself. Never blocks; O(1).
  /// - Parameter job: makes its own transactions, and tells by itself what came of it.
  /// - Returns: false when the queue is full or the worker is stopping; then `job` will never run.
  public func post(_ job: @escaping @Sendable (any Store) -> Void) -> Bool {
    shared.append(.alone(job))
  }

  /// Puts a piece of work at the end of the queue, and tells its outcome when it is durable. Never blocks; O(1).
  /// - Parameters:
  ///   - tenant: the only one that `work` writes for; nil when it is several, which `work` then takes in the order of their
  ///     identifiers.
  ///   - work: runs on the store's thread as one of several in a transaction. It sees what those before it in the
  ///     group have written. When it throws, only its own writes are taken back.
  ///   - then: runs on the store's thread after the commit, in the order of posting; must be short, and must not use
  ///     the store. It is told the fault of the group when that could not begin or commit, whatever `work` did: then
  ///     nothing of the group has happened.
  /// - Returns: false when the queue is full or the worker is stopping; then neither will ever run.
  public func post<Value: Sendable>(
    for tenant: ClientID?, _ work: @escaping @Sendable (any Store) throws(StoreError) -> Value,
    then: @escaping @Sendable (Result<Value, StoreError>) -> Void
  ) -> Bool {
    shared.append(
      .grouped(
        tenant: tenant,
        work: { store in
          let outcome: Result<Value, StoreError>
          do throws(StoreError) {
            outcome = .success(try store.transaction { () throws(StoreError) in try work(store) })
          } catch {
            outcome = .failure(error)
          }
          return { then(outcome) }
        },
        refuse: { then(.failure($0)) }))
  }

  /// How many pieces of work are waiting now; for metrics.
  public var pendingCount: Int { shared.pendingCount }

  /// Takes no more work, does what is in the queue, closes the store and returns when all that is done. May be
  /// called again, and by several threads; not by work on the worker itself.
  public func stop() {
    shared.close()
    _ = shared.waitUntilEnded(by: .distantFuture)
  }

  /// The same, but waits no longer than until a deadline: a store that does not answer must not keep a program from
  /// ending. What is left then goes on while the process lives, and was never told to be done.
  /// - Returns: how many pieces of work had not begun; nil when all is done.
  public func stop(by deadline: DispatchTime) -> Int? {
    shared.close()
    return shared.waitUntilEnded(by: deadline) ? nil : shared.pendingCount
  }
}
