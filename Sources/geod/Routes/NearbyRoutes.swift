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
    summary: "The nearest technicians by WGS84 distance, exact; GeoJSON when Accept asks for it",
    documentation: Documentation.nearby
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
      count = reader.read(Items.count)
      skills = reader.read(Items.skills)
      ratingMin = reader.read(Items.ratingMin) ?? 0
      let named = reader.read(Items.status).compactMap { TechnicianStatus(name: $0)?.bit }
      statuses = named.isEmpty ? .max : named.reduce(0, |)
      maxAgeSeconds = reader.read(Items.maxAge)
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
        for item in [Items.latitude, Items.longitude, Items.radius] { _ = reader.text(item.name) }
        return reader.read(Items.box).flatMap { box($0, &reader) }
      }
      let latitude = reader.demand(Items.latitude)
      let longitude = reader.demand(Items.longitude)
      let radius = reader.read(Items.radius)
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
  }
}
