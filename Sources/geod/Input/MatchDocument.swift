// The body of a match request, read into the engine's form.

import Bedrock
import Engine
import GeoIndex
import Trips

/// Reads match requests.
enum MatchDocument {
  /// The longest request in bytes.
  static let bytesMax = 64 * 1024
  /// The most credentials that may be required.
  static let credentialsMax = 16
  /// The most zones that may contain a place.
  static let zonesMax = 64
  /// The most technicians that are explained at once.
  static let explainMax = 50
  /// How old positions may be.
  static let ageLimitsSeconds: ClosedRange<Int64> = 1...86_400

  /// Reads a request.
  /// - Throws: every fault with its field.
  static func read(_ value: JSONValue) throws(FieldErrors) -> MatchQuery {
    var reader = FieldReader(value)
    let place = reader.place()
    // Without a place nothing comes of the query, but all other faults are told with that one.
    var query = MatchQuery(place: place ?? GeoPoint(latitudeAngle: 0, longitudeAngle: 0))
    query.skillsRequired = reader.ids("skillsRequired", countMax: BookingTerms.skillsMax)
    query.skillsPreferred = reader.ids("skillsPreferred", countMax: BookingTerms.skillsMax)
    query.credentials = credentials(&reader)
    let namesZones = reader.has("zones")
    let zones = reader.ids("zones", countMax: zonesMax)
    query.zones = namesZones ? zones : nil
    readTimes(&reader, &query)
    query.blocked = reader.ids("blocked", countMax: BookingTerms.blockedMax)
    query.picked = reader.id("picked", isRequired: false)
    if let picked = query.picked, query.blocked.contains(picked) {
      reader.noteMember("picked", .conflict, "must not be a blocked technician")
    }
    query.explain = reader.ids("explain", countMax: explainMax)
    if reader.has("count") {
      query.count = Int(reader.whole("count", in: 1...Int64(MatchQuery.countLimit), else: 1))
    } else {
      _ = reader.value("count")
    }
    if reader.has("ageMaxSeconds") {
      query.ageMaxSeconds = reader.whole("ageMaxSeconds", in: ageLimitsSeconds, else: 1)
    } else {
      _ = reader.value("ageMaxSeconds")
    }
    query.countsRefusals = reader.bool("countsRefusals", else: true)
    try reader.finish()
    return query
  }

  private static func credentials(_ reader: inout FieldReader) -> [RequiredCredential] {
    var credentials: [RequiredCredential] = []
    for (path, value) in reader.elements("credentials", countMax: credentialsMax) {
      if case .string = value {
        guard let kind = reader.id(value, path: path) else { continue }
        credentials.append(RequiredCredential(kind: kind))
      } else {
        var inner = FieldReader(value, path: path + ".")
        let kind = inner.id("kind", isRequired: true)
        let jurisdiction = inner.text("jurisdiction", lengthMax: ProfileDocument.wordLengthMax)
        reader.absorb(inner)
        guard let kind else { continue }
        credentials.append(RequiredCredential(kind: kind, jurisdiction: jurisdiction))
      }
    }
    return credentials
  }

  /// When the service may begin, and by when the technician has to be there: what is promised or, without a
  /// promise, the end of the window.
  private static func readTimes(_ reader: inout FieldReader, _ query: inout MatchQuery) {
    var end: Instant?
    reader.object("window") { inner in
      query.windowStart = inner.instant("start")
      end = inner.instant("end")
      if let start = query.windowStart, let end, end < start {
        inner.noteMember("end", .conflict, "must not be before the start")
      }
    }
    query.deadline = reader.instant("arriveBy") ?? end
  }
}
