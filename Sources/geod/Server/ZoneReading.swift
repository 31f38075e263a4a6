// The zones of a tenant on their way from the store to its engine: with the tenant, and later what another process has
// changed.

import Bedrock
import Engine
import TripStore

/// What an engine does not know yet about its tenant's zones.
struct ZoneReading: Sendable {
  /// Zones that are new or others than before.
  var changed: [TenantZone] = []
  /// Zones that are not there any more.
  var gone: [ClientID] = []
  /// What could not be read, for the log. Places are not looked up in these zones.
  var faults: [String] = []

  /// Compares what the store has with what an engine knows; nil when it is the same. O(zones), and the documents of all
  /// zones when it is not.
  static func read(
    of tenant: ClientID, known: [ClientID: Int64], from store: any Store
  ) throws(StoreError) -> ZoneReading? {
    let found = try store.zoneStandings(of: tenant)
    var gone = known
    var isSame = true
    for zone in found where gone.removeValue(forKey: zone.id) != zone.version { isSame = false }
    if isSame, gone.isEmpty { return nil }
    var reading = ZoneReading(gone: gone.keys.sorted())
    if isSame { return reading }
    for record in try store.zones(of: tenant) where known[record.zone.id] != record.version {
      reading.add(record)
    }
    return reading
  }

  private mutating func add(_ record: ZoneRecord) {
    do throws(FieldErrors) {
      changed.append(try ZoneDocument.readStored(record))
    } catch {
      changed.append(TenantZone(id: record.zone.id, version: record.version, area: nil))
      faults.append("the zone \(record.zone.id) is not valid here, and no place is looked up in it: \(error)")
    }
  }
}

extension TenantSeed {
  /// Reads the zones. One that is not valid by the rules of today is left out of looking up places, and named.
  mutating func loadZones(from store: any Store) throws(StoreError) {
    guard let reading = try ZoneReading.read(of: id, known: [:], from: store) else { return }
    zones = reading.changed
    faults += reading.faults
  }
}
