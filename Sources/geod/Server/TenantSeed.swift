// What a tenant's engine is made from: everything that the store has about it.

import Bedrock
import Engine
import TripStore

/// A tenant as it comes out of the store.
struct TenantSeed: Sendable {
  var id: ClientID
  var settings: TenantSettings
  /// 0 when the defaults are in force.
  var settingsVersion: Int64
  var profiles: [TechnicianProfile]
  var snapshot: PositionSnapshot?
  /// What could not be used, for the log. A stored document that cannot be read is no reason to refuse the
  /// others, and none to be silent.
  var faults: [String] = []

  /// Reads a tenant; nil when there is none.
  static func load(_ id: ClientID, from store: any Store) throws(StoreError) -> TenantSeed? {
    guard try store.tenant(id) != nil else { return nil }
    var seed = TenantSeed(id: id, settings: TenantSettings(), settingsVersion: 0, profiles: [])
    if let record = try store.settings(of: id) {
      seed.settingsVersion = record.version
      do {
        seed.settings = try SettingsDocument.read(try JSONValue.parse(record.document, field: "settings"))
      } catch {
        seed.faults.append("the settings are not valid here and the defaults are in force: \(error)")
      }
    }
    var profiles: [TechnicianProfile] = []
    var faults: [String] = []
    try store.forEachTechnician(of: id) { record in
      do {
        let value = try JSONValue.parse(record.profile, field: "profile")
        profiles.append(try ProfileDocument.read(value, id: record.id))
      } catch {
        faults.append("the profile of a technician is not valid here and was left out: \(error)")
      }
    }
    seed.profiles = profiles
    seed.faults += faults
    do throws(StoreError) {
      seed.snapshot = try store.positions(of: id)
    } catch {
      guard case .corrupt = error else { throw error }
      seed.faults.append("the snapshot of live positions is corrupt and was left out")
    }
    return seed
  }
}
