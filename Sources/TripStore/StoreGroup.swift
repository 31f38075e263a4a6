// Group commit: several jobs in one transaction, told when it is durable.

internal import Bedrock

/// A piece of work in the queue of a `StoreWorker`.
enum StoreJob: Sendable {
  /// Makes its own transactions and tells by itself.
  case alone(@Sendable (any Store) -> Void)
  /// May share a transaction. `work` does it as a part of that transaction and returns how to tell its outcome;
  /// `refuse` tells a fault of the transaction instead. `tenant` is the only one it writes for; nil for several.
  case grouped(
    tenant: ClientID?, work: @Sendable (any Store) -> () -> Void, refuse: @Sendable (StoreError) -> Void)
}

/// The jobs of one transaction.
///
/// Telling is kept apart from working, and happens after `Store.transaction` has returned: that is after the flush. When
/// the transaction fails, what its jobs saw may never have been true, so that all of them are told its fault, also
/// those whose own work had thrown.
///
/// Where writing for a tenant keeps other processes waiting (`Store.locksTenants`), a group takes its tenants in the order
/// of their identifiers and ends before one that would come earlier: two processes that lock the same tenants in two
/// orders would wait for each other.
struct StoreGroup: Sendable {
  /// A group takes no more jobs when it has worked this long.
  let workMax: Duration
  private let clock = ContinuousClock()

  init(workMax: Duration) { self.workMax = workMax }

  /// Does the jobs at the beginning of the queue that may share a transaction, up to the bounds, and tells them.
  /// - Parameters:
  ///   - jobs: not empty; the first one may share a transaction.
  ///   - begin: called as each job begins, or is refused.
  /// - Returns: how many jobs that were.
  func perform(_ jobs: ArraySlice<StoreJob>, _ store: any Store, begin: () -> Void) -> Int {
    var done = 0
    var tellings: [() -> Void] = []
    do throws(StoreError) {
      try store.transaction { () throws(StoreError) -> Void in
        let start = clock.now
        var order = LockOrder(isNeeded: store.locksTenants)
        for job in jobs.prefix(StoreWorker.groupMax) {
          guard case .grouped(let tenant, let work, _) = job else { break }
          if done > 0, clock.now - start > workMax { break }
          guard order.admits(tenant) else { break }
          begin()
          done += 1
          tellings.append(work(store))
        }
      }
      for tell in tellings { tell() }
    } catch {
      return refuse(jobs, begun: done, error, begin: begin)
    }
    return done
  }

  /// Tells a fault to all jobs of the group; when it could not even begin, to those that it would have had at most, so
  /// that a store that does not answer is not waited for again by each of them.
  /// - Returns: how many jobs that were.
  private func refuse(
    _ jobs: ArraySlice<StoreJob>, begun: Int, _ fault: StoreError, begin: () -> Void
  ) -> Int {
    var told = 0
    for job in jobs.prefix(begun > 0 ? begun : StoreWorker.groupMax) {
      guard case .grouped(_, _, let refuse) = job else { break }
      if begun == 0 { begin() }
      refuse(fault)
      told += 1
    }
    return told
  }
}

/// Which job may follow in a group, by the tenants that are locked already.
private struct LockOrder {
  private let isNeeded: Bool
  private var hasBegun = false
  /// The last tenant that was locked; nil when it was several.
  private var last: ClientID?

  init(isNeeded: Bool) { self.isNeeded = isNeeded }

  /// Whether a job that writes for a tenant, or for several, may come next; the first one always may.
  mutating func admits(_ tenant: ClientID?) -> Bool {
    guard isNeeded, hasBegun else {
      (hasBegun, last) = (true, tenant)
      return true
    }
    guard let last, let tenant, last <= tenant else { return false }
    self.last = tenant
    return true
  }
}
