// A lock that the thread sanitizer understands.

internal import Glibc

/// A value behind a POSIX mutex.
///
/// Where threads really meet this stands in for `Synchronization.Mutex`, whose contended path on Linux ends in a
/// futex call that the thread sanitizer cannot see: it would report every use as a race and hide the true ones.
///
/// SAFETY: the block with the mutex belongs to this object, is initialized at its beginning and freed at its end;
/// `value` is touched between lock and unlock only. Unchecked Sendable for that reason: the lock is `mutex`.
@safe public final class Lock<Value: Sendable>: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private var value: Value

  /// Puts a value behind a new lock.
  public init(_ initial: Value) {
    value = initial
    unsafe mutex = .allocate(capacity: 1)
    unsafe mutex.initialize(to: pthread_mutex_t())
    let result = unsafe pthread_mutex_init(mutex, nil)
    precondition(result == 0, "a mutex can be made")
  }

  deinit {
    unsafe pthread_mutex_destroy(mutex)
    unsafe mutex.deallocate()
  }

  /// Runs `body` while nobody else can. Not to be nested: a lock that is taken twice by one thread stands still.
  public func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return body(&value)
  }
}
