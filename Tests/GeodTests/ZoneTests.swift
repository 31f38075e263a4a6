// Zones over HTTP, and their geometry: what is read, how it is written, and how faults are named.

import Bedrock
import Testing
import TestSupport

@testable import geod

@Suite("Zones")
struct ZoneTests {
  private static func geometry(_ text: String) throws -> ZoneGeometry {
    try ZoneGeometry(JSONValue.parse(Array(text.utf8), field: "x"), path: "geometry")
  }

  /// The first fault of a geometry, as field and code.
  private static func fault(_ text: String) throws -> String {
    let value = try JSONValue.parse(Array(text.utf8), field: "x")
    do throws(FieldErrors) {
      _ = try ZoneGeometry(value, path: "geometry")
      return "none"
    } catch {
      return "\(error.errors[0].field) \(error.errors[0].code.rawValue)"
    }
  }

  @Test("geometries are written as they were read")
  func roundTrip() throws {
    let single =
      #"{"type":"Polygon","coordinates":[[[46.1,24.5],[46.2,24.5],[46.2,24.6123457],[46.1,24.5]],"#
      + #"[[46.15,24.51],[46.16,24.51],[46.16,24.52],[46.15,24.51]]]}"#
    let several =
      #"{"type":"MultiPolygon","coordinates":[[[[-180,-90],[180,-90],[180,90],[-180,-90]]],"#
      + #"[[[1,1],[2,1],[2,2],[1,1]]]]}"#
    for text in [single, several] {
      let geometry = try Self.geometry(text)
      #expect(String(decoding: geometry.document, as: UTF8.self) == text)
      #expect(geometry.pointCount == 8)
    }
    // A height is let go.
    let high = try Self.geometry(
      #"{"type":"Polygon","coordinates":[[[1,1,5],[2,1,5],[2,2,5],[1,1,5]]]}"#)
    #expect(high.polygons == [[[(1, 1), (2, 1), (2, 2), (1, 1)].map(ZoneGeometry.Corner.init)]])
  }

  @Test(
    "faults are named by their place",
    arguments: [
      (#"{"coordinates":[]}"#, "geometry.type missing"),
      (#"{"type":"Polygon"}"#, "geometry.coordinates missing"),
      (#"{"type":"Point","coordinates":[1,2]}"#, "geometry.type notAllowed"),
      (#"{"type":"Polygon","coordinates":[],"bbox":[1]}"#, "geometry.bbox unknownField"),
      (#"{"type":"Polygon","coordinates":{}}"#, "geometry.coordinates wrongType"),
      (#"{"type":"Polygon","coordinates":[]}"#, "geometry.coordinates badLength"),
      (#"{"type":"MultiPolygon","coordinates":[]}"#, "geometry.coordinates badLength"),
      (#"{"type":"MultiPolygon","coordinates":[[]]}"#, "geometry.coordinates[0] badLength"),
      (#"{"type":"Polygon","coordinates":[[[1,1],[2,1],[1,1]]]}"#, "geometry.coordinates[0] badLength"),
      (#"{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[3,3]]]}"#, "geometry.coordinates[0] badFormat"),
      (#"{"type":"Polygon","coordinates":[[[1,1],[2,2],[3,3],[1,1]]]}"#, "geometry.coordinates[0] badFormat"),
      (
        #"{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,91]]]}"#,
        "geometry.coordinates[0][3][1] outOfRange"
      ),
      (
        #"{"type":"Polygon","coordinates":[[[1,1],[181,1],[2,2],[1,1]]]}"#,
        "geometry.coordinates[0][1][0] outOfRange"
      ),
      (
        #"{"type":"Polygon","coordinates":[[[1,1],[2,"1"],[2,2],[1,1]]]}"#,
        "geometry.coordinates[0][1][1] wrongType"
      ),
      (
        #"{"type":"Polygon","coordinates":[[[1,1],[2],[2,2],[1,1]]]}"#, "geometry.coordinates[0][1] badLength"
      ),
      (#"{"type":"Polygon","coordinates":[[[1,1],7,[2,2],[1,1]]]}"#, "geometry.coordinates[0][1] wrongType"),
      (
        #"{"type":"MultiPolygon","coordinates":[[[[1,1],[2,1],[2,2],[1,1]]],[[[1,1],[2,null],[2,2],[1,1]]]]}"#,
        "geometry.coordinates[1][0][1][1] wrongType"
      ),
    ])
  func faults(_ text: String, _ expected: String) throws {
    #expect(try Self.fault(text) == expected)
  }

  @Test("there are never more points or faults than can be looked at")
  func limits() throws {
    func ring(_ count: Int, _ place: String) -> String {
      let corners = ["[1,1]", "[2,1]"] + Array(repeating: place, count: count - 3) + ["[1,1]"]
      return #"{"type":"Polygon","coordinates":[[\#(corners.joined(separator: ","))]]}"#
    }
    let most = ZoneGeometry.pointsMax
    #expect(try Self.geometry(ring(most, "[2,2]")).pointCount == most)
    #expect(try Self.fault(ring(most + 1, "[2,2]")) == "geometry.coordinates tooMany")
    do {
      _ = try Self.geometry(ring(100, "[2,200]"))
      Issue.record("a place beyond the pole was accepted")
    } catch let error as FieldErrors {
      #expect(error.errors.count == ZoneGeometry.faultsMax)
    }
  }

  @Test("a zone is put, read, listed as items and as features, replaced on its version, removed, and audited")
  func life() throws {
    try TestServer.with { server in
      let admin = try server.token("alpha", .admin)
      let ring = "[[[46.1,24.5],[46.2,24.5],[46.2,24.6],[46.1,24.5]]]"
      func body(_ more: String) -> String {
        #"{"name":{"en":"Olaya","ar":"العليا"},"geometry":{"type":"Polygon","coordinates":\#(ring)}\#(more)}"#
      }
      let first = try server.data(
        "PUT", "/v1/zones/olaya", token: admin, body: body(##","color":"#0A84FF","reason":"a new district""##)
      )
      #expect(first["id"].string == "olaya" && first["name"]["ar"].string == "العليا")
      #expect(first["isActive"] == .bool(true) && first["color"].string == "#0a84ff")
      #expect(first["geometry"]["coordinates"][0][1][0].double == 46.2)
      let version = try #require(first["version"].int)
      #expect(try server.data("GET", "/v1/zones/olaya", token: admin) == first)
      _ = try server.data("PUT", "/v1/zones/a", token: admin, body: body(#","isActive":false,"version":0"#))
      let items = try server.data("GET", "/v1/zones", token: admin)["items"].array
      #expect(items.map { $0["id"].string } == ["a", "olaya"] && items.last == first)

      let client = server.client()
      let features = try client.ask(
        "GET", "/v1/zones", token: admin, headers: ["Accept": "application/geo+json"])
      #expect(features.headers["Content-Type"] == "application/geo+json")
      let collection = try features.json
      #expect(collection["type"].string == "FeatureCollection")
      let feature = collection["features"][1]
      #expect(feature["type"].string == "Feature" && feature["id"].string == "olaya")
      #expect(feature["properties"]["name"]["en"].string == "Olaya")
      #expect(feature["geometry"]["type"].string == "Polygon")
      let one = try client.ask(
        "GET", "/v1/zones/olaya", token: admin, headers: ["Accept": "application/geo+json"])
      #expect(try one.json == feature)

      let stale = try server.ask("PUT", "/v1/zones/olaya", token: admin, body: body(#","version":0"#))
      #expect(try stale.status == 409 && stale.faultyFields == ["version"])
      let second = try server.data(
        "PUT", "/v1/zones/olaya", token: admin, body: body(#","version":\#(version)"#))
      #expect(second["color"] == .null && (second["version"].int ?? 0) > version)
      #expect(try server.data("DELETE", "/v1/zones/olaya", token: admin)["id"].string == "olaya")
      for method in ["GET", "DELETE"] {
        #expect(try server.ask(method, "/v1/zones/olaya", token: admin).status == 404)
      }
      let rows = try server.data("GET", "/v1/audit", token: admin)["items"].array
      #expect(rows.map { $0["action"].string } == ["zone.delete", "zone.put", "zone.put", "zone.put"])
      #expect(rows.last?["reason"].string == "a new district" && rows.last?["target"].string == "olaya")
    }
  }

  @Test("what is wrong with a zone is told all at once")
  func refusals() throws {
    try TestServer.with { server in
      let admin = try server.token("alpha", .admin)
      let answer = try server.ask(
        "PUT", "/v1/zones/z", token: admin,
        body: #"{"id":"other","name":{"en":""},"colour":"red","color":"red","isActive":1,"#
          + #""geometry":{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,91]]]}}"#)
      #expect(answer.status == 422)
      #expect(
        try Set(answer.faultyFields) == [
          "id", "name.en", "color", "colour", "isActive", "geometry.coordinates[0][3][1]",
        ])
      let nameless = try server.ask(
        "PUT", "/v1/zones/z", token: admin,
        body: #"{"name":{},"geometry":{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,1]]]}}"#)
      #expect(try nameless.faultyFields == ["name.en"])
      #expect(try server.data("GET", "/v1/zones", token: admin)["items"].array.isEmpty)
    }
  }
}
