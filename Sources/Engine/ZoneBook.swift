// The zones of a tenant: by name, and by place.

import Bedrock
import GeoIndex

/// Which zones a tenant has, which of their states are known, and which of them hold a place.
struct ZoneBook: ~Copyable {
  private struct Entry {
    var version: Int64
    /// Its number in the index; nil for a zone in which no place is looked up.
    var slot: UInt32?
  }

  private var entries: [ClientID: Entry] = [:]
  /// By number in the index.
  private var ids: [ClientID?] = []
  private var vacant: [UInt32] = []
  private var index = ZoneIndex()
  private var isSealed = true
  private var found: [UInt32] = []

  init() {}

  /// Which state of each zone is known. O(zones).
  var versions: [ClientID: Int64] { entries.mapValues(\.version) }

  /// Adds a zone or replaces it. O(n log n) in its corners.
  mutating func put(_ zone: TenantZone) {
    if entries[zone.id]?.version == zone.version { return }
    remove(zone.id)
    var slot: UInt32?
    if let area = zone.area {
      let next = vacant.popLast() ?? UInt32(ids.count)
      if Int(next) == ids.count { ids.append(nil) }
      ids[Int(next)] = zone.id
      index.insert(next, area)
      isSealed = false
      slot = next
    }
    entries[zone.id] = Entry(version: zone.version, slot: slot)
  }

  /// Forgets a zone, if there is one.
  mutating func remove(_ id: ClientID) {
    guard let slot = entries.removeValue(forKey: id)?.slot else { return }
    index.remove(slot)
    ids[Int(slot)] = nil
    vacant.append(slot)
    isSealed = false
  }

  /// Makes looking up as fast as it can be, when zones have changed. Until then it is slower by some hundred nanoseconds.
  mutating func seal() {
    if isSealed { return }
    index.seal()
    isSealed = true
  }

  /// The zones that hold a place, ascending. Exact, by the rule of ``Polygon`` for borders.
  mutating func zones(at place: GeoPoint) -> [ClientID] {
    index.zones(at: place, into: &found)
    return found.compactMap { ids[Int($0)] }.sorted()
  }
}
