// Bookings as the store has them, as answers: one by its identifier, pages of them, pages of their events. Bookings that
// are alive are answered by the engine; these answers are for those that have ended, and for lists.

import Bedrock
import Transport
import Trips
import TripStore

/// Answers about bookings out of the store.
enum BookingReads {
  /// The document of a booking, or 404.
  static func booking(
    _ id: ClientID, of tenant: ClientID, from store: any Store, requestID: String
  ) throws(StoreError) -> StoreOutcome {
    guard let record = try store.booking(id, of: tenant) else { return none(id) }
    return .answer(Envelope.success(requestID: requestID) { $0.raw(record.booking.document) })
  }

  /// A page of bookings, the latest placed first: `items`, and `next` where more may follow.
  static func page(
    _ query: BookingQuery, of tenant: ClientID, from store: any Store, requestID: String
  ) throws(StoreError) -> HTTPResponse {
    let records = try store.bookings(query, of: tenant)
    return Envelope.success(requestID: requestID) { json in
      json.beginObject()
      json.key("items")
      json.beginArray()
      for record in records { json.raw(record.booking.document) }
      json.endArray()
      if records.count == query.limit, let last = records.last {
        json.key("next")
        json.string("\(last.placedAt.milliseconds)~\(last.booking.id)")
      }
      json.endObject()
    }
  }

  /// A page of a booking's events, the oldest first: `items`, and `next` where more follow; or 404.
  /// - Parameters:
  ///   - after: only events with a larger number.
  ///   - limit: 1 to `StoreLimits.eventPageMax`.
  static func events(
    of booking: ClientID, after: Int64, limit: Int, tenant: ClientID, from store: any Store, requestID: String
  ) throws(StoreError) -> StoreOutcome {
    guard let record = try store.booking(booking, of: tenant) else { return none(booking) }
    var events: [TripEvent] = []
    for row in try store.events(of: booking, after: after, limit: limit, tenant: tenant) {
      do throws(LogFault) {
        events.append(try StoreOrders.event(in: row))
      } catch {
        throw .corrupt(what: error.description)
      }
    }
    let response = Envelope.success(requestID: requestID) { json in
      json.beginObject()
      json.key("items")
      json.beginArray()
      for event in events { event.write(to: &json) }
      json.endArray()
      if let last = events.last?.number, last < UInt64(record.eventCount) {
        json.key("next")
        json.integer(Int64(last))
      }
      json.endObject()
    }
    return .answer(response)
  }

  private static func none(_ booking: ClientID) -> StoreOutcome {
    .problem(Problem(.notFound, "there is no booking \(booking)"))
  }

  /// Reads which page is wanted: `state`, `from`, `until` (of the placing, Unix milliseconds), `after` (the `next` of the
  /// page before), `limit` (1 to 1000, 100 when left out). The caller finishes the reader.
  static func query(_ reader: inout QueryReader) -> BookingQuery {
    var query = BookingQuery(limit: reader.whole("limit", in: 1...StoreLimits.bookingPageMax) ?? 100)
    if let state = reader.text("state") {
      let known = BookingState.allCases.map { "\($0.name)" }
      if !known.contains(state) {
        reader.note("state", .notAllowed, "must be one of \(known.joined(separator: ", "))")
      }
      query.state = state
    }
    query.from = time("from", &reader)
    query.until = time("until", &reader)
    if let text = reader.text("after") {
      query.after = cursor(text)
      if query.after == nil { reader.note("after", .badFormat, "must be the next of the page before") }
    }
    return query
  }

  private static func time(_ name: String, _ reader: inout QueryReader) -> Instant? {
    reader.whole(name, in: 0...Int(Instant.latest.milliseconds)).map { Instant(milliseconds: Int64($0)) }
  }

  private static func cursor(_ text: String) -> BookingQuery.Cursor? {
    let parts = text.split(separator: "~", omittingEmptySubsequences: false)
    guard parts.count == 2, let milliseconds = Int64(parts[0]),
      let id = try? ClientID(parts[1], field: "after")
    else { return nil }
    return BookingQuery.Cursor(placedAt: Instant(milliseconds: milliseconds), id: id)
  }
}
