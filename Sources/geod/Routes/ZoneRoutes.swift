// Zones: named polygons that control rooms see and places are looked up in, put by hand and audited.

import Access
import Bedrock
import Engine
import GeoIndex
import Transport
import TripStore

/// The routes of zones.
enum ZoneRoutes {
  static let all = [list, at, get, put, delete]

  private static let writers: RoleSet = [.service, .admin]
  private static let readers: RoleSet = [.service, .dispatcher, .admin, .analyst]

  static let list = Route(
    method: "GET", path: "/v1/zones", rule: .tenant(readers),
    summary: "All zones, in the order of their identifiers; a FeatureCollection when Accept asks for GeoJSON",
    documentation: Documentation.list
  ) { call in
    let (tenant, requestID) = (call.caller.tenant, call.requestID)
    let wantsGeoJSON = wantsGeoJSON(call)
    return .onStore { store throws(StoreError) in
      let zones = try store.zones(of: tenant)
      guard wantsGeoJSON else {
        return .answer(Envelope.success(requestID: requestID) { json in writeItems(zones, &json) })
      }
      return .answer(
        Envelope.document(type: geoJSONType, requestID: requestID) { json in writeCollection(zones, &json) })
    }
  }

  static let at = Route(
    method: "GET", path: "/v1/zones:at", rule: .tenant(readers),
    summary: "The zones that hold a place, exact", documentation: Documentation.at
  ) { call in
    let place = try call.valid { () throws(FieldErrors) in try Items.place(call.request.head) }
    let requestID = call.requestID
    return .onHome { host, _ in
      let zones = host.withEngine { engine, _ in engine.zones(at: place) }
      return Envelope.success(requestID: requestID) { json in
        json.beginObject()
        json.key("zones")
        json.strings(zones.map(\.text))
        json.endObject()
      }
    }
  }

  /// The items of the question for a place.
  enum Items {
    static let latitude = QueryItem<Double?>.number(
      "lat", in: FieldLimits.latitude, "The place, degrees; required.")
    static let longitude = QueryItem<Double?>.number(
      "lon", in: FieldLimits.longitude, "The place, degrees; required.")

    static func place(_ head: HTTPRequestHead) throws(FieldErrors) -> GeoPoint {
      var reader = try QueryReader(head)
      let (latitude, longitude) = (reader.demand(Self.latitude), reader.demand(Self.longitude))
      try reader.finish()
      guard let latitude, let longitude else { preconditionFailure("what is absent is a fault") }
      do throws(FieldError) {
        return try GeoPoint(latitudeDegrees: latitude, longitudeDegrees: longitude)
      } catch {
        throw FieldErrors([error])
      }
    }
  }

  static let get = Route(
    method: "GET", path: "/v1/zones/{id}", rule: .tenant(readers),
    summary: "One zone; a Feature when Accept asks for GeoJSON", documentation: Documentation.get
  ) { call in
    let id = try call.id("id")
    let (tenant, requestID) = (call.caller.tenant, call.requestID)
    let wantsGeoJSON = wantsGeoJSON(call)
    return .onStore { store throws(StoreError) in
      guard let zone = try store.zone(id, of: tenant) else {
        return .problem(noZone)
      }
      guard wantsGeoJSON else { return .answer(answer(zone, requestID)) }
      return .answer(
        Envelope.document(type: geoJSONType, requestID: requestID) { json in
          ZoneDocument.writeFeature(zone, &json)
        })
    }
  }

  static let put = Route(
    method: "PUT", path: "/v1/zones/{id}", rule: .tenant(writers),
    summary: "Add a zone or replace it; version names the one that the change is based on; audited",
    bodyBytesMax: ZoneDocument.bytesMax, documentation: Documentation.put
  ) { call in
    let id = try call.id("id")
    let value = try call.json()
    let change = try call.valid { () throws(FieldErrors) in try ZoneDocument.read(value, id: id) }
    let note = ChangeNote(
      actor: call.caller.subject.text, at: EngineClock.wallClock(), reason: change.reason)
    let (tenant, requestID) = (call.caller.tenant, call.requestID)
    return .onStore { store throws(StoreError) in
      let version = try store.putZone(
        change.zone, of: tenant, expectedVersion: change.expectedVersion, note: note)
      let record = ZoneRecord(zone: change.zone, version: version, updatedAt: note.at)
      return .onHome { host, _ in
        host.withEngine { engine, _ in engine.put(change.zone(version: version)) }
        return answer(record, requestID)
      }
    }
  }

  static let delete = Route(
    method: "DELETE", path: "/v1/zones/{id}", rule: .tenant(writers),
    summary: "Remove a zone; audited", documentation: Documentation.delete
  ) { call in
    let id = try call.id("id")
    let note = ChangeNote(actor: call.caller.subject.text, at: EngineClock.wallClock(), reason: "")
    let (tenant, requestID) = (call.caller.tenant, call.requestID)
    return .onStore { store throws(StoreError) in
      guard try store.deleteZone(id, of: tenant, note: note) else {
        return .problem(noZone)
      }
      return .onHome { host, _ in
        host.withEngine { engine, _ in engine.remove(zone: id) }
        return Envelope.success(requestID: requestID) { json in
          json.beginObject()
          json.key("id")
          json.string(id.text)
          json.endObject()
        }
      }
    }
  }

  static let geoJSONType = "application/geo+json"

  private static func wantsGeoJSON(_ call: borrowing RouteCall) -> Bool {
    call.request.headers["Accept"]?.contains(geoJSONType) == true
  }

  private static func answer(_ zone: ZoneRecord, _ requestID: String) -> HTTPResponse {
    Envelope.success(requestID: requestID) { json in ZoneDocument.write(zone, &json) }
  }

  private static func writeItems(_ zones: [ZoneRecord], _ json: inout JSONWriter) {
    json.beginObject()
    json.key("items")
    json.beginArray()
    for zone in zones { ZoneDocument.write(zone, &json) }
    json.endArray()
    json.endObject()
  }

  private static func writeCollection(_ zones: [ZoneRecord], _ json: inout JSONWriter) {
    json.beginObject()
    json.key("type")
    json.string("FeatureCollection" as StaticString)
    json.key("features")
    json.beginArray()
    for zone in zones { ZoneDocument.writeFeature(zone, &json) }
    json.endArray()
    json.endObject()
  }

  private static let noZone = Problem(
    .notFound, "there is no zone with this identifier",
    errors: [FieldError(field: "id", code: .notFound, message: "names no zone of the tenant")])
}
