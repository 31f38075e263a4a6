// Who is near.

import Access
import Bedrock
import Dispatch
import Engine
import GeoIndex
import Matcher
import TrackHub
import Transport

/// The route of nearby questions.
enum NearbyRoutes {
  static let all = [nearby]

  static let nearby = Route(
    method: "GET", path: "/v1/technicians:nearby", rule: .tenant([.service, .dispatcher, .admin]),
    summary: "The nearest technicians by WGS84 distance, exact; GeoJSON when Accept asks for it"
  ) { call in
    let question = try call.valid { () throws(FieldErrors) in try Question(call.request.head) }
    let requestID = call.requestID
    let wantsGeoJSON = call.request.headers["Accept"]?.contains("application/geo+json") == true
    return .onHome { host, now in
      let query = question.query(defaults: host.settings.nearby, now: now)
      let started = DispatchTime.now().uptimeNanoseconds
      defer { host.nearbyNanoseconds.record(DispatchTime.now().uptimeNanoseconds - started) }
      if wantsGeoJSON {
        return Envelope.document(type: "application/geo+json", requestID: requestID) { json in
          host.withEngine { engine, _ in _ = engine.nearby(query, format: .geoJSON, now: now, &json) }
        }
      }
      return Envelope.success(requestID: requestID) { json in
        host.withEngine { engine, _ in _ = engine.nearby(query, format: .plain, now: now, &json) }
      }
    }
  }

  /// What was asked, before the tenant's defaults are known.
  struct Question: Sendable {
    var area: NearbyQuery.Area
    var count: Int?
    var skills: [String]
    var ratingMin: Double
    var statuses: UInt64
    var maxAgeSeconds: Int?

    init(_ head: HTTPRequestHead) throws(FieldErrors) {
      var reader = try QueryReader(head)
      let area = Self.area(&reader)
      count = reader.whole("k", in: 1...NearbyQuery.countLimit)
      skills = Self.skills(&reader)
      ratingMin = reader.number("minRating", in: 0...5) ?? 0
      statuses = Self.statuses(&reader)
      maxAgeSeconds = reader.whole("maxAgeSeconds", in: 1...31_536_000)
      try reader.finish()
      guard let area else { preconditionFailure("an absent area is a fault") }
      self.area = area
    }

    /// The question as the engine takes it.
    func query(defaults: NearbyDefaults, now: Instant) -> NearbyQuery {
      let age = Int64(maxAgeSeconds ?? Int(defaults.maxAgeSeconds))
      return NearbyQuery(
        area: area, countMax: count ?? defaults.count, skills: skills, ratingMin: Float(ratingMin),
        statuses: statuses, freshSince: now.advanced(byMilliseconds: -age * 1000))
    }

    private static func area(_ reader: inout QueryReader) -> NearbyQuery.Area? {
      if reader.has("bbox") {
        if reader.has("lat") || reader.has("lon") || reader.has("radiusMeters") {
          reader.note("bbox", .conflict, "cannot be used together with lat, lon and radiusMeters")
        }
        for name in ["lat", "lon", "radiusMeters"] { _ = reader.text(name) }
        return reader.text("bbox").flatMap { box($0, &reader) }
      }
      let latitude = reader.number("lat", in: -90...90, isRequired: true)
      let longitude = reader.number("lon", in: -180...180, isRequired: true)
      let radius = reader.number("radiusMeters", in: 0...20_100_000)
      guard let latitude, let longitude else { return nil }
      do {
        let point = try GeoPoint(latitudeDegrees: latitude, longitudeDegrees: longitude)
        return .around(point, radiusMeters: radius)
      } catch {
        reader.note(error)
        return nil
      }
    }

    private static func box(_ text: String, _ reader: inout QueryReader) -> NearbyQuery.Area? {
      do {
        guard case .map(let box) = try Topic("map:" + text, field: "bbox") else { return nil }
        return .inside(box)
      } catch {
        reader.note("bbox", error.code, "must be west,south,east,north in degrees: \(error.message)")
        return nil
      }
    }

    private static func skills(_ reader: inout QueryReader) -> [String] {
      let skills = reader.list("skills", countMax: 16)
      for skill in skills {
        do {
          _ = try ClientID(skill, field: "skills")
        } catch {
          reader.note(error)
        }
      }
      return skills
    }

    private static func statuses(_ reader: inout QueryReader) -> UInt64 {
      var bits: UInt64 = 0
      for word in reader.list("status", countMax: TechnicianStatus.allCases.count) {
        if let status = TechnicianStatus(name: word) {
          bits |= status.bit
        } else {
          let known = TechnicianStatus.allCases.map { "\($0.name)" }.joined(separator: ", ")
          reader.note("status", .notAllowed, "must be among \(known)")
        }
      }
      return bits == 0 ? .max : bits
    }
  }
}
