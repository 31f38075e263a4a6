// The track of a trip out of the store, in four forms, page by page.

import Bedrock
import GeoIndex
import Transport
import Trips
import TripStore

/// A question for a track, with the caller's rights in it.
struct TrackReads: Sendable {
  /// The forms of a track.
  enum Form: String, CaseIterable, Sendable {
    case geojson, gpx, polyline, csv

    /// The type of an answer. A polyline comes in the envelope.
    var mediaType: String {
      switch self {
      case .geojson: "application/geo+json"
      case .gpx: "application/gpx+xml"
      case .polyline: "application/json"
      case .csv: "text/csv"
      }
    }

    /// The form that an `Accept` header names first; nil when it names none. Weights are not looked at: programs that
    /// care have `format`.
    init?(accepting header: String?) {
      let types = (header ?? "").split(separator: ",").map { range in
        range.prefix { $0 != ";" }.filter { !$0.isWhitespace }.lowercased()
      }
      for type in types {
        guard let form = Form.allCases.first(where: { $0.mediaType == type }) else { continue }
        self = form
        return
      }
      return nil
    }
  }

  /// The most points of one answer. A day of one point a second is 86 400; a GeoJSON answer of this many is about 5 MB.
  static let pointsMax = StoreLimits.pointPageMax

  var trip: UUIDv7
  var form: Form
  var tenant: ClientID
  /// Whose trip it has to be; another's is not there. Nil for anybody's.
  var technician: ClientID?
  /// Only points behind this place: the end of the page before.
  var after: PointPlace?
  var limit = TrackReads.pointsMax

  /// The answer, or 404. Where the points are not kept any more it is the line of the summary, and says so: no times,
  /// and `simplified` with `toleranceMeters` where the form has room for it.
  func answer(from store: any Store, requestID: String) throws(StoreError) -> StoreOutcome {
    guard let found = try TripReads.Found(trip, of: tenant, onlyFor: technician, in: store) else {
      return TripReads.none(trip)
    }
    let points = try store.points(of: trip, after: after, limit: limit, tenant: tenant)
    if points.isEmpty, after == nil, let summary = found.summary {
      return .answer(answer(try TripReads.line(in: summary), requestID))
    }
    var response = answer(points, requestID)
    if points.count == limit, let last = points.last {
      let next = PointPlace(at: last.at, device: last.device, sequence: last.sequence)
      response.headers.append("Link", link(to: next))
    }
    return .answer(response)
  }

  private func answer(_ points: [TripStore.TrackPoint], _ requestID: String) -> HTTPResponse {
    let track = points.map { Trips.TrackPoint($0.place, at: $0.at) }
    switch form {
    case .geojson:
      return Envelope.document(type: form.mediaType, requestID: requestID) {
        TrackFormats.writeGeoJSON(track, trip: trip, to: &$0)
      }
    case .gpx: return file(TrackFormats.gpx(track, name: trip.description), requestID)
    case .polyline: return polyline(track.map(\.point), toleranceMeters: nil, requestID)
    case .csv:
      var bytes: [UInt8] = []
      TrackCSV.appendHeader(to: &bytes)
      for (place, point) in zip(track, points) { TrackCSV.append(place, point.details, to: &bytes) }
      return file(bytes, requestID)
    }
  }

  private func answer(_ line: SimplifiedLine, _ requestID: String) -> HTTPResponse {
    switch form {
    case .geojson:
      Envelope.document(type: form.mediaType, requestID: requestID) {
        TrackFormats.writeGeoJSON(line, trip: trip, to: &$0)
      }
    case .gpx: file(TrackFormats.gpx(line, name: trip.description), requestID)
    case .polyline: polyline(line.points, toleranceMeters: line.toleranceMeters, requestID)
    case .csv: file(TrackCSV.table(line), requestID)
    }
  }

  private func file(_ bytes: [UInt8], _ requestID: String) -> HTTPResponse {
    let type = form == .csv ? "text/csv; charset=utf-8; header=present" : form.mediaType
    return HTTPResponse(
      status: 200, contentType: type, headers: ["X-Request-Id": requestID], body: bytes)
  }

  private func polyline(_ points: [GeoPoint], toleranceMeters: Double?, _ requestID: String) -> HTTPResponse {
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
}

extension TrackReads {
  /// Where the next page is (RFC 8288), in the same form and of the same length.
  private func link(to place: PointPlace) -> String {
    let after = Self.cursor(place, of: tenant)
    return "</v1/trips/\(trip)/track?format=\(form.rawValue)&limit=\(limit)&after=\(after)>; rel=\"next\""
  }

  /// A place in a track of a tenant.
  static func cursor(_ place: PointPlace, of tenant: ClientID) -> String {
    var bytes = ByteWriter()
    bytes.append(place.at.milliseconds)
    bytes.append(place.device.text)
    bytes.append(place.sequence)
    return PageCursor(list: .trackPoints, tenant: tenant).text(bytes)
  }

  /// Reads what ``cursor(_:of:)`` wrote.
  static func place(_ bytes: inout ByteReader) -> PointPlace? {
    guard let at = bytes.number(Int64.self), let device = bytes.text(),
      let id = try? ClientID(device, field: "after"), let sequence = bytes.number(Int64.self)
    else { return nil }
    return PointPlace(at: Instant(milliseconds: at), device: id, sequence: sequence)
  }
}

extension TripStore.TrackPoint {
  /// Where it is.
  var place: GeoPoint { GeoPoint(latitudeAngle: latitudeAngle, longitudeAngle: longitudeAngle) }

  fileprivate var details: TrackCSV.Details {
    TrackCSV.Details(
      accuracyMeters: accuracyMeters, speedMetersPerSecond: speedMetersPerSecond,
      headingDegrees: headingDegrees, device: device, sequence: sequence)
  }
}
