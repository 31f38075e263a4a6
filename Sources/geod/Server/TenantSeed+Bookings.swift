// The bookings of a tenant that go on after a start: each is the fold of its log.

import Bedrock
import Engine
import Trips
import TripStore

extension TenantSeed {
  /// Reads the bookings that have not ended.
  ///
  /// A log that cannot be read keeps its booking out of service: nothing can be decided on a guess. The others go
  /// on, the fault names the booking, and the store still refuses whoever would place it anew. A fault of the store
  /// itself ends the loading.
  mutating func loadBookings(from store: any Store) throws(StoreError) {
    var records: [BookingRecord] = []
    try store.forEachLiveBooking(of: id) { (record) throws(StoreError) in records.append(record) }
    bookings.reserveCapacity(records.count)
    for record in records {
      switch try Self.stored(record, of: id, in: store) {
      case .success(let booking): bookings.append(booking)
      case .failure(let fault):
        faults.append("the booking \(record.booking.id) is out of service: \(fault)")
      }
    }
  }

  /// Everything about one booking.
  /// - Returns: why its log is none, where that is so.
  static func stored(
    _ record: BookingRecord, of tenant: ClientID, in store: any Store
  ) throws(StoreError) -> Result<StoredBooking, LogFault> {
    let log = try StoreOrders.log(of: record, tenant, in: store)
    var booking: StoredBooking
    do throws(LogFault) {
      booking = StoredBooking(life: try life(of: record, log), version: record.version, points: [])
    } catch {
      return .failure(error)
    }
    if let trip = booking.life.liveTrip {
      var points: [TripFix] = []
      try store.forEachPoint(of: trip.id, tenant: tenant) { (point) throws(StoreError) in
        points.append(TripFix(point))
      }
      booking.points = points
    }
    return .success(booking)
  }

  private static func life(of record: BookingRecord, _ log: [EventRecord]) throws(LogFault) -> BookingLife {
    let events = try StoreOrders.events(in: log, of: record)
    let life: BookingLife
    do throws(TripLogError) {
      life = try BookingLife(folding: events)
    } catch {
      throw LogFault(description: "the log contradicts itself: \(error)")
    }
    guard life.booking.id == record.booking.id else {
      throw LogFault(description: "the log is of the booking \(life.booking.id)")
    }
    guard "\(life.booking.state.name)" == record.booking.state else {
      throw LogFault(
        description: "the log ends with \(life.booking.state.name), the booking with \(record.booking.state)")
    }
    return life
  }

  /// Reads the shares that may still open something.
  mutating func loadShares(from store: any Store, now: Instant) throws(StoreError) {
    var shares: [Share] = []
    var faults: [String] = []
    try store.forEachLiveShare(of: id, now: now) { (record) throws(StoreError) in
      guard let share = Share(record) else {
        faults.append("the share \(record.share.id) has an impossible assignment and was left out")
        return
      }
      shares.append(share)
    }
    self.shares = shares
    self.faults += faults
  }
}

extension Share {
  /// The share that was stored; nil when no engine can have made it.
  init?(_ record: ShareRecord) {
    let share = record.share
    guard let version = UInt32(exactly: share.assignmentVersion), share.hash.count == ShareDraft.hashBytes
    else {
      return nil
    }
    self.init(
      id: share.id, hash: ShareHash(share.hash), booking: share.booking, assignmentVersion: version,
      expiresAt: share.expiresAt)
  }
}
