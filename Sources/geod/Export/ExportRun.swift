// An export from beginning to end. It goes page by page, so that one page of bookings and a page of one trip's points are all
// that is in memory, and every page is read to its end before it is written: whoever is slow to take the export holds up
// nobody who works with the store.

import Bedrock
import Trips
import TripStore

/// One export.
///
/// A booking with all that belongs to it is of one moment; its points come after that, and those of a day that is dropped
/// meanwhile are missing. What is placed or started after the beginning is not in it.
struct ExportRun {
  private let order: ExportOrder
  private let now: Instant
  private let store: any Store
  private var writer: ExportWriter
  private var progress: ExportProgress

  /// Documents of bookings are up to 256 KiB each.
  private static let bookingsPerPage = 32
  private static let tripsPerPage = 256
  private static let pointsPerPage = 4096

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
      switch order.format {
      case .ndjson: try writeBookings()
      case .trace: try writeTrace()
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
      for record in page { try write(record.booking.id) }
      guard let last = page.last, page.count == query.limit else { break }
      query.after = BookingQuery.Cursor(placedAt: last.placedAt, id: last.booking.id)
    }
    try writeSummariesWithoutBooking()
  }

  /// A booking with all that belongs to it but points.
  private struct Whole {
    var booking: BookingRecord
    var events: [TripEvent] = []
    var offers: [OfferRecord]
    var assignments: [AssignmentDraft]
    var trips: [(trip: TripRecord, summary: TripSummaryRecord?)] = []
  }

  private mutating func write(_ id: ClientID) throws(StoreError) {
    guard let whole = try read(id) else { return }
    try writer.booking(whole.booking)
    for event in whole.events { try writer.event(event) }
    for offer in whole.offers { try writer.offer(offer) }
    for assignment in whole.assignments { try writer.assignment(assignment, of: id) }
    for (trip, summary) in whole.trips {
      try writer.trip(trip)
      if let summary { try writer.summary(summary) }
      guard order.withPoints else { continue }
      try forEachPage(of: trip.trip.id) { (page, writer) throws(StoreError) in
        for point in page { try writer.point(point) }
      }
    }
    progress.show(writer.report)
  }

  /// Reads a booking as of one moment; nil when it has gone meanwhile, or is not asked for.
  private func read(_ id: ClientID) throws(StoreError) -> Whole? {
    try store.reading { () throws(StoreError) in
      let assignments = try store.assignments(of: id, tenant: order.tenant)
      if let technician = order.technician, !assignments.contains(where: { $0.technician == technician }) {
        return nil
      }
      guard let record = try store.booking(id, of: order.tenant) else { return nil }
      var whole = Whole(
        booking: record, offers: try store.offers(of: id, tenant: order.tenant), assignments: assignments)
      whole.events = try events(of: record)
      for trip in try store.trips(of: id, tenant: order.tenant) {
        whole.trips.append((trip, try store.summary(of: trip.trip.id, tenant: order.tenant)))
      }
      return whole
    }
  }

  private func events(of record: BookingRecord) throws(StoreError) -> [TripEvent] {
    var events: [TripEvent] = []
    var after: Int64 = 0
    while after < record.eventCount {
      let page = try store.events(
        of: record.booking.id, after: after, limit: StoreLimits.eventPageMax, tenant: order.tenant)
      guard let last = page.last else { break }
      for row in page { events.append(try Self.event(in: row)) }
      after = last.number
    }
    return events
  }

  private static func event(in row: EventRecord) throws(StoreError) -> TripEvent {
    do throws(LogFault) {
      return try StoreOrders.event(in: row)
    } catch {
      throw .corrupt(what: error.description)
    }
  }

  /// Reads the points of a trip page by page, and has each written when it is read.
  private mutating func forEachPage(
    of trip: UUIDv7, _ write: ([TripStore.TrackPoint], inout ExportWriter) throws(StoreError) -> Void
  ) throws(StoreError) {
    var after: PointPlace?
    while true {
      let page = try store.points(of: trip, after: after, limit: Self.pointsPerPage, tenant: order.tenant)
      try write(page, &writer)
      guard let last = page.last, page.count == Self.pointsPerPage else { return }
      after = PointPlace(at: last.at, device: last.device, sequence: last.sequence)
    }
  }

  /// The one part that is written while it is read: of these rows nobody else waits for any.
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
    writer.beginTrip()
    try forEachPage(of: record.trip.id) { (page, writer) throws(StoreError) in
      for point in page { try writer.fix(point, of: record.trip.technician) }
    }
    progress.show(writer.report)
  }
}
