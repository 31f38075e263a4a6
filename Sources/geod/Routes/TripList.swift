// Lists of trips: what may be asked, and a page as an answer.

import Access
import Bedrock
import Transport
import Trips
import TripStore

/// A question for a page of trips, with the caller's rights in it.
struct TripList: Sendable {
  private var query: TripQuery
  private let tenant: ClientID
  /// A technician has asked for somebody else's trips, which are not there.
  private let asksForOthers: Bool

  /// Reads the query. A technician's list holds its own trips only, whatever it asks for.
  init(_ call: borrowing RouteCall) throws(FieldErrors) {
    tenant = call.caller.tenant
    var reader = try QueryReader(call.request.head)
    query = TripQuery(limit: reader.read(Items.limit))
    query.technician = reader.read(Items.technician)
    query.booking = reader.read(Items.booking)
    query.state = reader.read(Items.state)
    query.isLive = reader.read(Items.live).map { $0 == "true" }
    query.from = reader.read(Items.from)
    query.until = reader.read(Items.until)
    query.after = reader.place(Items.after, PageCursor(list: .trips, tenant: tenant), Self.place)
    try reader.finish()
    let own = call.caller.role == .technician ? call.caller.subject : nil
    asksForOthers = own != nil && query.technician != nil && query.technician != own
    if let own { query.technician = own }
  }

  /// A page: `items`, and `next` where more may follow.
  func page(from store: any Store, requestID: String) throws(StoreError) -> HTTPResponse {
    let records = asksForOthers ? [] : try store.trips(query, of: tenant)
    return Envelope.success(requestID: requestID) { json in
      json.beginObject()
      json.key("items")
      json.beginArray()
      for record in records { json.raw(record.trip.document) }
      json.endArray()
      if records.count == query.limit, let last = records.last {
        json.key("next")
        json.string(
          Self.cursor(TripQuery.Cursor(startedAt: last.trip.startedAt, id: last.trip.id), of: tenant))
      }
      json.endObject()
    }
  }

  /// A place in a tenant's list of trips.
  static func cursor(_ place: TripQuery.Cursor, of tenant: ClientID) -> String {
    var bytes = ByteWriter()
    bytes.append(place.startedAt.milliseconds)
    bytes.append(place.id.description)
    return PageCursor(list: .trips, tenant: tenant).text(bytes)
  }

  private static func place(_ bytes: inout ByteReader) -> TripQuery.Cursor? {
    guard let startedAt = bytes.number(Int64.self), let id = bytes.text().flatMap({ UUIDv7($0) }) else {
      return nil
    }
    return TripQuery.Cursor(startedAt: Instant(milliseconds: startedAt), id: id)
  }

  /// The items of the query.
  enum Items {
    static let technician = QueryItem<ClientID?>.id("technician", "Only trips of this technician.")
    static let booking = QueryItem<ClientID?>.id("booking", "Only trips that served this booking.")
    static let state = QueryItem<String?>.word(
      "state", among: TripState.allCases.map { "\($0.name)" }, "Only trips in this state.")
    static let live = QueryItem<String?>.word(
      "live", among: ["true", "false"], "`true`: only trips under way; `false`: only those that are over.")
    static let from = QueryItem<Instant?>.moment("from", "Only trips that started at this time or later.")
    static let until = QueryItem<Instant?>.moment("until", "Only trips that started before this time.")
    static let after = QueryItem<String?>.cursor(
      "after",
      "Where the page begins: the `next` of the page before. Not made up: of another tenant it is refused.")
    static let limit = QueryItem<Int>.whole(
      "limit", in: 1...StoreLimits.tripPageMax, else: 100, "Trips per page.")

    static let all = [
      technician.parameter, booking.parameter, state.parameter, live.parameter, from.parameter,
      until.parameter, after.parameter, limit.parameter,
    ]
  }
}
