// A booking out of the store: its version and the whole log.

import Bedrock
import Engine
import Trips
import TripStore

extension StoreOrders {
  /// Reads a booking; nil when there is none. O(events).
  /// - Throws: `corrupt` when the log is not one, besides the store's own faults.
  static func read(
    _ booking: ClientID, of tenant: ClientID, from store: any Store
  ) throws(StoreError) -> BookingReading? {
    guard let record = try store.booking(booking, of: tenant) else { return nil }
    return try read(record, of: tenant, from: store)
  }

  /// The same for a booking that was found.
  static func read(
    _ record: BookingRecord, of tenant: ClientID, from store: any Store
  ) throws(StoreError) -> BookingReading {
    var events: [TripEvent] = []
    events.reserveCapacity(Int(record.eventCount))
    var last: Int64 = 0
    while last < record.eventCount {
      let page = try store.events(
        of: record.booking.id, after: last, limit: StoreLimits.eventPageMax, tenant: tenant)
      guard let end = page.last?.number else { break }
      for stored in page { events.append(try event(stored)) }
      last = end
    }
    guard Int64(events.count) == record.eventCount else {
      throw .corrupt(what: "the log: it has \(events.count) of \(record.eventCount) events")
    }
    return BookingReading(version: record.version, events: events)
  }

  /// The event in a stored row.
  static func event(_ record: EventRecord) throws(StoreError) -> TripEvent {
    do throws(TripEventError) {
      return try TripEvent(bytes: record.event.document)
    } catch {
      throw .corrupt(what: "event \(record.number) of the log: \(error)")
    }
  }
}
