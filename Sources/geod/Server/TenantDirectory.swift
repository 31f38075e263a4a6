// Which tenants exist, and on which loop each of them lives.

import Bedrock
import Synchronization

/// The tenants that are being served.
final class TenantDirectory: Sendable {
  private let homes = Mutex<[ClientID: Int]>([:])
  private let loopCount: Int

  init(loopCount: Int) {
    self.loopCount = loopCount
  }

  /// The loop on which a tenant lives; nil for a tenant that is not being served.
  func home(of tenant: ClientID) -> Int? {
    homes.withLock { $0[tenant] }
  }

  /// Chooses the loop for a tenant: the one with the fewest, the first of those. False when the tenant was
  /// there already.
  func add(_ tenant: ClientID) -> (home: Int, isNew: Bool) {
    homes.withLock { homes in
      if let home = homes[tenant] { return (home, false) }
      var counts = Array(repeating: 0, count: loopCount)
      for home in homes.values { counts[home] += 1 }
      let home = counts.indices.min { (counts[$0], $0) < (counts[$1], $1) } ?? 0
      homes[tenant] = home
      return (home, true)
    }
  }
}
