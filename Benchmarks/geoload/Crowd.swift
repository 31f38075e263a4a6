// Work that waits for answers most of the time, on threads of its own.

import FleetClient
import Foundation
import Transport

/// Several threads that share a list of pieces of work.
enum Crowd {
  /// Runs `work` for every number below `count`, the numbers in order, up to `threads` at a time. Each thread has a
  /// client of its own. After the first fault nothing new is begun.
  /// - Parameter client: makes what a thread keeps from one piece of work to the next.
  static func run<Client>(
    _ count: Int, threads: Int, client: @escaping @Sendable () throws -> Client,
    _ work: @escaping @Sendable (Client, Int) throws -> Void
  ) throws {
    let state = Lock(State())
    let left = DispatchGroup()
    for _ in 0..<min(threads, count) {
      left.enter()
      Thread {
        do {
          let own = try client()
          while let number = state.withLock({ $0.take(below: count) }) { try work(own, number) }
        } catch {
          state.withLock { if $0.fault == nil { $0.fault = error } }
        }
        left.leave()
      }.start()
    }
    left.wait()
    if let fault = state.withLock({ $0.fault }) { throw fault }
  }

  private struct State {
    var next = 0
    var fault: (any Error)?

    mutating func take(below count: Int) -> Int? {
      guard fault == nil, next < count else { return nil }
      defer { next += 1 }
      return next
    }
  }
}
