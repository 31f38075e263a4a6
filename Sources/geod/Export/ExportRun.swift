// An export from beginning to end, as of one moment. It goes page by page, so that one page of bookings and one trip's
// points are all that is in memory.

import Bedrock
import Trips
import TripStore

/// One export.
struct ExportRun {
  private let order: ExportOrder
  private let now: Instant
  private let store: any Store
  private var writer: ExportWriter
  private var progress: ExportProgress

  /// Documents of bookings are up to 256 KiB each.
  private static let bookingsPerPage = 32
  private static let tripsPerPage = 256

  init(
    _ order: ExportOrder, at now: Instant, store: any Store, sink: ExportSink, showsProgress: Bool
  ) {
    self.order = order
    self.now = now
    self.store = store
    writer = ExportWriter(sink: sink)
    progress = ExportProgress(isShown: showsProgress)
  }

  /// Writes everything to the sink, which the caller finishes.
  mutating func run() throws -> ExportReport {
    defer { progress.finish() }
    do throws(StoreError) {
      try store.reading { () throws(StoreError) in
        switch order.format {
        case .ndjson: try writeBookings()
        case .trace: try writeTrace()
        }
      }
    } catch {
      // What the sink could not take has ended the reading; that is the fault to tell.
      if let fault = writer.fault { throw fault }
      throw error
    }
    return writer.report
  }

  // MARK: Lines of JSON

  private mutating func writeBookings() throws(StoreError) {
    try writer.head(order, at: now)
    var query = BookingQuery(from: order.from, until: order.until, limit: Self.bookingsPerPage)
    while true {
      let page = try store.bookings(query, of: order.tenant)
      for record in page { try write(record) }
      guard let last = page.last, page.count == query.limit else { break }
      query.after = BookingQuery.Cursor(placedAt: last.placedAt, id: last.booking.id)
    }
    try writeSummariesWithoutBooking()
  }

  private mutating func write(_ record: BookingRecord) throws(StoreError) {
    let id = record.booking.id
    let assignments = try store.assignments(of: id, tenant: order.tenant)
    if let technician = order.technician, !assignments.contains(where: { $0.technician == technician }) {
      return
    }
    try writer.booking(record)
    try writeEvents(of: record)
    for offer in try store.offers(of: id, tenant: order.tenant) { try writer.offer(offer) }
    for assignment in assignments { try writer.assignment(assignment, of: id) }
    for trip in try store.trips(of: id, tenant: order.tenant) {
      try writer.trip(trip)
      if let summary = try store.summary(of: trip.trip.id, tenant: order.tenant) {
        try writer.summary(summary)
      }
      if order.withPoints { try writePoints(of: trip.trip.id) }
    }
    progress.show(writer.report)
  }

  private mutating func writeEvents(of record: BookingRecord) throws(StoreError) {
    var after: Int64 = 0
    while after < record.eventCount {
      let page = try store.events(
        of: record.booking.id, after: after, limit: StoreLimits.eventPageMax, tenant: order.tenant)
      guard let last = page.last else { break }
      for row in page { try writer.event(Self.event(in: row)) }
      after = last.number
    }
  }

  private static func event(in row: EventRecord) throws(StoreError) -> TripEvent {
    do throws(LogFault) {
      return try StoreOrders.event(in: row)
    } catch {
      throw .corrupt(what: error.description)
    }
  }

  private mutating func writePoints(of trip: UUIDv7) throws(StoreError) {
    var writer = writer
    defer { self.writer = writer }
    try store.forEachPoint(of: trip, tenant: order.tenant) { (point) throws(StoreError) in
      try writer.point(point)
    }
  }

  private mutating func writeSummariesWithoutBooking() throws(StoreError) {
    var writer = writer
    defer { self.writer = writer }
    try store.forEachSummaryWithoutBooking(
      of: order.tenant, from: order.from ?? .epoch, until: order.until ?? Instant(milliseconds: .max)
    ) { (summary) throws(StoreError) in
      if let technician = order.technician, !writer.isAbout(technician, summary) { return }
      try writer.summary(summary)
    }
  }

  // MARK: A trace

  private mutating func writeTrace() throws(StoreError) {
    try writer.traceHead()
    var query = TripQuery(limit: Self.tripsPerPage)
    query.technician = order.technician
    query.from = order.from
    query.until = order.until
    while true {
      let page = try store.trips(query, of: order.tenant)
      for record in page { try writeTrack(of: record) }
      guard let last = page.last, page.count == query.limit else { break }
      query.after = TripQuery.Cursor(startedAt: last.trip.startedAt, id: last.trip.id)
    }
  }

  private mutating func writeTrack(of record: TripRecord) throws(StoreError) {
    var writer = writer
    writer.beginTrip()
    try store.forEachPoint(of: record.trip.id, tenant: order.tenant) { (point) throws(StoreError) in
      try writer.fix(point, of: record.trip.technician)
    }
    self.writer = writer
    progress.show(writer.report)
  }
}
