// Which tenants exist, and on which loop each of them lives.

import Bedrock
import Transport

/// The tenants that are being served.
final class TenantDirectory: Sendable {
  private let homes = Lock<[ClientID: Int]>([:])
  private let loopCount: Int

  init(loopCount: Int) {
    self.loopCount = loopCount
  }

  /// The loop on which a tenant lives; nil for a tenant that is not being served.
  func home(of tenant: ClientID) -> Int? {
    homes.withLock { $0[tenant] }
  }

  /// Gives a tenant that is not being served a loop (the one with the fewest, the first of those) and lets
  /// `seat` send it there; false when that failed, and the tenant is not being served then.
  ///
  /// The lock is held meanwhile: nobody learns of the tenant before its seat is on the way, so that whatever
  /// others send to its loop arrives behind it.
  func add(_ tenant: ClientID, seat: (Int) -> Bool) -> Bool {
    homes.withLock { homes in
      if homes[tenant] != nil { return true }
      var counts = Array(repeating: 0, count: loopCount)
      for home in homes.values { counts[home] += 1 }
      let home = counts.indices.min { (counts[$0], $0) < (counts[$1], $1) } ?? 0
      guard seat(home) else { return false }
      homes[tenant] = home
      return true
    }
  }
}
