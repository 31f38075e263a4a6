// The lines of an export: which kinds there are, and what each holds.

import Bedrock
import GeoIndex
import Trips
import TripStore

/// Writes lines and counts them. The store's reading ends with a fault of the store only, so a fault of the sink is kept
/// aside and ends it with a substitute.
struct ExportWriter {
  private let sink: ExportSink
  private var buffer: [UInt8] = []
  /// What was written.
  private(set) var report = ExportReport()
  /// Why the sink took no more.
  private(set) var fault: ExportFault?

  init(sink: ExportSink) {
    self.sink = sink
  }

  private mutating func hand(_ bytes: [UInt8]) throws(StoreError) {
    do throws(ExportFault) {
      try sink.append(bytes)
    } catch {
      fault = error
      throw .fatal(reason: "the export cannot be written")
    }
  }

  /// One object, with its kind first.
  private mutating func line(
    _ kind: ExportReport.Kind, _ members: (inout JSONWriter) -> Void
  ) throws(StoreError) {
    var bytes: [UInt8] = []
    swap(&bytes, &buffer)
    var json = JSONWriter(consume bytes)
    json.beginObject()
    json.key("kind")
    json.string(kind.rawValue)
    members(&json)
    json.endObject()
    buffer = json.finish()
    buffer.append(UInt8(ascii: "\n"))
    try hand(buffer)
    buffer.removeAll(keepingCapacity: true)
    report.count(kind)
  }

  // MARK: Lines of JSON

  /// The first line: whose data these are, as of when, and what was left out.
  mutating func head(_ order: ExportOrder, at now: Instant) throws(StoreError) {
    try line(.export) { json in
      json.member("tenant", order.tenant.text)
      json.member("t", now)
      if let from = order.from { json.member("from", from) }
      if let until = order.until { json.member("until", until) }
      if let technician = order.technician { json.member("technician", technician.text) }
      json.key("points")
      json.bool(order.withPoints)
    }
  }

  mutating func booking(_ record: BookingRecord) throws(StoreError) {
    try line(.booking) { json in
      json.member("placedAt", record.placedAt)
      json.member("changedAt", record.changedAt)
      json.key("data")
      json.raw(record.booking.document)
    }
  }

  mutating func event(_ event: TripEvent) throws(StoreError) {
    try line(.event) { json in
      json.key("data")
      event.write(to: &json)
    }
  }

  mutating func offer(_ record: OfferRecord) throws(StoreError) {
    try line(.offer) { json in
      json.key("data")
      json.raw(record.offer.document)
    }
  }

  mutating func assignment(_ assignment: AssignmentDraft, of booking: ClientID) throws(StoreError) {
    try line(.assignment) { json in
      json.key("data")
      json.beginObject()
      json.member("booking", booking.text)
      json.key("version")
      json.integer(assignment.version)
      json.member("technician", assignment.technician.text)
      json.member("since", assignment.since)
      if let endedAt = assignment.endedAt { json.member("endedAt", endedAt) }
      json.endObject()
    }
  }

  mutating func trip(_ record: TripRecord) throws(StoreError) {
    try line(.trip) { json in
      json.key("data")
      json.raw(record.trip.document)
    }
  }

  mutating func summary(_ record: TripSummaryRecord) throws(StoreError) {
    try line(.summary) { json in
      json.key("data")
      json.raw(record.summary.document)
    }
  }

  /// A point, with the names that fixes have on the wire.
  mutating func point(_ point: TripStore.TrackPoint) throws(StoreError) {
    try line(.point) { json in
      json.key("data")
      json.beginObject()
      json.member("trip", point.trip.description)
      json.member("device", point.device.text)
      json.key("seq")
      json.integer(point.sequence)
      json.member("t", point.at)
      json.key("lat")
      json.number(point.place.latitudeDegrees, decimals: 7)
      json.key("lon")
      json.number(point.place.longitudeDegrees, decimals: 7)
      json.member("acc", point.accuracyMeters)
      json.member("spd", point.speedMetersPerSecond)
      json.member("hdg", point.headingDegrees)
      json.endObject()
    }
  }

  /// Whether a summary is of a technician's trip.
  func isAbout(_ technician: ClientID, _ record: TripSummaryRecord) -> Bool {
    TripReads.isSummary(record.summary.document, of: technician)
  }

  // MARK: A trace

  /// The header that `TraceReader` knows.
  mutating func traceHead() throws(StoreError) { try hand(Array("cab,lat,lon,occupied,unix_time\n".utf8)) }

  /// A trip begins.
  mutating func beginTrip() { report.count(.trip) }

  /// A fix of a trip. Seconds are cut, so that no fix comes before it was made by more than one.
  mutating func fix(_ point: TripStore.TrackPoint, of technician: ClientID) throws(StoreError) {
    var bytes = Array(technician.text.utf8)
    for degrees in [point.place.latitudeDegrees, point.place.longitudeDegrees] {
      bytes.append(UInt8(ascii: ","))
      DecimalText.append(degrees, decimals: 7, to: &bytes)
    }
    bytes.append(contentsOf: ",1,".utf8)
    DecimalText.append(point.at.milliseconds / 1000, to: &bytes)
    bytes.append(UInt8(ascii: "\n"))
    try hand(bytes)
    report.count(.point)
  }
}

extension JSONWriter {
  fileprivate mutating func member(_ name: StaticString, _ time: Instant) {
    key(name)
    integer(time.milliseconds)
  }

  /// Left out where nothing is known.
  fileprivate mutating func member(_ name: StaticString, _ value: Double?) {
    guard let value else { return }
    key(name)
    number(value, decimals: 3)
  }
}
