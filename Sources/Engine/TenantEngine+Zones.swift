// In which zones a place lies: for bookings when they are placed, for matches, and for whoever asks.

public import Bedrock
public import GeoIndex

/// A zone as an engine needs it.
public struct TenantZone: Sendable, Hashable {
  /// Its identifier.
  public var id: ClientID
  /// Which state of it this is: another one after each change.
  public var version: Int64
  /// Where it is; nil for one in which no place is looked up, because it is switched off or cannot be read.
  public var area: MultiPolygon?

  /// Puts the parts together.
  public init(id: ClientID, version: Int64, area: MultiPolygon?) {
    self.id = id
    self.version = version
    self.area = area
  }
}

extension TenantEngine {
  /// Adds a zone or replaces it; nothing happens when this state of it is known. Bookings that were placed keep their zones.
  /// O(n log n) in its corners.
  public mutating func put(_ zone: TenantZone) { zoneBook.put(zone) }

  /// Forgets a zone, if there is one. Profiles and bookings that name it keep the name.
  public mutating func remove(zone id: ClientID) { zoneBook.remove(id) }

  /// Which state of each zone is known, those among them in which no place is looked up. O(zones).
  public var zoneVersions: [ClientID: Int64] { zoneBook.versions }

  /// The zones that hold a place, ascending. Exact; a place on a common border of two lies in one of them. About a tenth
  /// of a microsecond, and an identifier for each.
  public mutating func zones(at place: GeoPoint) -> [ClientID] { zoneBook.zones(at: place) }
}
