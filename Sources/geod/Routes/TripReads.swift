// Trips as the store has them, as answers: the trip with its summary, and its track in three forms.

import Bedrock
import GeoIndex
import Transport
import Trips
import TripStore

/// Answers about trips out of the store.
enum TripReads {
  /// The forms of a track.
  enum TrackForm: String, CaseIterable, Sendable {
    case geojson, gpx, polyline
  }

  /// The trip and, when it is over, its summary: `{"trip":...,"summary":...}`, either null when it is not kept any more or
  /// not yet; or 404.
  /// - Parameter technician: whose trip it has to be; another's is not there. Nil for anybody's.
  static func trip(
    _ id: UUIDv7, of tenant: ClientID, onlyFor technician: ClientID?, from store: any Store, requestID: String
  ) throws(StoreError) -> StoreOutcome {
    guard let found = try Found(id, of: tenant, onlyFor: technician, in: store) else { return none(id) }
    let response = Envelope.success(requestID: requestID) { json in
      json.beginObject()
      json.key("trip")
      if let trip = found.trip { json.raw(trip.trip.document) } else { json.null() }
      json.key("summary")
      if let summary = found.summary {
        SealDocument.write(summary: summary, found.seal, to: &json)
      } else {
        json.null()
      }
      json.endObject()
    }
    return .answer(response)
  }

  /// The track of a trip, or 404. Where the points are not kept any more it is the line of the summary, and says so:
  /// `simplified` with `toleranceMeters`, and no times.
  static func track(
    _ id: UUIDv7, as form: TrackForm, of tenant: ClientID, onlyFor technician: ClientID?,
    from store: any Store, requestID: String
  ) throws(StoreError) -> StoreOutcome {
    guard let found = try Found(id, of: tenant, onlyFor: technician, in: store) else { return none(id) }
    var points: [Trips.TrackPoint] = []
    try store.forEachPoint(of: id, tenant: tenant) { (point) throws(StoreError) in
      let place = GeoPoint(latitudeAngle: point.latitudeAngle, longitudeAngle: point.longitudeAngle)
      points.append(Trips.TrackPoint(place, at: point.at))
    }
    if points.isEmpty, let summary = found.summary {
      return .answer(answer(try line(in: summary), id, form, requestID))
    }
    return .answer(answer(points, id, form, requestID))
  }

  private static func answer(
    _ points: [Trips.TrackPoint], _ id: UUIDv7, _ form: TrackForm, _ requestID: String
  ) -> HTTPResponse {
    switch form {
    case .geojson:
      Envelope.document(type: geoJSONType, requestID: requestID) {
        TrackFormats.writeGeoJSON(points, trip: id, to: &$0)
      }
    case .gpx: gpx(TrackFormats.gpx(points, name: id.description), requestID)
    case .polyline: polyline(points.map(\.point), toleranceMeters: nil, requestID)
    }
  }

  private static func answer(
    _ line: SimplifiedLine, _ id: UUIDv7, _ form: TrackForm, _ requestID: String
  ) -> HTTPResponse {
    switch form {
    case .geojson:
      Envelope.document(type: geoJSONType, requestID: requestID) {
        TrackFormats.writeGeoJSON(line, trip: id, to: &$0)
      }
    case .gpx: gpx(TrackFormats.gpx(line, name: id.description), requestID)
    case .polyline: polyline(line.points, toleranceMeters: line.toleranceMeters, requestID)
    }
  }

  private static let geoJSONType = "application/geo+json"

  private static func gpx(_ bytes: [UInt8], _ requestID: String) -> HTTPResponse {
    HTTPResponse(
      status: 200, contentType: "application/gpx+xml", headers: ["X-Request-Id": requestID], body: bytes)
  }

  private static func polyline(
    _ points: [GeoPoint], toleranceMeters: Double?, _ requestID: String
  ) -> HTTPResponse {
    Envelope.success(requestID: requestID) { json in
      json.beginObject()
      json.key("polyline")
      json.string(EncodedPolyline.encode(points))
      json.key("simplified")
      json.bool(toleranceMeters != nil)
      if let toleranceMeters {
        json.key("toleranceMeters")
        json.number(toleranceMeters, decimals: 1)
      }
      json.endObject()
    }
  }

  private static func none(_ id: UUIDv7) -> StoreOutcome {
    .problem(Problem(.notFound, "there is no trip \(id)"))
  }

  /// The line that a summary has kept.
  private static func line(in summary: [UInt8]) throws(StoreError) -> SimplifiedLine {
    guard case .object(let members)? = try? JSONValue.parse(summary, field: "summary"),
      case .string(let text)? = members["polyline"],
      case .number(let tolerance)? = members["toleranceMeters"],
      let points = try? EncodedPolyline.decode(text, field: "polyline")
    else { throw .corrupt(what: "the summary of a trip") }
    return SimplifiedLine(points, toleranceMeters: tolerance)
  }

  /// What the store has of a trip. The summary may outlive the trip.
  private struct Found {
    var trip: TripRecord?
    var summary: [UInt8]?
    var seal: TripSeal?

    init?(
      _ id: UUIDv7, of tenant: ClientID, onlyFor technician: ClientID?, in store: any Store
    ) throws(StoreError) {
      trip = try store.trip(id, of: tenant)
      summary = try store.summary(of: id, tenant: tenant)?.summary.document
      guard trip != nil || summary != nil else { return nil }
      seal = try store.seal(of: id, tenant: tenant)
      guard let technician else { return }
      if let trip {
        if trip.trip.technician != technician { return nil }
      } else if let summary {
        guard case .object(let members)? = try? JSONValue.parse(summary, field: "summary"),
          case .string(technician.text)? = members["technician"]
        else { return nil }
      }
    }
  }
}
