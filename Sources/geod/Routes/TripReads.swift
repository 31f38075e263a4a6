// Trips as the store has them, as answers: the trip with its summary. Tracks are in TrackReads.swift.

import Bedrock
import Transport
import Trips
import TripStore

/// Answers about trips out of the store.
enum TripReads {
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

  /// What is answered about a trip that is not there, or not for the caller.
  static func none(_ id: UUIDv7) -> StoreOutcome {
    .problem(Problem(.notFound, "there is no trip \(id)"))
  }

  /// The line that a summary has kept.
  static func line(in summary: [UInt8]) throws(StoreError) -> SimplifiedLine {
    guard case .object(let members)? = try? JSONValue.parse(summary, field: "summary"),
      case .string(let text)? = members["polyline"],
      case .number(let tolerance)? = members["toleranceMeters"],
      let points = try? EncodedPolyline.decode(text, field: "polyline")
    else { throw .corrupt(what: "the summary of a trip") }
    return SimplifiedLine(points, toleranceMeters: tolerance)
  }

  /// Whether a summary is of a technician's trip.
  static func isSummary(_ summary: [UInt8], of technician: ClientID) -> Bool {
    guard case .object(let members)? = try? JSONValue.parse(summary, field: "summary") else { return false }
    return members["technician"] == .string(technician.text)
  }

  /// What the store has of a trip. The summary may outlive the trip.
  struct Found {
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
        guard TripReads.isSummary(summary, of: technician) else { return nil }
      }
    }
  }
}
