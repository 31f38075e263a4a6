// A lock for what several threads of a store share.

internal import Foundation

/// A value behind a lock whose contended path the thread sanitizer can see, unlike that of `Mutex` on Linux.
///
/// SAFETY: `value` is touched only while `lock` is held, and what `withLock` hands out shares nothing with it. Unchecked
/// Sendable for that reason.
final class Guarded<Value>: @unchecked Sendable {
  private let lock = NSLock()
  private var value: Value

  init(_ value: sending Value) {
    self.value = value
  }

  func withLock<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
    lock.lock()
    defer { lock.unlock() }
    return body(&value)
  }
}
