// The fleet's record against the store itself, after the server has ended: events and shares, which the public interface
// does not show one by one.

import Bedrock
import FleetClient
import TripStore

/// Compares by reading the store.
enum StoreCheck {
  /// Compares everything of the record with a store that no server uses.
  /// - Parameter directory: what the server has kept for itself, where points may wait for a database.
  static func compare(
    _ record: FleetRecord, in place: StorePlace, keeping directory: String
  ) -> RecordCheck.Outcome {
    var outcome = RecordCheck.Outcome()
    do {
      let store = try place.openForServing(keeping: directory)
      for (id, account) in record.bookings { try compare(account, id, store, &outcome) }
      for (id, account) in record.shares { try compare(account, id, store, &outcome) }
      for id in record.trips.keys { try compare(record.fixes(of: id), of: id, store, &outcome) }
    } catch {
      outcome.faults.append("the store cannot be read: \(error)")
    }
    return outcome
  }

  private static let tenant = DemoConfiguration.tenant

  /// Every event that a viewer was told is in the log, at its place. Everybody who was told to have won had the booking.
  private static func compare(
    _ account: BookingAccount, _ id: ClientID, _ store: any Store, _ outcome: inout RecordCheck.Outcome
  ) throws(StoreError) {
    var log: [Int64: String] = [:]
    var after: Int64 = 0
    while true {
      let page = try store.events(of: id, after: after, limit: StoreLimits.eventPageMax, tenant: tenant)
      for record in page { log[record.number] = record.event.kind }
      guard page.count == StoreLimits.eventPageMax, let last = page.last else { break }
      after = last.number
    }
    for (number, kind) in account.events {
      outcome.events += 1
      if log[number] != kind {
        outcome.faults.append("\(id): event \(number), told as \(kind), is \(log[number] ?? "missing")")
      }
    }
    let assigned = Set(try store.assignments(of: id, tenant: tenant).map(\.technician))
    for technician in account.winners.values where !assigned.contains(technician) {
      outcome.faults.append("\(id): \(technician) was told to have won and never had it")
    }
  }

  /// Every fix that was acknowledged is there once, as it was sent, and a device's fixes rise with time.
  private static func compare(
    _ fixes: [AcknowledgedFix], of trip: UUIDv7, _ store: any Store, _ outcome: inout RecordCheck.Outcome
  ) throws(StoreError) {
    guard !fixes.isEmpty else { return }
    var times: [Int64: Instant] = [:]
    var last: (sequence: Int64, at: Instant)?
    var faults: [String] = []
    try store.forEachPoint(of: trip, tenant: tenant) { (point) throws(StoreError) in
      if times.updateValue(point.at, forKey: point.sequence) != nil {
        faults.append("\(trip): the fix \(point.sequence) is there twice")
      }
      if let last, point.at > last.at, point.sequence < last.sequence {
        faults.append("\(trip): the fix \(point.sequence) comes after \(last.sequence)")
      }
      last = (point.sequence, point.at)
    }
    let missing = fixes.filter { times[Int64(bitPattern: $0.sequence)] != $0.fix.time }.map(\.sequence)
    if !missing.isEmpty {
      faults.append(
        "\(trip): of \(fixes.count) acknowledged fixes \(missing.count) are not in the store or have another time: "
          + RecordCheck.ranges(missing))
    }
    outcome.faults += faults
  }

  /// The share is there, and is ended where its end was answered.
  private static func compare(
    _ account: ShareAccount, _ id: UUIDv7, _ store: any Store, _ outcome: inout RecordCheck.Outcome
  ) throws(StoreError) {
    outcome.shares += 1
    let shares = try store.shares(of: account.booking, tenant: tenant)
    guard let share = shares.first(where: { $0.share.id == id }) else {
      outcome.faults.append("\(account.booking): a share is missing")
      return
    }
    if share.share.assignmentVersion != account.assignmentVersion {
      outcome.faults.append("\(account.booking): a share shows another assignment")
    }
    if account.isEnded, share.endedAt == nil {
      outcome.faults.append("\(account.booking): a share lives after its end")
    }
  }
}
