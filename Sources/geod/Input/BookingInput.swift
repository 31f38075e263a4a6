// What callers send about bookings, checked as a whole: every fault at once, each with its field.

import Bedrock
import Engine
import GeoIndex
import Trips
import TripStore

/// Reads the bodies of booking requests.
enum BookingInput {
  /// The longest body in bytes.
  static let bytesMax = 16 * 1024

  /// How long customers wait when they do not say: a window from now on.
  static let windowDefaultMilliseconds: Int64 = 2 * 3_600_000
  /// Versions of bookings.
  static let versionLimits: ClosedRange<Int64> = 1...Int64(UInt32.max)

  /// Reads a booking: its terms, and its name where the caller gives one.
  static func terms(_ value: JSONValue, now: Instant) throws(FieldErrors) -> (ClientID?, BookingTerms) {
    var reader = FieldReader(value)
    let id = reader.id("id", isRequired: false)
    let latitude = reader.number("lat", in: FieldLimits.latitude, else: nil)
    let longitude = reader.number("lon", in: FieldLimits.longitude, else: nil)
    let required = names("skillsRequired", countMax: BookingTerms.skillsMax, &reader)
    let preferred = names("skillsPreferred", countMax: BookingTerms.skillsMax, &reader)
    let references = names("textReferences", countMax: BookingTerms.textReferencesMax, &reader)
    let customer = reader.id("customer", isRequired: false)
    let window = window(&reader, now: now)
    let sla = sla(&reader)
    var preferences = BookingPreferences()
    reader.object("preferences") { inner in
      preferences.picked = inner.id("picked", isRequired: false)
      preferences.blocked = names("blocked", countMax: BookingTerms.blockedMax, &inner)
    }
    try reader.finish()
    guard let window, let place = try? GeoPoint(latitudeDegrees: latitude, longitudeDegrees: longitude) else {
      preconditionFailure("what cannot be read has a fault")
    }
    let terms = try BookingTerms(
      place: place, skillsRequired: required, skillsPreferred: preferred, window: window, sla: sla,
      preferences: preferences, textReferences: references, customer: customer)
    return (id, terms)
  }

  /// A list of names; none when it is absent.
  static func names(_ name: String, countMax: Int, _ reader: inout FieldReader) -> [ClientID] {
    var names: [ClientID] = []
    for (path, value) in reader.elements(name, countMax: countMax) {
      guard case .string(let text) = value else {
        reader.note(path, .wrongType, "must be a string, is \(value.typeName)")
        continue
      }
      do throws(FieldError) { names.append(try ClientID(text, field: path)) } catch {
        reader.note(error.field, error.code, error.message)
      }
    }
    return names
  }

  /// `window`: from when until when the customer is there, in Unix milliseconds.
  /// - Parameter now: where an absent window begins; nil when it must be given.
  static func window(_ reader: inout FieldReader, now: Instant?) -> TimeWindow? {
    if !reader.has("window") {
      _ = reader.value("window")
      guard let now else {
        reader.noteMember(
          "window", .missing, "is required: an object with start and end in Unix milliseconds")
        return nil
      }
      return try? TimeWindow(
        start: now, end: now.advanced(byMilliseconds: windowDefaultMilliseconds), field: "window")
    }
    var window: TimeWindow?
    reader.object("window") { inner in
      let before = inner.faults.count
      let start = moment("start", &inner, isRequired: true)
      let end = moment("end", &inner, isRequired: true)
      guard inner.faults.count == before, let start, let end else { return }
      do throws(FieldError) { window = try TimeWindow(start: start, end: end, field: "window") } catch {
        inner.note(error.field, error.code, error.message)
      }
    }
    return window
  }

  /// `sla`: what was promised; nothing when it is absent.
  static func sla(_ reader: inout FieldReader) -> SLATerms {
    var terms = SLATerms.none
    reader.object("sla") { inner in
      let assignBy = moment("assignBy", &inner, isRequired: false)
      let arriveBy = moment("arriveBy", &inner, isRequired: false)
      do throws(FieldErrors) { terms = try SLATerms(assignBy: assignBy, arriveBy: arriveBy) } catch {
        inner.absorb(error)
      }
    }
    return terms
  }

  private static func moment(_ name: String, _ reader: inout FieldReader, isRequired: Bool) -> Instant? {
    guard isRequired || reader.has(name) else {
      _ = reader.value(name)
      return nil
    }
    let before = reader.faults.count
    let milliseconds = reader.whole(name, in: FieldLimits.moment, else: nil)
    return reader.faults.count == before ? Instant(milliseconds: milliseconds) : nil
  }

  /// `technicians`: who shall be asked; nil when it is absent.
  static func technicians(_ reader: inout FieldReader) -> [ClientID]? {
    guard reader.has("technicians") else {
      _ = reader.value("technicians")
      return nil
    }
    let named = names("technicians", countMax: OfferTerms.techniciansMax, &reader)
    if named.isEmpty { reader.noteMember("technicians", .badLength, "must name at least one technician") }
    if Set(named).count != named.count {
      reader.noteMember("technicians", .duplicateField, "must not name anybody twice")
    }
    return named
  }

  /// `reason`: why somebody does this.
  static func reason(_ reader: inout FieldReader, isRequired: Bool) -> Note {
    guard let text = reader.text("reason", lengthMax: Note.bytesMax, isRequired: isRequired) else {
      return .none
    }
    do throws(FieldError) { return try Note(text, field: "reason") } catch {
      reader.note(error.field, error.code, error.message)
      return .none
    }
  }

  /// `expectedVersion`: the version of the booking that the caller has seen.
  static func expectedVersion(_ reader: inout FieldReader) -> UInt32? {
    guard reader.has("expectedVersion") else {
      _ = reader.value("expectedVersion")
      return nil
    }
    return UInt32(reader.whole("expectedVersion", in: versionLimits, else: 1))
  }
}
