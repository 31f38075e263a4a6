// A store that is away is asked again and again, so that the server notices its return also when nobody else asks.

import Synchronization
import TripStore

/// Asks one small question at a time.
final class StorePulse: Sendable {
  /// The time between two questions.
  static let intervalMilliseconds: Int64 = 500

  private let server: ServerContext
  private let isAsking = Atomic(false)

  init(_ server: ServerContext) {
    self.server = server
  }

  /// Asks, if the store is away as far as is known and no question is on its way. Never blocks.
  func beat() {
    guard server.readiness.isStoreAway, !isAsking.exchange(true, ordering: .acquiringAndReleasing) else {
      return
    }
    let isPosted = server.store.post(for: nil) { store throws(StoreError) in
      try store.tenants().count
    } then: { [self] result in
      server.noteStore(result, doing: "asking whether the store is back")
      isAsking.store(false, ordering: .releasing)
    }
    if !isPosted { isAsking.store(false, ordering: .releasing) }
  }
}
