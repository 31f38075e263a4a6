// What a tenant's engine is made from: everything that the store has about it. The bookings that are alive are in
// TenantSeed+Bookings.swift.

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
  /// Bookings that have not ended, in the order of their identifiers.
  var bookings: [StoredBooking] = []
  /// Shares that may still open something; the earliest to expire first.
  var shares: [Share] = []
  /// Zones, those among them in which no place is looked up.
  var zones: [TenantZone] = []
  /// What could not be used, for the log. A stored document that cannot be read is no reason to refuse the
  /// others, and none to be silent.
  var faults: [String] = []

  /// Reads a tenant; nil when there is none. O(everything that is alive in it).
  /// - Parameter now: engine time; shares that have expired by then are left out.
  static func load(_ id: ClientID, from store: any Store, now: Instant) throws(StoreError) -> TenantSeed? {
    guard try store.tenant(id) != nil else { return nil }
    var seed = TenantSeed(id: id, settings: TenantSettings(), settingsVersion: 0, profiles: [])
    try seed.loadSettings(from: store)
    try seed.loadProfiles(from: store)
    try seed.loadZones(from: store)
    do throws(StoreError) {
      seed.snapshot = try store.positions(of: id)
    } catch {
      guard case .corrupt = error else { throw error }
      seed.faults.append("the snapshot of live positions is corrupt and was left out")
    }
    try seed.loadBookings(from: store)
    try seed.loadShares(from: store, now: now)
    return seed
  }

  private mutating func loadSettings(from store: any Store) throws(StoreError) {
    guard let record = try store.settings(of: id) else { return }
    settingsVersion = record.version
    do {
      settings = try SettingsDocument.readStored(record.document)
    } catch {
      faults.append("the settings are not valid here and the defaults are in force: \(error)")
    }
  }

  private mutating func loadProfiles(from store: any Store) throws(StoreError) {
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
    self.profiles = profiles
    self.faults += faults
  }
}

/// What reading a tenant for somebody who waits for it has come to.
enum TenantReading: Sendable {
  /// Somebody else was faster: it is being served.
  case isSeated
  /// This is what the store has.
  case seed(TenantSeed)
  /// There is no such tenant.
  case absent
}
