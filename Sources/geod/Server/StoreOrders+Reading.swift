// A booking out of the store: its version and the whole log.

import Bedrock
import Engine
import Trips
import TripStore

/// Why a stored log is none. The store works; what was written is not what this program writes.
struct LogFault: Error, CustomStringConvertible {
  var description: String
}

extension StoreOrders {
  /// Reads a booking; nil when there is none. O(events).
  /// - Throws: `corrupt` when the log is none, besides the store's own faults.
  static func read(
    _ booking: ClientID, of tenant: ClientID, from store: any Store
  ) throws(StoreError) -> BookingReading? {
    guard let record = try store.booking(booking, of: tenant) else { return nil }
    let log = try log(of: record, tenant, in: store)
    do throws(LogFault) {
      return BookingReading(version: record.version, events: try events(in: log, of: record))
    } catch {
      throw .corrupt(what: error.description)
    }
  }

  /// Looks up a booking that goes on.
  static func find(
    _ sought: BookingSought, of tenant: ClientID, in store: any Store
  ) throws(StoreError) -> SearchVerdict {
    let id: ClientID? =
      switch sought {
      case .booking(let booking): booking
      case .offer(let offer): try store.booking(ofOffer: offer, tenant: tenant)
      // A trip that has not begun is not stored as one.
      case .trip(let trip): try store.trip(trip, of: tenant)?.booking
      }
    guard let id, let record = try store.booking(id, of: tenant), record.booking.endedAt == nil else {
      return .absent
    }
    // A log that is none is not there for anybody; the next start names it.
    guard case .success(let booking) = try TenantSeed.stored(record, of: tenant, in: store) else {
      return .absent
    }
    return .found(booking)
  }

  /// The rows of a booking's log, page by page. Another process may append meanwhile: what came after the record was read
  /// is left out.
  static func log(
    of record: BookingRecord, _ tenant: ClientID, in store: any Store
  ) throws(StoreError) -> [EventRecord] {
    var rows: [EventRecord] = []
    while Int64(rows.count) < record.eventCount {
      let left = Int(record.eventCount) - rows.count
      let page = try store.events(
        of: record.booking.id, after: rows.last?.number ?? 0, limit: min(left, StoreLimits.eventPageMax),
        tenant: tenant)
      if page.isEmpty { break }
      rows += page
    }
    return rows
  }

  /// The events in the rows of a booking's log, which has to be whole.
  static func events(
    in log: [EventRecord], of record: BookingRecord
  ) throws(LogFault) -> [TripEvent] {
    guard Int64(log.count) == record.eventCount else {
      throw LogFault(description: "the log has \(log.count) of \(record.eventCount) events")
    }
    var events: [TripEvent] = []
    events.reserveCapacity(log.count)
    for row in log { events.append(try event(in: row)) }
    return events
  }

  /// The event in a row.
  static func event(in row: EventRecord) throws(LogFault) -> TripEvent {
    do throws(TripEventError) {
      return try TripEvent(bytes: row.event.document)
    } catch {
      throw LogFault(description: "event \(row.number) of the log cannot be read: \(error)")
    }
  }
}
