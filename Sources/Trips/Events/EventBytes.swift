// The values that events are made of, in the binary form: fixed order, little end first, texts counted.

import Bedrock
import GeoIndex

/// Appends the values of an event.
struct EventWriter {
  private var output = ByteWriter()

  var bytes: [UInt8] { output.bytes }

  mutating func byte(_ value: UInt8) { output.append(value) }
  mutating func count(_ value: Int) { output.append(UInt16(value)) }
  mutating func number(_ value: UInt32) { output.append(value) }
  mutating func number(_ value: UInt64) { output.append(value) }
  mutating func instant(_ value: Instant) { output.append(value.milliseconds) }
  mutating func clientID(_ value: ClientID) { output.append(value.text) }
  mutating func note(_ value: Note) { output.append(value.text) }

  mutating func uuid(_ value: UUIDv7) {
    output.append(value.high)
    output.append(value.low)
  }

  mutating func point(_ value: GeoPoint) {
    output.append(value.latitudeAngle)
    output.append(value.longitudeAngle)
  }

  mutating func optional(_ value: Instant?) {
    byte(value == nil ? 0 : 1)
    if let value { instant(value) }
  }

  mutating func optional(_ value: ClientID?) {
    byte(value == nil ? 0 : 1)
    if let value { clientID(value) }
  }

  mutating func list(_ values: [ClientID]) {
    count(values.count)
    for value in values { clientID(value) }
  }

  mutating func window(_ value: TimeWindow) {
    instant(value.start)
    instant(value.end)
  }

  mutating func sla(_ value: SLATerms) {
    optional(value.assignBy)
    optional(value.arriveBy)
  }

  mutating func terms(_ value: BookingTerms) {
    point(value.place)
    list(value.skillsRequired)
    list(value.skillsPreferred)
    window(value.window)
    sla(value.sla)
    optional(value.preferences.picked)
    list(value.preferences.blocked)
    list(value.textReferences)
  }
}

/// Reads what ``EventWriter`` wrote, and trusts none of it.
struct EventReader {
  private var input: ByteReader

  init(_ bytes: [UInt8]) { input = ByteReader(bytes) }

  var isAtEnd: Bool { input.isAtEnd }

  mutating func byte() throws(TripEventError) -> UInt8 { try need(input.number(UInt8.self)) }
  mutating func count() throws(TripEventError) -> Int { Int(try need(input.number(UInt16.self))) }
  mutating func number32() throws(TripEventError) -> UInt32 { try need(input.number(UInt32.self)) }
  mutating func number64() throws(TripEventError) -> UInt64 { try need(input.number(UInt64.self)) }
  mutating func instant() throws(TripEventError) -> Instant {
    Instant(milliseconds: try need(input.number(Int64.self)))
  }
  mutating func clientID() throws(TripEventError) -> ClientID {
    let text = try need(input.text())
    do { return try ClientID(text, field: "id") } catch { throw .invalid }
  }
  mutating func note() throws(TripEventError) -> Note { Note(trusted: try need(input.text())) }

  mutating func uuid() throws(TripEventError) -> UUIDv7 {
    let (high, low) = (try number64(), try number64())
    // Version and variant are the only bits that the parts do not carry over.
    let value = UUIDv7(at: Instant(milliseconds: Int64(high >> 16)), random: (high, low))
    guard value.high == high, value.low == low else { throw .invalid }
    return value
  }

  mutating func point() throws(TripEventError) -> GeoPoint {
    let latitude = try need(input.number(Int32.self))
    let longitude = try need(input.number(Int32.self))
    guard latitude.magnitude <= GeoPoint.maxLatitudeAngle.magnitude else { throw .invalid }
    return GeoPoint(latitudeAngle: latitude, longitudeAngle: longitude)
  }

  mutating func flag() throws(TripEventError) -> Bool {
    switch try byte() {
    case 0: false
    case 1: true
    default: throw .invalid
    }
  }

  mutating func optionalInstant() throws(TripEventError) -> Instant? { try flag() ? try instant() : nil }
  mutating func optionalClientID() throws(TripEventError) -> ClientID? { try flag() ? try clientID() : nil }

  mutating func list() throws(TripEventError) -> [ClientID] {
    var values: [ClientID] = []
    for _ in 0..<(try count()) { values.append(try clientID()) }
    return values
  }

  mutating func window() throws(TripEventError) -> TimeWindow {
    let (start, end) = (try instant(), try instant())
    do { return try TimeWindow(start: start, end: end, field: "window") } catch { throw .invalid }
  }

  mutating func sla() throws(TripEventError) -> SLATerms {
    let (assignBy, arriveBy) = (try optionalInstant(), try optionalInstant())
    do { return try SLATerms(assignBy: assignBy, arriveBy: arriveBy) } catch { throw .invalid }
  }

  /// What stands behind the terms: later forms have more.
  enum TermsEnd {
    case nothing
    case customer
    case perhapsCustomerAndZones
  }

  mutating func terms(before end: TermsEnd = .nothing) throws(TripEventError) -> BookingTerms {
    let place = try point()
    let (required, preferred) = (try list(), try list())
    let (window, sla) = (try window(), try sla())
    let preferences = BookingPreferences(picked: try optionalClientID(), blocked: try list())
    let references = try list()
    let customer: ClientID?
    var zones: [ClientID] = []
    switch end {
    case .nothing: customer = nil
    case .customer: customer = try clientID()
    case .perhapsCustomerAndZones:
      customer = try optionalClientID()
      zones = try list()
    }
    do {
      return try BookingTerms(
        place: place, skillsRequired: required, skillsPreferred: preferred, window: window, sla: sla,
        preferences: preferences, textReferences: references, customer: customer, zones: zones)
    } catch { throw .invalid }
  }

  /// One of the cases of an enumeration.
  mutating func choice<Choice: RawRepresentable<UInt8>>(_: Choice.Type) throws(TripEventError) -> Choice {
    guard let value = Choice(rawValue: try byte()) else { throw .invalid }
    return value
  }

  private func need<Value>(_ value: Value?) throws(TripEventError) -> Value {
    guard let value else { throw .truncated }
    return value
  }
}
