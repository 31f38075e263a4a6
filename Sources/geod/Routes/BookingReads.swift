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
    _ id: ClientID, of tenant: ClientID, showsCustomer: Bool, from store: any Store, requestID: String
  ) throws(StoreError) -> StoreOutcome {
    guard let record = try store.booking(id, of: tenant) else { return none(id) }
    return .answer(
      Envelope.success(requestID: requestID) { write(record.booking, showsCustomer: showsCustomer, &$0) })
  }

  /// The stored document, with the customer for those who may know.
  private static func write(_ booking: BookingDraft, showsCustomer: Bool, _ json: inout JSONWriter) {
    guard showsCustomer, let customer = booking.customer else { return json.raw(booking.document) }
    json.beginObject()
    json.members(of: booking.document)
    json.key("customer")
    json.string(customer.text)
    json.endObject()
  }

  /// A page of bookings, the latest placed first: `items`, and `next` where more may follow.
  static func page(
    _ query: BookingQuery, of tenant: ClientID, showsCustomer: Bool, from store: any Store, requestID: String
  ) throws(StoreError) -> HTTPResponse {
    let records = try store.bookings(query, of: tenant)
    return Envelope.success(requestID: requestID) { json in
      json.beginObject()
      json.key("items")
      json.beginArray()
      for record in records { write(record.booking, showsCustomer: showsCustomer, &json) }
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

  /// A page of the decisions about a booking, the oldest first: `items`, and `next` where more may follow. Decisions
  /// have a term of their own: they may outlive the booking, and the booking them. 404 when neither is there.
  /// - Parameters:
  ///   - after: only decisions of a larger version of the booking.
  ///   - limit: 1 to `StoreLimits.decisionPageMax`.
  static func decisions(
    of booking: ClientID, after: Int64, limit: Int, tenant: ClientID, from store: any Store, requestID: String
  ) throws(StoreError) -> StoreOutcome {
    let records = try store.decisions(of: booking, after: after, limit: limit, tenant: tenant)
    if records.isEmpty, after == 0, try store.booking(booking, of: tenant) == nil {
      return none(booking)
    }
    let response = Envelope.success(requestID: requestID) { json in
      json.beginObject()
      json.key("items")
      json.beginArray()
      for record in records { write(record, &json) }
      json.endArray()
      if records.count == limit, let last = records.last {
        json.key("next")
        json.integer(last.version)
      }
      json.endObject()
    }
    return .answer(response)
  }

  private static func write(_ record: DecisionRecord, _ json: inout JSONWriter) {
    json.beginObject()
    if let offer = record.offer {
      json.key("offer")
      json.string(offer.description)
    }
    if let wave = record.wave {
      json.key("wave")
      json.integer(wave)
    }
    json.key("madeAt")
    json.integer(record.at.milliseconds)
    json.key("decision")
    json.raw(record.document)
    json.endObject()
  }

  private static func none(_ booking: ClientID) -> StoreOutcome {
    .problem(Problem(.notFound, "there is no booking \(booking)"))
  }

  /// Reads which page is wanted: `state`, `from`, `until` (of the placing, Unix milliseconds), `after` (the `next` of the
  /// page before), `limit` (1 to 1000, 100 when left out). The caller finishes the reader.
  static func query(_ reader: inout QueryReader) -> BookingQuery {
    var query = BookingQuery(limit: reader.read(Items.limit))
    query.state = reader.read(Items.state)
    query.from = reader.read(Items.from)
    query.until = reader.read(Items.until)
    query.after = reader.read(Items.after)
    return query
  }

  /// The items of the query of a list.
  enum Items {
    static let state = QueryItem<String?>.word(
      "state", among: BookingState.allCases.map { "\($0.name)" }, "Only bookings in this state.")
    static let from = QueryItem<Instant?>.moment(
      "from", "Only bookings that were placed at this time or later.")
    static let until = QueryItem<Instant?>.moment(
      "until", "Only bookings that were placed at this time or earlier.")
    static let after = QueryItem<BookingQuery.Cursor?>(
      "after", .text(pattern: cursorPattern), "Where the page begins: the `next` of the page before."
    ) { reader in
      guard let text = reader.text("after") else { return nil }
      let found = cursor(text)
      if found == nil { reader.note("after", .badFormat, "must be the next of the page before") }
      return found
    }
    static let limit = QueryItem<Int>.whole(
      "limit", in: 1...StoreLimits.bookingPageMax, else: 100, "Bookings per page.")

    static let all = [state.parameter, from.parameter, until.parameter, after.parameter, limit.parameter]
  }

  /// What ``cursor(_:)`` reads, as a regular expression.
  static let cursorPattern = "^[0-9]+~[A-Za-z0-9._-]{1,64}$"

  private static func cursor(_ text: String) -> BookingQuery.Cursor? {
    let parts = text.split(separator: "~", omittingEmptySubsequences: false)
    guard parts.count == 2, let milliseconds = Int64(parts[0]),
      let id = try? ClientID(parts[1], field: "after")
    else { return nil }
    return BookingQuery.Cursor(placedAt: Instant(milliseconds: milliseconds), id: id)
  }
}
