// The faults of every store, few enough to decide on. How a database's own codes become these is written in
// one place per database (SQLite/StoreError+SQLite.swift).

/// Why a call on a store failed. Nothing was changed by the call, except perhaps by one that is `inDoubt`.
///
/// Descriptions are safe to log: they hold codes and names of tables, never documents or secrets.
public enum StoreError: Error, Hashable, Sendable {
  /// The store does not answer now (locked by another process, connection away, input or output failed). The same
  /// call may succeed later.
  case unavailable(reason: String)
  /// The store went away while it was told to commit: nobody knows whether it did. Whoever has to know looks up what is
  /// there; a call that may be repeated under the same keys is repeated.
  case inDoubt(reason: String)
  /// The version that is there is not the expected one; `found` is 0 when nothing is there.
  case conflict(found: Int64)
  /// Something with that identifier is there already, or holds what only one may hold.
  case exists
  /// The tenant is not there.
  case unknownTenant
  /// A text or a document is longer than `StoreLimits` allow; `what` names it.
  case tooLarge(what: String)
  /// No room: the disk, the quota or the stated size of the store is used up. Reading goes on.
  case full
  /// What was read is not what was written.
  case corrupt(what: String)
  /// The file or database is not one that this program may use: of another program, of a newer geod, or with a
  /// changed history of migrations.
  case incompatible(reason: String)
  /// Anything else: permissions, a broken installation, a bug. Trying again will not help.
  case fatal(reason: String)

  /// Whether the same call may succeed later without anybody's help.
  public var isRetryable: Bool {
    switch self {
    case .unavailable, .inDoubt: true
    default: false
    }
  }
}

extension StoreError {
  /// What every store answers to a summary of a trip that the booking does not have.
  static let summaryWithoutTrip = StoreError.fatal(
    reason: "a summary of a trip that the booking does not have")
  /// What every store answers to one share too many.
  static let tooManyShares = StoreError.tooLarge(what: "the list of the booking's shares")
  /// What every store answers to one zone too many.
  static let tooManyZones = StoreError.tooLarge(what: "the list of the tenant's zones")
  /// What every store answers to one endpoint too many.
  static let tooManyEndpoints = StoreError.tooLarge(what: "the list of the tenant's webhooks")
  /// What every store answers to zones that are too detailed, all together.
  static let tooManyZonePoints = StoreError.tooLarge(what: "the number of points of the tenant's zones")
}

extension StoreError: CustomStringConvertible {
  /// One English sentence, safe to log.
  public var description: String {
    switch self {
    case .unavailable(let reason): "the store is not available: \(reason)"
    case .inDoubt(let reason): "the store went away during a commit: \(reason)"
    case .conflict(let found): "changed meanwhile: version \(found) is there"
    case .exists: "exists already"
    case .unknownTenant: "there is no such tenant"
    case .tooLarge(let what): "\(what) is too large"
    case .full: "the store is full"
    case .corrupt(let what): "\(what) is corrupt"
    case .incompatible(let reason): "the store cannot be used: \(reason)"
    case .fatal(let reason): "the store failed: \(reason)"
    }
  }
}
