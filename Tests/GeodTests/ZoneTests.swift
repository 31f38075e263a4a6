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
      + #"[[46.15,24.51],[46.16,24.52],[46.16,24.51],[46.15,24.51]]]}"#
    let several =
      #"{"type":"MultiPolygon","coordinates":[[[[-180,-90],[180,-90],[180,-60],[-180,-90]]],"#
      + #"[[[170.5,1],[190.25,1],[190.25,2],[170.5,1]]]]}"#
    for text in [single, several] {
      let geometry = try Self.geometry(text)
      #expect(String(decoding: geometry.document, as: UTF8.self) == text)
      #expect(geometry.pointCount == 8)
    }
    // A height is let go.
    let high = try Self.geometry(
      #"{"type":"Polygon","coordinates":[[[1,1,5],[2,1,5],[2,2,5],[1,1,5]]]}"#)
    #expect(
      String(decoding: high.document, as: UTF8.self)
        == #"{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,1]]]}"#)
    // What is written is read as the same places, however finely they were given.
    let fine = try Self.geometry(
      #"{"type":"Polygon","coordinates":[[[1.123456789,1],[2,1.98765432109],[1.5,2.00000004],[1.123456789,1]]]}"#
    )
    let text = String(decoding: fine.document, as: UTF8.self)
    #expect(try Self.geometry(text) == fine && text.contains("[1.1234568,1]"))
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
      (#"{"type":"Polygon","coordinates":[[[1,1],[2,2],[2,1],[1,1]]]}"#, "geometry.coordinates[0] badFormat"),
      (
        #"{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,1],[2,2],[1,1]]]}"#,
        "geometry.coordinates[0][2] badFormat"
      ),
      (
        #"{"type":"Polygon","coordinates":[[[1,1],[2,1],[3,1],[2,1],[2,2],[1,1]]]}"#,
        "geometry.coordinates[0][2] badFormat"
      ),
      (
        #"{"type":"Polygon","coordinates":[[[1,1],[3,3],[3,1],[1,3],[1,1]]]}"#,
        "geometry.coordinates[0][0] conflict"
      ),
      (
        #"{"type":"Polygon","coordinates":[[[170,1],[-170,1],[-170,2],[170,1]]]}"#,
        "geometry.coordinates[0][1] badFormat"
      ),
      (
        #"{"type":"Polygon","coordinates":[[[1,1],[9,1],[9,9],[1,1]],[[11,1],[11,2],[12,1],[11,1]]]}"#,
        "geometry.coordinates[1] conflict"
      ),
      (
        #"{"type":"MultiPolygon","coordinates":[[[[1,1],[9,1],[9,9],[1,1]]],[[[7,2],[8,2],[8,3],[7,2]]]]}"#,
        "geometry.coordinates[1][0][0] conflict"
      ),
      (
        #"{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,91]]]}"#,
        "geometry.coordinates[0][3][1] outOfRange"
      ),
      (
        #"{"type":"Polygon","coordinates":[[[1,1],[361,1],[2,2],[1,1]]]}"#,
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
    /// A bowl: points along a parabola, closed by its chord.
    func ring(_ count: Int, _ place: (Int) -> String) -> String {
      let corners = (0..<count - 1).map(place) + [place(0)]
      return #"{"type":"Polygon","coordinates":[[\#(corners.joined(separator: ","))]]}"#
    }
    func bowl(_ index: Int) -> String {
      let x = Double(index - 5_000) / 1_000
      return "[\(x),\(x * x / 2)]"
    }
    let most = ZoneGeometry.pointsMax
    #expect(try Self.geometry(ring(most, bowl)).pointCount == most)
    #expect(try Self.fault(ring(most + 1, bowl)) == "geometry.coordinates tooMany")
    do {
      _ = try Self.geometry(ring(100) { "[\($0),200]" })
      Issue.record("a place beyond the pole was accepted")
    } catch let error as FieldErrors {
      #expect(error.errors.count == ZoneGeometry.faultsMax)
    }
  }

  @Test("what can be mended is mended when that is asked for, and nothing else")
  func repair() throws {
    func read(_ text: String, repair: Bool) throws -> String {
      let value = try JSONValue.parse(Array(text.utf8), field: "x")
      do throws(FieldErrors) {
        return String(decoding: try ZoneGeometry(value, path: "g", repair: repair).document, as: UTF8.self)
      } catch {
        return error.errors.map { "\($0.field) \($0.code.rawValue)" }.joined(separator: ", ")
      }
    }
    let clockwise = #"{"type":"Polygon","coordinates":[[[1,1],[2,2],[2,2],[2,1]]]}"#
    #expect(
      try read(clockwise, repair: false)
        == "g.coordinates[0] badFormat, g.coordinates[0][2] badFormat, g.coordinates[0] badFormat")
    #expect(
      try read(clockwise, repair: true) == #"{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,1]]]}"#)
    let bowTie = #"{"type":"Polygon","coordinates":[[[1,1],[3,3],[3,1],[1,3]]]}"#
    #expect(try read(bowTie, repair: true) == "g.coordinates[0][0] conflict")
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
      let clockwise =
        #"{"name":{"en":"z"},"geometry":{"type":"Polygon","coordinates":[[[1,1],[2,2],[2,1],[1,1]]]}"#
      let refused = try server.ask("PUT", "/v1/zones/z", token: admin, body: clockwise + "}")
      #expect(try refused.status == 422 && refused.faultyFields == ["geometry.coordinates[0]"])
      let mended = try server.data(
        "PUT", "/v1/zones/mended", token: admin, body: clockwise + #","repair":true}"#)
      #expect(mended["geometry"]["coordinates"][0][1][0].double == 2)
      #expect(mended["geometry"]["coordinates"][0][1][1].double == 1)
      _ = try server.data("DELETE", "/v1/zones/mended", token: admin)
      #expect(try server.data("GET", "/v1/zones", token: admin)["items"].array.isEmpty)
    }
  }
}
