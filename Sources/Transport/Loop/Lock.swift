// A lock that the thread sanitizer understands.

internal import Glibc

/// A value behind a POSIX mutex.
///
/// Where threads really meet this stands in for `Synchronization.Mutex`, whose contended path on Linux ends in a
/// futex call that the thread sanitizer cannot see: it would report every use as a race and hide the true ones.
///
/// SAFETY: both blocks belong to this value, are initialized at its beginning and freed at its end; `value` is
/// touched between lock and unlock only. Unchecked Sendable for that reason: the lock is `mutex`.
@safe public struct Lock<Value: Sendable>: ~Copyable, @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let value: UnsafeMutablePointer<Value>

  /// Puts a value behind a new lock.
  public init(_ initial: Value) {
    unsafe mutex = .allocate(capacity: 1)
    unsafe mutex.initialize(to: pthread_mutex_t())
    let result = unsafe pthread_mutex_init(mutex, nil)
    precondition(result == 0, "a mutex can be made")
    unsafe value = .allocate(capacity: 1)
    unsafe value.initialize(to: initial)
  }

  deinit {
    unsafe value.deinitialize(count: 1)
    unsafe value.deallocate()
    unsafe pthread_mutex_destroy(mutex)
    unsafe mutex.deallocate()
  }

  /// Runs `body` while nobody else can. Not to be nested: a lock that is taken twice by one thread stands still.
  public borrowing func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return unsafe body(&value.pointee)
  }
}
