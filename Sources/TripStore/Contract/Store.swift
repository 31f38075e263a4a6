// The contract of what survives: everything that geod keeps goes through these protocols, whichever
// database is behind them. The records are in Records.swift, the faults in StoreError.swift.

public import Bedrock

/// What every store promises.
///
/// One protocol per kind of data, joined here, so that a new kind is a new protocol beside the others and not a longer
/// list. Those of bookings, endpoints, outbox, shares, points, seals, zones, retention and erasures have files of their own. The promises that hold for all:
///
/// * **Durable**: when a writing call returns outside of `transaction`, its effect survives loss of power.
/// * **All or nothing**: a call that throws has changed nothing.
/// * **Tenant-scoped**: every call but a few (`tenants`, `relayTenants`, `unsealedTrips`, `retain`, `makePointDays`, and finding a share by its hash) names the tenant, and nothing of
///   another tenant is read or changed by it.
///   Writing for a tenant that is not there throws `unknownTenant`; reading finds nothing.
/// * **Opaque**: documents are bytes. A store neither parses nor changes them; it gives back what it got.
/// * **Sized**: texts and documents beyond `StoreLimits` throw `tooLarge`; nothing grows without a bound.
/// * **One user at a time**: a store is not `Sendable`. It belongs to one thread, in the daemon to the thread of
///   a `StoreWorker`. Calls block; event loops never make them.
/// * **Several processes**: another process may have the same data open; it sees whole transactions only.
public protocol Store: TenantStore, SettingsStore, TechnicianStore, SnapshotStore, AuditStore, BookingStore,
  EndpointStore, OutboxStore, ShareStore, PointStore, RetentionStore, SealStore, ErasureStore, ZoneStore,
  AnalystStore
{
  /// Runs `body` so that all its writes become durable together when it returns, or none when it throws.
  ///
  /// The reads of `body` see its own writes. Transactions nest: an inner one that throws takes back its own
  /// part only, and nothing is durable before the outermost one returns. This is what a transition needs
  /// (state, event and outbox row), and what a group commit needs (many independent writes, one flush).
  /// - Throws: what `body` throws; or a fault of the commit itself, after which nothing has changed.
  func transaction<Value>(_ body: () throws(StoreError) -> Value) throws(StoreError) -> Value

  /// Runs `body`, which only reads, so that all its reads see the store as of one moment, however long it takes. Others
  /// write meanwhile; what they make obsolete takes room until `body` returns.
  /// - Throws: what `body` throws; or a fault of the beginning or the end.
  func reading<Value>(_ body: () throws(StoreError) -> Value) throws(StoreError) -> Value

  /// Whether writing for a tenant keeps other processes from writing for it until the transaction ends, and nobody else.
  /// Then a transaction that writes for several tenants must take them in the order of their identifiers.
  var locksTenants: Bool { get }
}

/// Business accounts.
public protocol TenantStore: AnyObject {
  /// Adds a tenant.
  /// - Throws: `exists` when there is one with that identifier, whatever its names.
  func addTenant(_ tenant: TenantRecord) throws(StoreError)

  /// The tenant with that identifier, or nil.
  func tenant(_ id: ClientID) throws(StoreError) -> TenantRecord?

  /// All tenants, in the order of their identifiers (by bytes).
  func tenants() throws(StoreError) -> [TenantRecord]
}

/// One settings document per tenant.
public protocol SettingsStore: AnyObject {
  /// The current document of a tenant, or nil when none was ever put.
  func settings(of tenant: ClientID) throws(StoreError) -> SettingsRecord?

  /// Replaces the document if nobody did so meanwhile, and writes the audit row `settings.put` with both
  /// versions in the same transaction.
  /// - Parameters:
  ///   - document: the whole new document; what it must contain is the caller's business.
  ///   - expectedVersion: the version that the change is based on; 0 when there was no document.
  ///   - note: who changes it, when and why; goes into the audit row.
  /// - Returns: the new version, `expectedVersion + 1`.
  /// - Throws: `conflict` with the version that is there (0 for none) when it is not the expected one.
  func putSettings(
    _ document: [UInt8], of tenant: ClientID, expectedVersion: Int64, note: ChangeNote
  ) throws(StoreError) -> Int64
}

/// Profiles of technicians.
public protocol TechnicianStore: AnyObject {
  /// Adds or replaces one profile.
  /// - Parameter expectedVersion: nil to replace whatever is there; otherwise the version that the change is
  ///   based on, 0 for "must not exist yet".
  /// - Returns: its new version: larger than every version that a technician of this tenant ever had, so
  ///   that a version is not met again after a profile was deleted and added anew.
  /// - Throws: `conflict` with the version that is there (0 for none) when it is not the expected one.
  func putTechnician(
    _ draft: TechnicianDraft, of tenant: ClientID, expectedVersion: Int64?
  ) throws(StoreError) -> Int64

  /// Adds or replaces many profiles in one transaction: all or none. When an identifier occurs twice, the
  /// later one wins.
  /// - Returns: the new versions in the order of `drafts`.
  func putTechnicians(_ drafts: [TechnicianDraft], of tenant: ClientID) throws(StoreError) -> [Int64]

  /// Removes a profile.
  /// - Returns: whether there was one.
  func deleteTechnician(_ id: ClientID, of tenant: ClientID) throws(StoreError) -> Bool

  /// The profile with that identifier, or nil.
  func technician(_ id: ClientID, of tenant: ClientID) throws(StoreError) -> TechnicianRecord?

  /// Hands over all profiles of a tenant, one after the other in the order of their identifiers (by bytes),
  /// as they are at one moment. Holds one profile in memory at a time, however many there are.
  ///
  /// `body` must not call the store. What it throws ends the reading and is thrown on.
  func forEachTechnician(
    of tenant: ClientID, _ body: (TechnicianRecord) throws(StoreError) -> Void
  ) throws(StoreError)
}

/// The last known positions of a tenant's technicians, for the next start. A snapshot is a convenience: it may
/// be missing, and what it holds is stale by definition.
public protocol SnapshotStore: AnyObject {
  /// Replaces the tenant's snapshot.
  func savePositions(_ snapshot: PositionSnapshot, of tenant: ClientID) throws(StoreError)

  /// The tenant's snapshot, or nil when none was saved.
  /// - Throws: `corrupt` when the payload is not the one that was saved.
  func positions(of tenant: ClientID) throws(StoreError) -> PositionSnapshot?
}

/// Who changed or overrode what. Rows are only ever appended; retention removes them from the old end.
public protocol AuditStore: AnyObject {
  /// Appends one row.
  /// - Returns: its sequence number, which rises within the tenant (not always by one).
  func appendAudit(_ draft: AuditDraft, of tenant: ClientID) throws(StoreError) -> Int64

  /// The newest rows first.
  /// - Parameters:
  ///   - before: only rows with a smaller sequence number: the last one of the page before; nil to start.
  ///   - limit: at most that many rows, 1 to `StoreLimits.auditPageMax`.
  func audit(
    of tenant: ClientID, before: Int64?, limit: Int
  ) throws(StoreError) -> [AuditRecord]
}
