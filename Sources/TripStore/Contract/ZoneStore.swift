// The zones of a tenant: named polygons that control rooms look at, and that technicians and the settings name.

public import Bedrock

/// Zones. They are few, they change by hand, and every change is in the audit.
public protocol ZoneStore: AnyObject {
  /// Adds or replaces a zone, and writes the audit row `zone.put` with both versions in the same transaction.
  /// - Parameters:
  ///   - expectedVersion: nil to replace whatever is there; otherwise the version that the change is based on, 0 for
  ///     "must not exist yet".
  ///   - note: who changes it, when and why; goes into the audit row.
  /// - Returns: its new version: larger than every version that a zone of this tenant ever had.
  /// - Throws: `conflict` with the version that is there (0 for none) when it is not the expected one; `tooLarge`
  ///   beyond `StoreLimits.zonesMax` zones, or `StoreLimits.zonePointsMax` points of all zones of the tenant.
  func putZone(
    _ draft: ZoneDraft, of tenant: ClientID, expectedVersion: Int64?, note: ChangeNote
  ) throws(StoreError) -> Int64

  /// Adds or replaces many zones in one transaction, each with an audit row `zone.put`: all or none. That an identifier occurs
  /// twice is a bug of the caller.
  /// - Returns: the new versions in the order of `drafts`.
  /// - Throws: `tooLarge` as for one, when what is there afterwards would be too much.
  func putZones(
    _ drafts: [ZoneDraft], of tenant: ClientID, note: ChangeNote
  ) throws(StoreError) -> [Int64]

  /// Removes a zone, and writes the audit row `zone.delete`. Profiles that name the zone keep its name.
  /// - Returns: whether there was one.
  func deleteZone(_ id: ClientID, of tenant: ClientID, note: ChangeNote) throws(StoreError) -> Bool

  /// The zone with that identifier, or nil.
  func zone(_ id: ClientID, of tenant: ClientID) throws(StoreError) -> ZoneRecord?

  /// All zones of a tenant, in the order of their identifiers (by bytes).
  func zones(of tenant: ClientID) throws(StoreError) -> [ZoneRecord]

  /// Which zones a tenant has and which state of each, in the order of their identifiers (by bytes), without reading their
  /// documents. Two lists are equal when nothing has changed, and only then.
  func zoneStandings(of tenant: ClientID) throws(StoreError) -> [ZoneStanding]
}

/// A zone about to be stored.
public struct ZoneDraft: Hashable, Sendable {
  /// Its identifier within the tenant.
  public var id: ClientID
  /// Names and what else is said about it, as a JSON object.
  public var properties: [UInt8]
  /// Where it is, as a GeoJSON geometry.
  public var geometry: [UInt8]
  /// How many points the geometry has.
  public var pointCount: Int

  /// Puts the parts together.
  public init(id: ClientID, properties: [UInt8], geometry: [UInt8], pointCount: Int) {
    self.id = id
    self.properties = properties
    self.geometry = geometry
    self.pointCount = pointCount
  }
}

/// That there is a zone, in which state, and how large.
public struct ZoneStanding: Hashable, Sendable {
  /// Its identifier within the tenant.
  public var id: ClientID
  /// Another one after each change of the zone.
  public var version: Int64
  /// How many points its geometry has.
  public var pointCount: Int

  /// Puts the parts together.
  public init(id: ClientID, version: Int64, pointCount: Int) {
    self.id = id
    self.version = version
    self.pointCount = pointCount
  }
}

/// A stored zone.
public struct ZoneRecord: Hashable, Sendable {
  /// What was put.
  public var zone: ZoneDraft
  /// How often the tenant's data was changed by then; another one after each change of the zone.
  public var version: Int64
  /// When it was last changed.
  public var updatedAt: Instant

  /// Puts the parts together.
  public init(zone: ZoneDraft, version: Int64, updatedAt: Instant) {
    self.zone = zone
    self.version = version
    self.updatedAt = updatedAt
  }
}

extension StoreLimits {
  /// The most zones of a tenant.
  public static let zonesMax = 2_000
  /// The most points of all zones of a tenant: all of them are shown at once.
  public static let zonePointsMax = 200_000
  /// The longest geometry of a zone, in bytes.
  public static let zoneGeometryBytesMax = 1 << 20

  /// Checks a zone and its note.
  static func check(_ draft: ZoneDraft, _ note: ChangeNote) throws(StoreError) {
    precondition(draft.pointCount > 0, "a zone without a point")
    try check(draft.properties, documentBytesMax, "the zone's properties")
    try check(draft.geometry, zoneGeometryBytesMax, "the zone's geometry")
    try check(note)
  }

  /// Checks zones that are put at once, but for the room that they need.
  static func check(_ drafts: [ZoneDraft], _ note: ChangeNote) throws(StoreError) {
    precondition(Set(drafts.map(\.id)).count == drafts.count, "a zone that is put twice at once")
    for draft in drafts { try check(draft, note) }
  }

  /// Checks that there is room for zones that are put at once.
  /// - Parameter standings: what is there now; what has the identifier of a draft is replaced by it.
  /// - Throws: `tooLarge` beyond ``zonesMax`` zones or ``zonePointsMax`` points.
  public static func checkRoom(
    for drafts: [ZoneDraft], among standings: [ZoneStanding]
  ) throws(StoreError) {
    let replaced = Set(drafts.map(\.id))
    let others = standings.filter { !replaced.contains($0.id) }
    guard others.count + drafts.count <= zonesMax else { throw .tooManyZones }
    let points = others.reduce(0) { $0 + $1.pointCount } + drafts.reduce(0) { $0 + $1.pointCount }
    guard points <= zonePointsMax else { throw .tooManyZonePoints }
  }

  /// Checks that there is room for a zone beside the others of the tenant.
  static func checkRoom(
    for draft: ZoneDraft, besides others: (zones: Int, points: Int)
  ) throws(StoreError) {
    guard others.zones < zonesMax else { throw .tooManyZones }
    guard others.points + draft.pointCount <= zonePointsMax else { throw .tooManyZonePoints }
  }
}
